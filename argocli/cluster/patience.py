"""How long a request is tried: a busy server's wishes for a pause are met, and a refused login is renewed once."""

from __future__ import annotations

import time

from argocli.cluster.failures import retry_after

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from argocli.cluster.trace import Trace
    from argocli.cluster.transport import Response

CONNECT_SECONDS = 10.0
# The API server ends every request that is no watch after a minute; who is silent for longer is gone.
SILENCE_SECONDS = 90.0
# How long a busy server is waited for in all, and how often.
MOST_SECONDS, MOST_TRIES = 30.0, 10


class Tries:
    """What one request may still spend; `deadline` on the monotonic clock."""

    __slots__ = ("_deadline", "_left", "_renewed", "_times")

    def __init__(self, deadline: float | None) -> None:
        self._deadline = deadline
        self._left = MOST_SECONDS
        self._times = MOST_TRIES
        self._renewed = False

    def again(
        self,
        response: Response,
        renew: Callable[[], bool],
        trace: Trace,
        begin: float,
        pause: Callable[[float], None],
    ) -> bool:
        """Whether the request is to be sent once more: after the pause that the server asks for, or as `renew` brought
        a newer login than the refused one. Shows the answer."""
        wait = retry_after(response.headers) if response.status == 429 or response.status >= 500 else None
        patient = wait is not None and self._allow(wait)
        more = f"waiting {wait:g} s" if patient else ""
        trace.answered(response.method, response.path, response.status, begin, len(response.body), more)
        if wait is not None and patient:
            pause(wait)
            return True
        if response.status == 401 and not self._renewed:
            self._renewed = True
            return renew()
        return False

    def _allow(self, seconds: float) -> bool:
        """Whether to wait for so long; what is allowed is spent."""
        late = self._deadline is not None and time.monotonic() + seconds >= self._deadline
        if late or seconds > self._left or self._times <= 1:
            return False
        self._left -= seconds
        self._times -= 1
        return True
