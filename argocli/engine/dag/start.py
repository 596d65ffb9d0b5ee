"""One task of a dag template, loops expanded: starting it, holding it back, and hanging its node in the graph."""

from __future__ import annotations

from argocli.engine import nodes
from argocli.engine.dag.plan import DagPlan
from argocli.engine.dag.shape import DagShape
from argocli.engine.nodes import graph
from argocli.engine.nodes.table import NodeTable
from argocli.engine.run import Run
from argocli.engine.running.call_nodes import fail_call, start_node
from argocli.engine.signals import ExecutionError, ParallelismReached, TemplateTimedOut, TooDeep
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.model import phases
from argocli.model.values import JsonObject, text


def start_task(run: Run, plan: DagPlan, name: str, step: JsonObject, caller: str = "") -> bool:
    """Run one (expanded) task; every problem ends on its own node. False where a limit keeps it from having one."""
    call = plan.frame.call(name, step, caller)
    node = run.table.named(name)
    condition = text(step, "when")
    if condition and node is None:
        try:
            proceed = evaluate_when(condition)
        except WhenError as error:
            fail_call(run, call, str(error))
            return True
        if not proceed:
            start_node(run, call, nodes.SKIPPED, phases.SKIPPED, message=f"when '{condition}' evaluated false")
            return True
    try:
        run.execute(run, call)
    except ParallelismReached:
        return run.table.named(name) is not None
    except TooDeep:
        return True
    except TemplateTimedOut:
        run.table.mark(name, phases.FAILED, "timeout")
    except ExecutionError as error:
        fail_call(run, call, f"task '{name}' errored: {error}")
    return True


def link(table: NodeTable, shape: DagShape, task: str) -> None:
    """Hang the task's node below the ends of what it depends on, or below the DAG."""
    name = shape.node_name(task)
    if not shape.needed[task]:
        graph.adopt(table, shape.name, name)
        return
    for dependency in shape.needed[task]:
        state = table.named(shape.node_name(dependency))
        if state is not None:
            graph.hang_below(table, state, name)
