"""Regular expressions that are compiled when they are first used: most runs need few of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern


class _Late:
    """Stands in for a compiled expression and takes on its methods one by one."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> object:
        import re

        found: object = getattr(re.compile(self._text), name)
        setattr(self, name, found)
        return found


def late(text: str) -> Pattern[str]:
    """The expression, to be compiled later."""
    return _Late(text)  # type: ignore[return-value]
