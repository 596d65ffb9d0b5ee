"""Whether a regular expression matches anywhere in a text, which is all that conditions ask.

All ways through the pattern advance together as one state; where a state leads on a character is worked out once. So
a long text costs a look-up a character, however many ways there are.
"""

from __future__ import annotations

from argocli.expr.meter import Meter
from argocli.expr.regex_program import Assert, Jump, Match, Regex, Save, Split, Take, takes

_MAX_KEPT = 50_000
_State = frozenset[int]


class Verdict:
    """One question: a pattern, a text, and the states met on the way."""

    def __init__(self, regex: Regex, meter: Meter) -> None:
        self.regex = regex
        self.meter = meter
        self.following: dict[_State, dict[str, _State | None]] = {}
        self.kept = 0

    def matches(self, text: str) -> bool:
        """Raises TooMuch."""
        start = self._closed({0}, begins=True, ends=not text)
        if start is None:
            return True
        state = start
        last = len(text) - 1
        self.meter.spend(len(text) // 4)
        for index, character in enumerate(text):
            if index == last:
                return self._step(state, character, ends=True) is None
            known = self.following.get(state)
            if known is None:
                known = self.following[state] = {}
            if character in known:
                found = known[character]
            else:
                found = known[character] = self._step(state, character, ends=False)
                self._forget_if_many(found)
            if found is None:
                return True
            state = found
        return False

    def _forget_if_many(self, found: _State | None) -> None:
        self.kept += 8 + len(found or ())
        if self.kept > _MAX_KEPT:
            self.following.clear()
            self.kept = 0

    def _step(self, state: _State, character: str, *, ends: bool) -> _State | None:
        """The state after a character, with a new attempt begun; None where the pattern has matched."""
        program = self.regex.program
        self.meter.spend(2 + 2 * len(state))
        taken = {0}
        for counter in state:
            instruction = program[counter]
            if isinstance(instruction, Take) and takes(instruction, character):
                taken.add(counter + 1)
        return self._closed(taken, begins=False, ends=ends)

    def _closed(self, counters: set[int], *, begins: bool, ends: bool) -> _State | None:
        """What can be reached without taking a character; None where that is the end of the pattern."""
        program = self.regex.program
        pending, seen, found = list(counters), set(counters), set[int]()
        while pending:
            counter = pending.pop()
            match program[counter]:
                case Match():
                    return None
                case Take():
                    found.add(counter)
                    targets: tuple[int, ...] = ()
                case Split(preferred, other):
                    targets = (preferred, other)
                case Jump(target):
                    targets = (target,)
                case Save():
                    targets = (counter + 1,)
                case Assert(kind):
                    targets = (counter + 1,) if (begins if kind == "A" else ends) else ()
            pending += [target for target in targets if target not in seen]
            seen.update(targets)
        self.meter.spend(2 * len(seen))
        return frozenset(found)
