"""Dates of the expression language: Go's layouts, RFC 3339 texts."""

from __future__ import annotations

from datetime import UTC, datetime

from argocli.model.values import Json

# Longest first, so that `2006` is not read as `2`.
_LAYOUT = (
    ("January", "%B"), ("Monday", "%A"), ("Jan", "%b"), ("Mon", "%a"), ("2006", "%Y"), ("-07:00", "%:z"),
    ("-0700", "%z"), ("Z07:00", "Z"), ("MST", "%Z"), ("01", "%m"), ("02", "%d"), ("15", "%H"), ("03", "%I"),
    ("04", "%M"), ("05", "%S"), ("06", "%y"), ("PM", "%p"),
)  # fmt: skip


def go_format(layout: str, moment: datetime) -> str:
    """`moment` as Go's time.Format prints it in a layout such as `2006-01-02`."""
    parts: list[str] = []
    position = 0
    while position < len(layout):
        for pattern, directive in _LAYOUT:
            if layout.startswith(pattern, position):
                parts.append(directive if directive == "Z" else moment.strftime(directive))
                position += len(pattern)
                break
        else:
            parts.append(layout[position])
            position += 1
    return "".join(parts)


def moment_of(value: Json) -> datetime | None:
    """The time that a text (RFC 3339) or a number (Unix seconds) says."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, dict):
        # `workflow.creationTimestamp` in an expression is the map of its forms.
        return moment_of(value.get("RFC3339"))
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return None
