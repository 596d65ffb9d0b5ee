"""What is wrong with a text that ought to be JSON, in the words of Go's decoder, which users find in messages."""

from __future__ import annotations

_SPACE = " \t\r\n"
_DIGITS = "0123456789"
_HEX = "0123456789abcdefABCDEF"
_ESCAPES = '"\\/bfnrt'
_CLOSING = {"{": "}", "[": "]"}
_WORDS = {"t": "true", "f": "false", "n": "null"}
_QUOTED = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
_QUOTED["'"] = "\\'"
_CUT_SHORT = "unexpected end of JSON input"
_DEEPEST = 10_000


def json_fault(text: str) -> str:
    """The first fault of a text; empty where it is JSON."""
    # Go reads bytes and names the byte it stumbles over.
    reader = _Reader(text.encode("utf-8", "surrogatepass").decode("latin-1"))
    try:
        reader.value()
        reader.space()
        if reader.position < len(reader.text):
            reader.fail("after top-level value")
    except _Fault as fault:
        return str(fault)
    return ""


class _Fault(Exception):
    """The text is no JSON; the message says why."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def fail(self, where: str) -> None:
        if self.position >= len(self.text):
            raise _Fault(_CUT_SHORT)
        raise _Fault(f"invalid character {_quoted(self.text[self.position])} {where}")

    def peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def space(self) -> None:
        while self.peek() and self.peek() in _SPACE:
            self.position += 1

    def value(self) -> None:
        """Pass over one value; containers are kept on a stack, so that depth costs no recursion."""
        stack: list[str] = []
        while True:
            self.space()
            start = self.peek()
            if start and start in "{[":
                self.position += 1
                if len(stack) == _DEEPEST:
                    raise _Fault("exceeded max depth")
                stack.append(start)
                if not self._opened(start):
                    continue
                stack.pop()
            else:
                self._scalar(start)
            if self._closed(stack):
                return

    def _opened(self, start: str) -> bool:
        """Whether a container ends as soon as it has begun; of an object the first key is read otherwise."""
        self.space()
        if self.peek() == _CLOSING[start]:
            self.position += 1
            return True
        if start == "{":
            self._key()
        return False

    def _closed(self, stack: list[str]) -> bool:
        """After a value: whether everything is closed; else the next value is due."""
        while stack:
            self.space()
            inside, found = stack[-1], self.peek()
            if found == ",":
                self.position += 1
                if inside == "{":
                    self.space()
                    self._key()
                return False
            if found != _CLOSING[inside]:
                self.fail("after object key:value pair" if inside == "{" else "after array element")
            self.position += 1
            stack.pop()
        return True

    def _key(self) -> None:
        if self.peek() != '"':
            self.fail("looking for beginning of object key string")
        self._string()
        self.space()
        if self.peek() != ":":
            self.fail("after object key")
        self.position += 1

    def _scalar(self, start: str) -> None:
        if start == '"':
            self._string()
        elif start and (start == "-" or start in _DIGITS):
            self._number()
        elif start in _WORDS:
            self._word(_WORDS[start])
        else:
            self.fail("looking for beginning of value")

    def _word(self, word: str) -> None:
        for letter in word:
            if self.peek() != letter:
                self.fail(f"in literal {word} (expecting {_quoted(letter)})")
            self.position += 1

    def _string(self) -> None:
        self.position += 1
        while (found := self.peek()) != '"':
            if found < " ":
                self.fail("in string literal")
            self.position += 1
            if found == "\\":
                self._escape()
        self.position += 1

    def _escape(self) -> None:
        kind = self.peek()
        if kind == "u":
            for _ in range(4):
                self.position += 1
                if not self.peek() or self.peek() not in _HEX:
                    self.fail("in \\u hexadecimal character escape")
        elif not kind or kind not in _ESCAPES:
            self.fail("in string escape code")
        self.position += 1

    def _number(self) -> None:
        if self.peek() == "-":
            self.position += 1
        if self.peek() == "0":
            self.position += 1
        else:
            self._digits("in numeric literal")
        if self.peek() == ".":
            self.position += 1
            self._digits("after decimal point in numeric literal")
        if self.peek() and self.peek() in "eE":
            self.position += 1
            if self.peek() and self.peek() in "+-":
                self.position += 1
            self._digits("in exponent of numeric literal")

    def _digits(self, where: str) -> None:
        if not self.peek() or self.peek() not in _DIGITS:
            self.fail(where)
        while self.peek() and self.peek() in _DIGITS:
            self.position += 1


def _quoted(character: str) -> str:
    """One character as Go quotes it."""
    if character in _QUOTED:
        return f"'{_QUOTED[character]}'"
    code = ord(character)
    if code < 0x20 or code == 0x7F:
        return f"'\\x{code:02x}'"
    if 0x80 <= code < 0xA1 or code == 0xAD:
        return f"'\\u{code:04x}'"
    return f"'{character}'"
