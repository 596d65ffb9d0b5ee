"""What can be wrong with an expression, and where in its text."""

from __future__ import annotations


class ExpressionError(Exception):
    """An expression that cannot be read or evaluated.

    `message` says what is wrong, `offset` counts characters from 0 to where, where known; the text of the error may
    show the place too.
    """

    def __init__(self, message: str, offset: int | None = None, shown: str = "") -> None:
        super().__init__(shown or message)
        self.message = message
        self.offset = offset

    def within(self, source: str) -> ExpressionError:
        """The same error with its place in `source`: line, column and the line itself with a mark under the token."""
        if self.offset is None:
            return self
        return ExpressionError(self.message, self.offset, self.message + place(source, self.offset))


class FunctionError(Exception):
    """A value that a function or an operator cannot work with; `argument` says which one, where that is known."""

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__(message)
        self.argument = argument


class TooMuch(FunctionError):
    """An evaluation that needs more steps or memory than it may have."""


def place(source: str, offset: int) -> str:
    """` (line:column)` and below it the line with a caret, as the expr language prints them."""
    before = source[:offset]
    line = before.count("\n")
    column = offset - (before.rfind("\n") + 1)
    shown = source.split("\n")[line].replace("\t", " ")
    if not shown:
        return ""
    return f" ({line + 1}:{column + 1})\n | {shown}\n | {'.' * column}^"
