"""How fast pods may be created: a bucket of tokens that fills with time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

REACHED = "resource creation rate-limit reached"


@dataclass(slots=True)
class CreationRate:
    """`limit` pods a second on average, up to `burst` at once."""

    limit: float
    burst: int
    _tokens: float = field(init=False)
    _filled: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._tokens = float(self.burst)

    def take(self, now: datetime) -> bool:
        """Whether one more may be created now."""
        if self._filled is not None:
            seconds = max(0.0, (now - self._filled).total_seconds())
            self._tokens = min(float(self.burst), self._tokens + seconds * self.limit)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
