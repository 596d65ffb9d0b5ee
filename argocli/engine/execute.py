"""Running one template under a node name: the order of checks that every kind of template goes through.

Called for every node that has to be visited in a pass; a node that is fulfilled comes back at once.
"""

from __future__ import annotations

from collections.abc import Callable

from argocli.engine import arguments, attempts, dag, display, leaves, limits, memo, steps
from argocli.engine.call import Call, Plan, Prepared
from argocli.engine.locks.acquire import acquire
from argocli.engine.locks.release import release
from argocli.engine.operation import ExecutionError, Operation, ParallelismReached
from argocli.engine.substitution import CHANGING, substitute_inputs, substitute_template
from argocli.engine.templates import TemplateError, body_kind, with_defaults
from argocli.expr.expression import ExpressionError
from argocli.expr.tags import SubstitutionError
from argocli.model import naming, phases
from argocli.model.values import mapping, text
from argocli.model.workflow import Node

Body = Callable[[Operation, Call, Prepared, Node | None], Node | None]


def execute(run: Operation, call: Call) -> Node | None:
    """Run a template as the node `call.name`; the node as it then stands, None where nothing came into being.

    Raises ExecutionError (the node is marked), ParallelismReached, TemplateTimedOut.
    """
    node = run.table.named(call.name)
    if node is not None and node["phase"] in phases.FULFILLED:
        release(run.locks, run.table, node)
        return _named_at_last(run, call, node)
    node_id = run.table.id_of(call.name)
    if node is not None and run.quiet(node_id):
        return node
    run.memory.callers[node_id] = call.caller
    limits.check_depth(run, call)
    try:
        found = _run(run, call, node, node_id)
    except ParallelismReached:
        if node is not None:
            run.postpone(node_id)
        raise
    if found is not None and found["phase"] in phases.FULFILLED:
        release(run.locks, run.table, found)
    return found


def _named_at_last(run: Operation, call: Call, node: Node) -> Node:
    """A node that has ended since the last pass still gets the name on screen that its template asks for."""
    if run.table.before.get(node["id"]) is None:
        return node
    try:
        template = run.library.resolve(call.holder, call.base).template
    except TemplateError:
        return node
    if display.wanted(with_defaults(template, mapping(run.spec, "templateDefaults"))):
        display.rename(run, call, node, _prepare(run, call).template)
    return run.table.named(call.name) or node


def _run(run: Operation, call: Call, node: Node | None, node_id: str) -> Node | None:
    plan = run.memory.plans.get(node_id)
    prepared = plan.prepared if plan is not None else _prepare(run, call)
    if node is not None:
        display.rename(run, call, node, prepared.template)
    limits.check_timeout(run, call, node, prepared)
    limits.check_parallelism(run, call, node, prepared)
    strategy = attempts.strategy_of(run, prepared.template)
    synchronized = bool(prepared.template.get("synchronization"))
    fresh = node is None or (synchronized and not run.locks.holds(node_id))
    if synchronized and not acquire(run, call, prepared, retrying=strategy is not None):
        waiting = run.table.named(call.name)
        if waiting is not None and run.forbids(call):
            return run.stop(waiting)
        if node is None:
            limits.check_timeout(run, call, waiting, prepared)
        return waiting
    if prepared.template.get("memoize") and fresh:
        remembered = memo.look_up(run, call, prepared, retrying=strategy is not None)
        if remembered is not None and remembered["phase"] in phases.FULFILLED:
            return remembered
    node = run.table.named(call.name)
    try:
        if strategy is not None:
            if node is None or node_id not in run.memory.plans:
                run.memory.plans[node_id] = Plan(prepared)
            return attempts.run_attempts(run, call, prepared, strategy, dispatch)
        return dispatch(run, call, prepared, node)
    except ExecutionError:
        failed = run.table.named(call.name)
        if failed is not None:
            release(run.locks, run.table, failed)
        raise


def _prepare(run: Operation, call: Call) -> Prepared:
    """The template of a call with inputs and variables filled in."""
    try:
        resolved = run.library.resolve(call.holder, call.base)
        template = with_defaults(resolved.template, mapping(run.spec, "templateDefaults"))
        known = run.globals
        filled = arguments.fill_inputs(template, call.arguments, known, run.config_map)
        variables = {**call.variables, "node.name": call.name}
        if leaves.runs_in_pod(filled):
            if attempts.strategy_of(run, filled) is None:
                variables["pod.name"] = naming.pod_name(run.name, call.name, resolved.name, v1=run.old_pod_names)
        elif body_kind(filled) in ("steps", "dag"):
            # Members read what changes while the workflow runs when they start, inputs now.
            filled = substitute_inputs(filled, {**known, **variables})
            known = {key: value for key, value in known.items() if key not in CHANGING}
        return Prepared(substitute_template(filled, known, variables), resolved.base, resolved.name)
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
    "http": leaves.run_task,
    "plugin": leaves.run_task,
    "suspend": leaves.run_suspend,
    "steps": steps.run_steps,
    "dag": dag.run_dag,
}
