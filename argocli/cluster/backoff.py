"""How long to wait before the next try, when many may be trying."""

from __future__ import annotations

import random

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST, _LONGEST = 0.5, 30.0


class Backoff:
    """Every wait is twice the one before, and no two clients wait equally long. `chance` gives numbers from 0 to 1."""

    __slots__ = ("_chance", "_next", "failures")

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._next = _FIRST
        self.failures = 0

    def reset(self) -> None:
        """It went well."""
        self._next = _FIRST
        self.failures = 0

    def wait(self, asked: float | None = None) -> float:
        """Seconds until the next try; `asked` is what the server wishes, and never cut short."""
        own = self._next * (0.5 + self._chance() / 2)
        self._next = min(self._next * 2, _LONGEST)
        self.failures += 1
        return own if asked is None else max(own, asked * (1 + self._chance() / 4))
