"""Running one template under a node name: the order of checks that every kind of template goes through.

Called for every node that has to be visited in a pass; a node that is fulfilled comes back at once.
"""

from __future__ import annotations

from collections.abc import Callable

from argocli.engine.dag.body import run_dag
from argocli.engine.locks.acquire import acquire
from argocli.engine.locks.release import release
from argocli.engine.outside import parameter_maps
from argocli.engine.pods.identity import pod_name
from argocli.engine.run import Run
from argocli.engine.running import attempts, display, leaves, limits, memo
from argocli.engine.running.call import Call, Plan, Prepared
from argocli.engine.running.call_nodes import call_error, stop_node
from argocli.engine.running.steps import run_steps
from argocli.engine.running.suspend import run_suspend
from argocli.engine.running.timeouts import check_timeout
from argocli.engine.signals import ExecutionError, ParallelismReached
from argocli.engine.templates import POD_BODIES, TemplateError, arguments, body_kind
from argocli.engine.templates.substitution import CHANGING, substitute_inputs, substitute_template
from argocli.expr.expression import ExpressionError
from argocli.expr.tags import SubstitutionError
from argocli.model import phases
from argocli.model.values import text
from argocli.model.workflow import Node

Body = Callable[[Run, Call, Prepared, Node | None], Node | None]


def execute(run: Run, call: Call) -> Node | None:
    """Run a template as the node `call.name`; the node as it then stands, None where nothing came into being.

    Raises ExecutionError (the node is marked), ParallelismReached, TemplateTimedOut.
    """
    node = run.table.named(call.name)
    if node is not None and node["phase"] in phases.FULFILLED:
        release(run.locks, run.table, node)
        return _named_at_last(run, call, node)
    node_id = run.table.id_of(call.name)
    if node is not None and run.agenda.quiet(node_id):
        return node
    run.agenda.visit(node_id, call.caller)
    limits.check_depth(run, call)
    try:
        found = _run(run, call, node, node_id)
    except ParallelismReached:
        if node is not None:
            run.agenda.postpone(node_id)
        raise
    if found is not None and found["phase"] in phases.FULFILLED:
        release(run.locks, run.table, found)
    return found


def _named_at_last(run: Run, call: Call, node: Node) -> Node:
    """A node that has ended since the last pass still gets the name on screen that its template asks for."""
    if run.table.before.get(node["id"]) is None:
        return node
    try:
        template = run.library.resolve(call.holder, call.base).template
    except TemplateError:
        return node
    if display.wanted(run.library.with_defaults(template)):
        display.rename(run.table, node, _prepare(run, call).template)
    return run.table.named(call.name) or node


def _run(run: Run, call: Call, node: Node | None, node_id: str) -> Node | None:
    plan = run.memory.plans.get(node_id)
    prepared = plan.prepared if plan is not None else _prepare(run, call)
    if node is not None:
        display.rename(run.table, node, prepared.template)
    check_timeout(run, node, prepared)
    limits.check_parallelism(run, call, node, prepared)
    strategy = attempts.strategy_of(run.given.spec, prepared.template)
    synchronized = bool(prepared.template.get("synchronization"))
    fresh = node is None or (synchronized and not run.locks.holds(node_id))
    if synchronized and not acquire(run, call, prepared, retrying=strategy is not None):
        waiting = run.table.named(call.name)
        if waiting is not None and run.given.forbids(call):
            return stop_node(run, waiting)
        if node is None:
            check_timeout(run, waiting, prepared)
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


def _prepare(run: Run, call: Call) -> Prepared:
    """The template of a call with inputs and variables filled in."""
    try:
        resolved = run.library.resolve(call.holder, call.base)
        template = run.library.with_defaults(resolved.template)
        known = run.shared.variables
        filled = arguments.fill_inputs(
            template, call.arguments, known, parameter_maps(run.around.objects, run.given.namespace)
        )
        variables = {**call.variables, "node.name": call.name}
        if body_kind(filled) in POD_BODIES:
            if attempts.strategy_of(run.given.spec, filled) is None:
                variables["pod.name"] = pod_name(run, call.name, resolved.name)
        elif body_kind(filled) in ("steps", "dag"):
            # Members read what changes while the workflow runs when they start, inputs now.
            filled = substitute_inputs(filled, {**known, **variables})
            known = {key: value for key, value in known.items() if key not in CHANGING}
        return Prepared(substitute_template(filled, known, variables), resolved.base, resolved.name)
    except (TemplateError, arguments.InputError, SubstitutionError, ExpressionError) as error:
        raise call_error(run, call, str(error)) from error


def dispatch(run: Run, call: Call, prepared: Prepared, node: Node | None) -> Node | None:
    """Run the body that the template has."""
    body = _BODIES.get(body_kind(prepared.template))
    if body is None:
        raise call_error(run, call, f"Template '{text(prepared.template, 'name')}' missing specification")
    return body(run, call, prepared, node)


_BODIES: dict[str, Body] = {
    "container": leaves.run_pod,
    "script": leaves.run_pod,
    "containerSet": leaves.run_pod,
    "resource": leaves.run_pod,
    "data": leaves.run_pod,
    "http": leaves.run_task,
    "plugin": leaves.run_task,
    "suspend": run_suspend,
    "steps": run_steps,
    "dag": run_dag,
}
