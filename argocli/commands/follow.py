"""Following workflows to their end: on a terminal a live tree, elsewhere a line for each change."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from argocli.commands.session import Session
from argocli.errors import FAILED, INTERRUPTED, OK, TIMEOUT, NotFound
from argocli.model import phases
from argocli.model.workflow import Status, Workflow
from argocli.ports import LogQuery


def finished(workflow: Workflow) -> bool:
    return workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED


def exit_code(workflows: Sequence[Workflow]) -> int:
    """0 where all succeeded."""
    good = all(workflow.get("status", Status()).get("phase") == phases.SUCCEEDED for workflow in workflows)
    return OK if good else FAILED


def watch(session: Session, namespace: str, name: str) -> int:
    """Show one workflow until it ends; the exit code says how. Interrupting ends the watching only."""
    from argocli.render import colour

    if session.stdout.isatty():
        return _guarded(session, name, lambda: _watch_live(session, namespace, name, colour.wanted(session.stdout)))
    return _guarded(session, name, lambda: _watch_plain(session, namespace, name))


def _guarded(session: Session, name: str, body: object) -> int:
    try:
        return body() if callable(body) else OK
    except KeyboardInterrupt:
        say_it_goes_on(session, name)
        return INTERRUPTED


def say_it_goes_on(session: Session, name: str) -> None:
    """What an interrupted watcher has to know."""
    print(
        f"\nno longer watching; {name} goes on.\n"
        f"follow it again with: argo watch {name} --local\n"
        f"stop it with:         argo stop {name} --local",
        file=session.stderr,
    )


def _watch_live(session: Session, namespace: str, name: str, coloured: bool) -> int:
    from argocli.render.detail import block
    from argocli.render.live import LiveView

    current: Workflow | None = None
    with LiveView(session.stdout, colour=coloured) as view:
        for change in session.store().watch(namespace, name):
            if change is not None:
                if change.kind == "deleted":
                    raise NotFound(f'workflow "{name}" was deleted')
                current = change.workflow
            if current is None:
                continue
            view.show(current, session.clock.now())
            if finished(current):
                break
    if current is None:
        return FAILED
    print(block(current, session.clock.now(), colour=coloured), end="", file=session.stdout)
    say_fidelity(session, current)
    return exit_code([current])


def _watch_plain(session: Session, namespace: str, name: str) -> int:
    from argocli.render.plain import change_lines

    previous: Workflow | None = None
    for change in session.store().watch(namespace, name):
        if change is None:
            continue
        if change.kind == "deleted":
            raise NotFound(f'workflow "{name}" was deleted')
        for line in change_lines(previous, change.workflow, session.clock.now()):
            print(line, file=session.stdout, flush=True)
        _print_failures(session, previous, change.workflow)
        previous = change.workflow
        if finished(previous):
            break
    if previous is None:
        return FAILED
    say_fidelity(session, previous)
    return exit_code([previous])


def _print_failures(session: Session, previous: Workflow | None, current: Workflow) -> None:
    """The whole log of every pod that failed since the last look."""
    from argocli.render.tree import pod_cell

    known = previous.get("status", Status()).get("nodes", {}) if previous else {}
    for node_id, node in current.get("status", Status()).get("nodes", {}).items():
        if node["type"] != "Pod" or node["phase"] not in phases.UNSUCCESSFUL:
            continue
        if known.get(node_id, {}).get("phase") == node["phase"]:
            continue
        pod = pod_cell(current, node)
        metadata = current["metadata"]
        query = LogQuery(metadata.get("namespace", ""), metadata["name"], pod=pod)
        for line in session.logs().lines(query, lambda: True):
            if line is not None:
                print(f"    {node['displayName']}: {line.text}", file=session.stdout, flush=True)


def wait(session: Session, targets: Sequence[tuple[str, str]], timeout: float | None, *, quiet: bool) -> int:
    """Until all have ended; prints how each did, in the order in which they end."""
    deadline = session.clock.now().timestamp() + timeout if timeout is not None else None
    pending = list(dict.fromkeys(targets))
    ended: list[Workflow] = []
    while pending:
        namespace, name = pending[0]
        for change in session.store().watch(namespace, name):
            if deadline is not None and session.clock.now().timestamp() >= deadline:
                print(f"timed out; {', '.join(left for _, left in pending)} goes on", file=session.stderr)
                return TIMEOUT
            if change is None:
                continue
            if change.kind == "deleted":
                raise NotFound(f'workflow "{name}" was deleted')
            if finished(change.workflow):
                ended.append(change.workflow)
                if not quiet:
                    status = change.workflow["status"]
                    print(f"{name} {status['phase']} at {status.get('finishedAt')}", file=session.stdout, flush=True)
                break
        pending.pop(0)
    return exit_code(ended)


def say_fidelity(session: Session, workflow: Workflow) -> None:
    """What this machine did otherwise than a cluster would."""
    from argocli.render.fidelity import fidelity_lines

    with contextlib.suppress(OSError):
        for line in (*fidelity_lines(session.fidelity(workflow)), *session.missing_programs(workflow)):
            print(line, file=session.stderr)
