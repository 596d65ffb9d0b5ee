"""Following workflows to their end: on a terminal a live tree, elsewhere a line for each change."""

from __future__ import annotations

import contextlib

from argocli.commands.session import Session
from argocli.errors import FAILED, INTERRUPTED, OK, TIMEOUT, ArgoError, NotFound
from argocli.model import phases, timestamps
from argocli.model.workflow import Status, Workflow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from argocli.model.workflow import Node

    Keep = Callable[[Node], bool]


def every_node(node: Node) -> bool:
    return True


def finished(workflow: Workflow) -> bool:
    return workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED


def keep_going(session: Session, name: str) -> None:
    """See to it that a local run has a controller; a cluster has its own. Raises NotFound."""
    if session.local and not finished(session.store().get(session.namespace, name, detail="row")):
        session.hand_over()


def exit_code(workflows: Sequence[Workflow]) -> int:
    """0 where all succeeded."""
    good = all(workflow.get("status", Status()).get("phase") == phases.SUCCEEDED for workflow in workflows)
    return OK if good else FAILED


def watch(session: Session, namespace: str, name: str, keep: Keep = every_node) -> int:
    """Show one workflow until it ends, of its nodes those that `keep` lets through; the exit code says how.
    Interrupting ends the watching only."""
    try:
        return (_watch_live if session.stdout.isatty() else _watch_plain)(session, namespace, name, keep)
    except KeyboardInterrupt:
        say_it_goes_on(session, name)
        return INTERRUPTED


def say_it_goes_on(session: Session, name: str) -> None:
    """What an interrupted watcher has to know."""
    more = " --local" if session.local else ""
    print(
        f"\nno longer watching; {name} goes on.\n"
        f"follow it again with: argo watch {name}{more}\n"
        f"stop it with:         argo stop {name}{more}",
        file=session.stderr,
    )


def _states(session: Session, namespace: str, name: str) -> Iterator[Workflow | None]:
    """The workflow whenever it has changed, None now and then where it has not; over when the workflow is. Raises
    NotFound for one that is not there, or no longer."""
    seen = False
    for change in session.store().watch(namespace, name):
        if change is None:
            if not seen:
                raise missing(namespace, name)
            yield None
            continue
        if change.kind == "deleted" and not finished(change.workflow):
            raise NotFound(f'workflow "{name}" was deleted')
        seen = True
        yield change.workflow
        if finished(change.workflow):
            return


def missing(namespace: str, name: str) -> NotFound:
    return NotFound(f'workflow "{name}" not found in namespace "{namespace}"')


def _watch_live(session: Session, namespace: str, name: str, keep: Keep) -> int:
    from argocli.render import colour
    from argocli.render.detail import block
    from argocli.render.live import LiveView

    coloured = colour.wanted(session.stdout)
    current: Workflow | None = None
    with LiveView(session.stdout, colour=coloured, keep=keep) as view:
        for state in _states(session, namespace, name):
            current = state or current
            if current is not None:
                view.show(current, session.clock.now())
    if current is None:
        return FAILED
    print(block(current, session.clock.now(), colour=coloured, keep=keep), end="", file=session.stdout)
    say_fidelity(session, current)
    return exit_code([current])


def _watch_plain(session: Session, namespace: str, name: str, keep: Keep) -> int:
    from argocli.render.plain import change_lines

    previous: Workflow | None = None
    for state in _states(session, namespace, name):
        if state is None:
            continue
        for line in change_lines(previous, state, session.clock.now(), keep):
            print(line, file=session.stdout, flush=True)
        _print_failures(session, previous, state, keep)
        previous = state
    if previous is None:
        return FAILED
    say_fidelity(session, previous)
    return exit_code([previous])


def _print_failures(session: Session, previous: Workflow | None, current: Workflow, keep: Keep) -> None:
    """The whole log of every pod that failed since the last look."""
    known = previous.get("status", Status()).get("nodes", {}) if previous else {}
    for node_id, node in current.get("status", Status()).get("nodes", {}).items():
        if node["type"] != "Pod" or node["phase"] not in phases.UNSUCCESSFUL or not keep(node):
            continue
        if known.get(node_id, {}).get("phase") != node["phase"]:
            _print_log(session, current, node)


def _print_log(session: Session, workflow: Workflow, node: Node) -> None:
    from argocli.ports import LogQuery
    from argocli.render.tree import pod_cell

    metadata = workflow["metadata"]
    query = LogQuery(metadata.get("namespace", ""), metadata["name"], pod=pod_cell(workflow, node))
    try:
        for line in session.logs().lines(query, lambda: True):
            if line is not None:
                print(f"    {node['displayName']}: {line.text}", file=session.stdout, flush=True)
    except ArgoError as error:
        # Whoever watches may not be allowed to read logs; the watching goes on.
        session.diagnostics.warn(f"no logs of {node['displayName']}: {error.message}")


def wait(
    session: Session, targets: Sequence[tuple[str, str]], timeout: float | None, *, quiet: bool, lenient: bool = False
) -> int:
    """Until all have ended; prints how each did, in the order in which they end. `lenient`: what is not there, or no
    longer, counts as ended well. Raises NotFound."""
    from argocli.commands.side_by_side import changes

    deadline = session.clock.now().timestamp() + timeout if timeout is not None else None
    pending = dict.fromkeys(targets)
    unseen = set(targets)
    ended: list[Workflow] = []
    for target, change in changes(session, list(pending)) if pending else ():
        if deadline is not None and session.clock.now().timestamp() >= deadline:
            print(f"timed out; {', '.join(name for _, name in pending)} goes on", file=session.stderr)
            return TIMEOUT
        if target not in pending or (change is None and target not in unseen):
            continue
        unseen.discard(target)
        if change is None or (change.kind == "deleted" and not finished(change.workflow)):
            if not lenient:
                raise missing(*target) if change is None else NotFound(f'workflow "{target[1]}" was deleted')
            del pending[target]
        elif finished(change.workflow):
            ended.append(change.workflow)
            if not quiet:
                print(_ending(change.workflow), file=session.stdout, flush=True)
            del pending[target]
        if not pending:
            break
    return exit_code(ended)


def _ending(workflow: Workflow) -> str:
    """`hello Succeeded at 2026-01-02 15:04:05 +0000 UTC`, in local time."""
    status = workflow["status"]
    moment = timestamps.from_text(status.get("finishedAt"))
    at = moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %z %Z") if moment else "an unknown time"
    return f"{workflow['metadata']['name']} {status['phase']} at {at}"


def say_fidelity(session: Session, workflow: Workflow) -> None:
    """What this machine did otherwise than a cluster would."""
    if not session.local:
        return
    from argocli.render.fidelity import fidelity_lines

    with contextlib.suppress(OSError):
        for line in (*fidelity_lines(session.fidelity(workflow)), *session.missing_programs(workflow)):
            print(line, file=session.stderr)
