"""Durations as manifests spell them: Go's `1h30m`, or whole seconds."""

from __future__ import annotations

import re
from fractions import Fraction

_UNITS = {
    "ns": Fraction(1, 10**9),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "m": Fraction(60),
    "h": Fraction(3600),
}
# A number and what comes before the next one.
_PART = re.compile(r"(\d*(?:\.\d*)?)([^\d.]*)", re.ASCII)
_LONGEST = Fraction(2**63, 10**9)
_FOREVER = float(_LONGEST)


def parse_go(text: str) -> float:
    """Seconds in a Go duration such as `90s` or `1h30m`.

    Raises ValueError with Go's own words where `text` is none.
    """
    rest = text[1:] if text[:1] in ("-", "+") else text
    if rest == "0":
        return 0.0
    invalid = f"time: invalid duration {_quoted(text)}"
    if not rest:
        raise ValueError(invalid)
    total = Fraction(0)
    while rest:
        part = _PART.match(rest)
        assert part is not None
        amount, unit = part.groups()
        if not amount.strip("."):
            raise ValueError(invalid)
        if not unit:
            raise ValueError(f"time: missing unit in duration {_quoted(text)}")
        if unit not in _UNITS:
            raise ValueError(f"time: unknown unit {_quoted(unit)} in duration {_quoted(text)}")
        total += Fraction(f"0{amount}") * _UNITS[unit]
        rest = rest[part.end() :]
    if total >= _LONGEST:
        raise ValueError(invalid)
    return float(-total if text.startswith("-") else total)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def parse(text: str) -> float:
    """Seconds in a Go duration or in a bare whole number of seconds (suspend, retry back-off, timeouts).

    More seconds than Go can count are as many as it can. Raises ValueError.
    """
    if re.fullmatch(r"[-+]?\d+", text):
        return max(-_FOREVER, min(float(int(text)), _FOREVER))
    return parse_go(text)


def go_text(seconds: float) -> str:
    """The way Go prints a duration: `1h0m30s`, `1.5s`, `200ms`."""
    nanos = round(abs(seconds) * 10**9)
    sign = "-" if seconds < 0 and nanos else ""
    if nanos == 0:
        return "0s"
    if nanos < 10**9:
        for unit, size in (("ms", 10**6), ("µs", 10**3), ("ns", 1)):
            if nanos >= size:
                return f"{sign}{_decimal(Fraction(nanos, size))}{unit}"
    hours, rest = divmod(nanos, 3600 * 10**9)
    minutes, rest = divmod(rest, 60 * 10**9)
    body = f"{_decimal(Fraction(rest, 10**9))}s"
    if hours:
        body = f"{hours}h{minutes}m{body}"
    elif minutes:
        body = f"{minutes}m{body}"
    return sign + body


def _decimal(value: Fraction) -> str:
    whole, rest = divmod(value.numerator * 10**9 // value.denominator, 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".") if rest else str(whole)
