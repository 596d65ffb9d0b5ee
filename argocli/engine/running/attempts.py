"""Driving a Retry node: its attempts one after another, each a node of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from argocli.engine import nodes
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.pods.identity import pod_name
from argocli.engine.run import Run
from argocli.engine.running import limits, memo, retry
from argocli.engine.running.call import Call, Prepared
from argocli.engine.running.call_nodes import fail_call, node_error, start_node
from argocli.engine.signals import ExecutionError
from argocli.engine.templates import POD_BODIES, body_kind
from argocli.engine.templates.substitution import substitute_template
from argocli.expr.tags import SubstitutionError
from argocli.model import phases
from argocli.model.values import JsonObject, mapping, text
from argocli.model.workflow import Node

Dispatch = Callable[[Run, Call, Prepared, Node | None], Node | None]

# How many attempts of one node may be over as soon as they begin before others have their turn.
_AT_ONCE = 1000

# Policies that take an error of the system for a reason to try again.
_RETRY_ERRORS = frozenset({"Always", "OnError", "OnTransientError"})


def strategy_of(spec: JsonObject, template: JsonObject) -> JsonObject | None:
    """The template's retryStrategy, else that of the workflow's spec, which wraps every template. An empty one retries
    without end, None not at all."""
    for source in (template, spec):
        found = source.get("retryStrategy")
        if isinstance(found, dict):
            return found
    return None


def run_attempts(run: Run, call: Call, prepared: Prepared, strategy: JsonObject, dispatch: Dispatch) -> Node | None:
    """Advance the Retry node of a call as far as it goes. Raises ExecutionError where the strategy is unusable, or an
    attempt could not be run and the policy does not retry errors."""
    retry_node = run.table.named(call.name)
    if retry_node is None:
        retry_node = start_node(run, call, nodes.RETRY, phases.RUNNING, template=_inputs_of(prepared.template))
    elif retry_node["phase"] == phases.PENDING:
        retry_node = run.table.mark(call.name, phases.RUNNING)
    ended = 0  # attempts that were over as soon as they had begun
    while True:
        tried = graph.attempts(run.table, retry_node)
        decision = _decide(run, call, retry_node, tried, strategy)
        if decision.kind != "attempt":
            return _apply(run, call, retry_node, tried, decision)
        if retry_node.get("message"):
            retry_node = run.table.mark(call.name, phases.RUNNING, "")
        on = bool(tried) and not nodes.fulfilled(tried[-1])
        name = tried[-1]["name"] if on else f"{call.name}({len(tried)})"
        attempt = replace(
            call, name=name, caller=retry_node["id"], retried=True, attempt_deadline=decision.attempt_deadline
        )
        if "nodeAntiAffinity" in mapping(strategy, "affinity"):
            attempt = replace(attempt, avoid=_failed_hosts(run.table, tried))
        node, error = _run_attempt(run, attempt, prepared, tried[:-1] if on else tried, dispatch)
        graph.adopt(run.table, call.name, attempt.name)
        retry_node = run.table.named(call.name) or retry_node
        if error is not None and _policy(strategy) not in _RETRY_ERRORS:
            tried = graph.attempts(run.table, retry_node)
            _apply(run, call, retry_node, tried, _decide(run, call, retry_node, tried, strategy))
            raise error
        if node is None or not nodes.fulfilled(node):
            return run.table.named(call.name)
        ended += not on
        limits.check_depth(run, call, ended)
        if ended >= _AT_ONCE:
            run.agenda.wake(retry_node["id"], run.given.now)
            return run.table.named(call.name)


def _decide(run: Run, call: Call, node: Node, tried: list[Node], strategy: JsonObject) -> retry.RetryDecision:
    return retry.decide(
        node,
        tried,
        strategy,
        run.given.now,
        shutdown=run.given.shutdown if run.given.forbids(call) else "",
        deadline=None if call.on_exit else run.given.deadline,
        transient_pattern=run.around.settings.transient_pattern,
    )


def _run_attempt(
    run: Run, attempt: Call, prepared: Prepared, earlier: list[Node], dispatch: Dispatch
) -> tuple[Node | None, ExecutionError | None]:
    before = run.table.named(attempt.name)
    node_id = run.table.id_of(attempt.name)
    if before is not None and run.agenda.quiet(node_id):
        return before, None
    run.agenda.visit(node_id, attempt.caller)
    plan = run.memory.plans.get(node_id)
    try:
        ready = plan.prepared if plan is not None else _prepare_attempt(run, attempt, prepared, earlier)
        return dispatch(run, attempt, ready, before), None
    except (ExecutionError, SubstitutionError) as problem:
        fail_call(run, attempt, str(problem))
        error = problem if isinstance(problem, ExecutionError) else ExecutionError(str(problem))
        return run.table.named(attempt.name), error


def _prepare_attempt(run: Run, attempt: Call, prepared: Prepared, earlier: list[Node]) -> Prepared:
    variables: dict[str, str] = {**retry.retry_variables(earlier)}
    if body_kind(prepared.template) in POD_BODIES:
        variables["pod.name"] = pod_name(run, attempt.name, prepared.name)
    template = substitute_template(prepared.template, run.shared.variables, variables)
    return Prepared(template, prepared.base, prepared.name)


def _apply(run: Run, call: Call, node: Node, tried: list[Node], decision: retry.RetryDecision) -> Node:
    if decision.kind == "wait":
        if decision.wake_at is not None:
            run.agenda.wake(node["id"], decision.wake_at)
        return run.table.mark(call.name, phases.RUNNING, decision.message)
    if decision.kind == "daemoned":
        edited = run.table.edit(node["id"])
        edited["daemoned"] = True
        run.memory.daemons.add(node["id"])
        edited["phase"] = decision.phase or edited["phase"]
        return edited
    if decision.kind == "done":
        return node
    if decision.kind == "error":
        raise node_error(run.table, node, decision.message)
    if tried and tried[-1].get("outputs"):
        edited = run.table.edit(node["id"])
        edited["outputs"] = tried[-1]["outputs"]
    ended = run.table.mark(call.name, decision.phase, decision.message)
    return memo.save(run, ended)


def _failed_hosts(table: NodeTable, tried: list[Node]) -> tuple[str, ...]:
    """Where the pods of failed attempts ran, each host once."""
    found: dict[str, None] = {}
    pending = [node for node in tried if node["phase"] in phases.UNSUCCESSFUL]
    for node in pending:
        pending.extend(child for child in graph.children(table, node) if child["phase"] in phases.UNSUCCESSFUL)
        if node.get("hostNodeName"):
            found[node["hostNodeName"]] = None
    return tuple(found)


def _policy(strategy: JsonObject) -> str:
    return text(strategy, "retryPolicy") or ("Always" if text(strategy, "expression") else "OnFailure")


def _inputs_of(template: JsonObject) -> JsonObject:
    return {"inputs": template["inputs"]} if template.get("inputs") else {}
