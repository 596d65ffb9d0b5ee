"""An iterator that runs in a thread of its own, so that whoever waits for its items can look at the clock."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# Gives the seconds to wait, is told whether to stop.
Pause = Callable[[float], bool]

_IDLE_SECONDS = 0.5
_AHEAD = 64


class Background(Generic[T]):
    """`make` is given a pause that ends early, and says so, when nobody listens any more. The thread ends then, at the
    latest when the iterator has something to say."""

    def __init__(self, make: Callable[[Pause], Iterator[T]]) -> None:
        self._stopped = threading.Event()
        self._items: queue.Queue[tuple[T | None, BaseException | None]] = queue.Queue(_AHEAD)
        self.over = False
        self._make = make
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def take(self, seconds: float) -> T | None:
        """The next item; None where none comes in time, or where the iterator is over. Raises what the iterator did."""
        if self.over:
            return None
        try:
            item, error = self._items.get(timeout=seconds) if seconds > 0 else self._items.get_nowait()
        except queue.Empty:
            return None
        if item is None:
            self.over = True
        if error is not None:
            raise error
        return item

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        ended: BaseException | None = None
        try:
            for item in self._make(self._stopped.wait):
                if not self._hand_over((item, None)):
                    return
        except BaseException as error:
            ended = error
        self._hand_over((None, ended))

    def _hand_over(self, item: tuple[T | None, BaseException | None]) -> bool:
        while not self._stopped.is_set():
            try:
                self._items.put(item, timeout=_IDLE_SECONDS)
            except queue.Full:
                continue
            return True
        return False


def ticking(make: Callable[[Pause], Iterator[T]], idle: float = _IDLE_SECONDS) -> Iterator[T | None]:
    """The items as they come, and None whenever none came for `idle` seconds."""
    background = Background(make)
    try:
        while True:
            item = background.take(idle)
            if background.over:
                return
            yield item
    finally:
        background.stop()
