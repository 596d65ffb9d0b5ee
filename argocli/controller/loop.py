"""Turns for all unfinished workflows of a store, one workflow at a time, until told to stop or nothing is left."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from argocli.controller.outside import Cabinet
from argocli.controller.rate import CreationRate
from argocli.controller.turn import Remembered, Surroundings, VersionedStore, run_turn
from argocli.engine.locks.record import restore
from argocli.engine.throttle import Candidate, Limits, admit, candidate, holds_slot
from argocli.errors import NotFound
from argocli.model.workflow import Workflow
from argocli.ports import Clock, PodRuntime

# Without any ring, running workflows are looked at this often.
_LOOK_AGAIN = timedelta(seconds=1)


class ControlledStore(VersionedStore, Protocol):
    """A store that also knows what is left to do."""

    def unfinished(self) -> list[tuple[str, str]]: ...

    def deleted(self) -> list[Workflow]: ...

    def forget(self, uid: str) -> None: ...


class OwningRuntime(PodRuntime, Protocol):
    def delete_workflow(self, namespace: str, workflow: str) -> None: ...


class Bell(Protocol):
    def wait(self, timeout: float) -> bool: ...


class Controller:
    """The loop. `step` does everything that is due and says how long it may sleep."""

    def __init__(
        self,
        store: ControlledStore,
        runtime: OwningRuntime,
        clock: Clock,
        report: Callable[[str], object] = lambda text: None,
        limits: Limits | None = None,
        rate: CreationRate | None = None,
    ) -> None:
        self._store = store
        self._runtime = runtime
        self._clock = clock
        self._around = Surroundings(store, runtime, clock, report=report, rate=rate)
        self._due: dict[tuple[str, str], datetime] = {}
        self._kept: dict[tuple[str, str], Remembered] = {}
        self._restored = False
        self._limits = limits or Limits()
        self.stopped = False

    def step(self, *, news: bool) -> float | None:
        """Turns for every workflow that is due, for all of them where there is `news`. Seconds until the next one is
        due, None when no workflow is left."""
        self._clean_up()
        keys = self._store.unfinished()
        if not self._restored:
            self._restore_locks(keys)
        now = self._clock.now()
        self._wake_waiting(now)
        admitted = self._admitted(keys)
        upcoming: list[datetime] = []
        for key in keys:
            if self.stopped:
                break
            if not news and self._due.get(key, now) > now:
                upcoming.append(self._due[key])
                continue
            kept = self._kept.setdefault(key, Remembered())
            result = run_turn(self._around, *key, kept, admitted=admitted is None or key in admitted)
            if result.over:
                self._around.locks.release_workflow("/".join(key))
            self._wake_waiting(now)
            if result.over:
                self._due.pop(key, None)
                self._kept.pop(key, None)
                continue
            due = now + _LOOK_AGAIN
            if result.wake_at is not None:
                due = min(due, result.wake_at)
            self._due[key] = due
            upcoming.append(due)
        if not keys:
            return None
        return max(0.0, (min(upcoming) - self._clock.now()).total_seconds()) if upcoming else 0.0

    def run(self, bell: Bell, *, until_idle: bool) -> None:
        """Turn until `stopped`, or with `until_idle` until nothing has been left for a second."""
        news, idle = True, 0
        while not self.stopped:
            pause = self.step(news=news)
            if pause is None:
                idle += 1
                if until_idle and idle > 1:
                    return
                pause = 1.0
            else:
                idle = 0
            news = bell.wait(pause) if pause > 0 else False

    def _restore_locks(self, keys: list[tuple[str, str]]) -> None:
        """Before anything runs: what running workflows held when the controller before this one went away."""
        known = Cabinet(self._store)
        for key in keys:
            with contextlib.suppress(NotFound):
                restore(self._around.locks, self._store.get(*key), known)
        self._restored = True

    def _admitted(self, keys: list[tuple[str, str]]) -> set[tuple[str, str]] | None:
        """The workflows that may run, where there are limits; None where all may."""
        if not (self._limits.total or self._limits.namespace or self._limits.overrides):
            return None
        running: list[Candidate] = []
        waiting: list[Candidate] = []
        for key in keys:
            with contextlib.suppress(NotFound):
                workflow = self._kept.get(key, Remembered()).workflow or self._store.get(*key)
                (running if holds_slot(workflow) else waiting).append(candidate(workflow, workflow["spec"]))
        return {one.key for one in (*running, *admit(running, waiting, self._limits))}

    def _wake_waiting(self, now: datetime) -> None:
        """Workflows that may have a lock now which another one has given back."""
        woken = self._around.locks.woken
        for holder in woken:
            namespace, _, name = holder.partition("/")
            self._due[namespace, name] = now
        woken.clear()

    def _clean_up(self) -> None:
        """Deleted workflows take their pods and files with them."""
        for workflow in self._store.deleted():
            metadata = workflow["metadata"]
            namespace, name = metadata.get("namespace", ""), metadata["name"]
            self._runtime.delete_workflow(namespace, name)
            self._around.locks.release_workflow(f"{namespace}/{name}")
            self._store.forget(metadata["uid"])
