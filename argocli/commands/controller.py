"""`argo controller`: drive the workflows of a store from this process."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass

from argocli.commands.session import Session
from argocli.errors import Refused, UsageError


@dataclass(frozen=True, slots=True)
class ControllerOptions:
    local: bool = False
    until_idle: bool = False

    def check(self) -> None:
        if not self.local:
            raise UsageError("say which store to drive", hint="argo controller --local")


def run(options: ControllerOptions, session: Session) -> int:
    """Drive the store until interrupted; the pods of running workflows go on when this process leaves."""
    options.check()
    if not drive(session, until_idle=options.until_idle, say=lambda text: print(text, file=session.stderr)):
        raise Refused("another process drives this store already", hint="stop it first, or just let it work")
    return 0


def background(state: str) -> None:
    """The detached controller that a submission starts; leaves when nothing is left to do."""
    drive(Session(local=True, state=state), until_idle=True, say=lambda text: None)


def drive(session: Session, *, until_idle: bool, say: object) -> bool:
    """Run the loop under the store's lock. False where another process holds it."""
    from argocli.controller.loop import Controller

    lock = session.controller_lock()
    if not lock.acquire():
        return False
    tell = say if callable(say) else print
    while True:
        tell(f"driving {session.state}")
        bell = session.bell()
        store = session.local_store()
        controller = Controller(store, session.process_runtime(), session.clock, report=_report)

        def stop(*_: object, controller: Controller = controller) -> None:
            controller.stopped = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        controller.run(bell, until_idle=until_idle)
        bell.close()
        lock.release()
        # Whoever submitted while this process was leaving saw the lock taken: look once more, now without it.
        if controller.stopped or not store.unfinished() or not lock.acquire():
            return True


def _report(text: str) -> None:
    print(text, file=sys.stderr)
