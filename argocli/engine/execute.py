"""Running one template under a node name: the order of checks that every kind of template goes through.

Called for every reachable node in every pass; a node that is fulfilled comes back at once.
"""

from __future__ import annotations

from collections.abc import Callable

from argocli.engine import arguments, attempts, dag, leaves, limits, steps
from argocli.engine.operation import Call, ExecutionError, Operation, Prepared
from argocli.engine.substitution import substitute_template
from argocli.engine.templates import TemplateError, body_kind, with_defaults
from argocli.expr.expression import ExpressionError
from argocli.expr.tags import SubstitutionError
from argocli.model import naming, phases
from argocli.model.values import mapping, text
from argocli.model.workflow import Node

_MAX_DEPTH = 100
_DEPTH_MESSAGE = (
    "Maximum recursion depth exceeded. "
    "See https://argo-workflows.readthedocs.io/en/latest/scaling/#maximum-recursion-depth"
)

Body = Callable[[Operation, Call, Prepared, Node | None], Node | None]


def execute(run: Operation, call: Call) -> Node | None:
    """Run a template as the node `call.name`; the node as it then stands, None where nothing came into being.

    Raises ExecutionError (the node is marked), ParallelismReached, TemplateTimedOut.
    """
    node = run.table.named(call.name)
    if node is not None and node["phase"] in phases.FULFILLED:
        return node
    run.depth += 1
    try:
        if run.depth > _MAX_DEPTH:
            run.fail_call(call, _DEPTH_MESSAGE)
            raise ExecutionError(_DEPTH_MESSAGE)
        prepared = _prepare(run, call)
        limits.check_timeout(run, call, node, prepared)
        limits.check_parallelism(run, call, node, prepared)
        strategy = attempts.strategy_of(run, prepared.template)
        if strategy:
            return attempts.run_attempts(run, call, prepared, strategy, dispatch)
        return dispatch(run, call, prepared, node)
    finally:
        run.depth -= 1


def _prepare(run: Operation, call: Call) -> Prepared:
    """The template of a call with inputs and variables filled in."""
    try:
        resolved = run.library.resolve(call.holder, call.base)
        template = with_defaults(resolved.template, mapping(run.spec, "templateDefaults"))
        filled = arguments.fill_inputs(template, call.arguments, run.globals)
        variables = {**call.variables, "node.name": call.name}
        if leaves.runs_in_pod(filled) and not attempts.strategy_of(run, filled):
            variables["pod.name"] = naming.pod_name(run.name, call.name, resolved.name)
        return Prepared(substitute_template(filled, run.globals, variables), resolved.base, resolved.name)
    except (TemplateError, arguments.InputError, SubstitutionError, ExpressionError) as error:
        run.fail_call(call, str(error))
        raise ExecutionError(str(error)) from error


def dispatch(run: Operation, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """Run the body that the template has."""
    body = _BODIES.get(body_kind(prepared.template))
    if body is None:
        message = f"Template '{text(prepared.template, 'name')}' missing specification"
        run.fail_call(call, message)
        raise ExecutionError(message)
    return body(run, call, prepared, node)


_BODIES: dict[str, Body] = {
    "container": leaves.run_pod,
    "script": leaves.run_pod,
    "containerSet": leaves.run_pod,
    "resource": leaves.run_pod,
    "data": leaves.run_pod,
    "suspend": leaves.run_suspend,
    "steps": steps.run_steps,
    "dag": dag.run_dag,
}
