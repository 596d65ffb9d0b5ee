"""Regular expressions as Go writes them (RE2 syntax): the text of a pattern read into a tree."""

from __future__ import annotations

from typing import NamedTuple

from argocli.expr.regex_chars import CATEGORIES, LAST, PERL, POSIX, Chars, Ranges, inverted

_MAX_REPEAT = 1000
_MAX_DEPTH = 100


class PatternError(Exception):
    """A pattern that is none; the text is Go's."""


class Assertion(NamedTuple):
    kind: str  # one of A z ^ $ b B


class Group(NamedTuple):
    number: int
    body: Node


class Sequence(NamedTuple):
    items: tuple[Node, ...]


class Choice(NamedTuple):
    options: tuple[Node, ...]


class Repeat(NamedTuple):
    body: Node
    low: int
    high: int | None
    greedy: bool


Node = Chars | Assertion | Group | Sequence | Choice | Repeat


class Pattern(NamedTuple):
    root: Node
    groups: int
    names: dict[str, int]


class _Flags(NamedTuple):
    fold: bool = False
    lines: bool = False
    dot_all: bool = False
    ungreedy: bool = False


_CONTROLS = {"a": 7, "f": 12, "t": 9, "n": 10, "r": 13, "v": 11}


def read(source: str) -> Pattern:
    """The tree of a pattern. Raises PatternError."""
    reader = _Reader(source)
    root = reader.choice(_Flags())
    if reader.position < len(source):
        raise PatternError(f"unexpected ): `{source}`")
    return Pattern(root, reader.groups, reader.names)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.groups = 0
        self.depth = 0
        self.names: dict[str, int] = {}
        self.flags = _Flags()

    def at(self, text: str) -> bool:
        return self.source.startswith(text, self.position)

    def take(self, text: str) -> bool:
        found = self.at(text)
        if found:
            self.position += len(text)
        return found

    def choice(self, flags: _Flags) -> Node:
        """Alternatives up to the end or a closing parenthesis."""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise PatternError(f"expression nests too deeply: `{self.source}`")
        outer, self.flags = self.flags, flags
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        self.flags = outer
        self.depth -= 1
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self) -> Node:
        items: list[Node] = []
        repeated = False
        while self.position < len(self.source) and not self.at("|") and not self.at(")"):
            start = self.position
            bounds = self.bounds()
            if bounds is None:
                atom = self.atom()
                repeated = False
                if atom is not None:
                    items.append(atom)
                continue
            operator = self.source[start : self.position]
            if repeated:
                raise PatternError(f"invalid nested repetition operator: `{self.repeats(start)}`")
            if not items:
                raise PatternError(f"missing argument to repetition operator: `{operator}`")
            greedy = self.take("?") == self.flags.ungreedy
            items[-1] = _repeat(items[-1], *bounds, greedy, operator)
            repeated = True
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def repeats(self, start: int) -> str:
        """The two operators that stand one after the other."""
        before = start - 1
        while before > 0 and self.source[before] not in "*+{" and self.source[before - 1] in "*+?}":
            before -= 1
        return self.source[before : self.position]

    def bounds(self) -> tuple[int, int | None] | None:
        """The numbers of a repetition operator that starts here."""
        for text, low, high in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.take(text):
                return low, high
        if not self.at("{"):
            return None
        end = self.source.find("}", self.position)
        low_text, comma, high_text = self.source[self.position + 1 : max(end, 0)].partition(",")
        if end < 0 or not _digits(low_text) or (high_text and not _digits(high_text)):
            return None
        operator = self.source[self.position : end + 1]
        if len(low_text) > 4 or len(high_text) > 4:
            raise PatternError(f"invalid repeat count: `{operator}`")
        low = int(low_text)
        upper = int(high_text) if high_text else (None if comma else low)
        if low > _MAX_REPEAT or (upper is not None and (upper > _MAX_REPEAT or upper < low)):
            raise PatternError(f"invalid repeat count: `{operator}`")
        self.position = end + 1
        return low, upper

    def atom(self) -> Node | None:
        character = self.source[self.position]
        self.position += 1
        match character:
            case "(":
                return self.group()
            case "[":
                return self.bracket()
            case ".":
                return Chars((), negated=True) if self.flags.dot_all else Chars(((10, 10),), negated=True)
            case "^":
                return Assertion("^" if self.flags.lines else "A")
            case "$":
                return Assertion("$" if self.flags.lines else "z")
            case "\\":
                return self.escaped()
            case _:
                return self.one(ord(character))

    def one(self, code: int) -> Chars:
        return Chars(((code, code),), folded=self.flags.fold)

    def escaped(self) -> Node:
        if self.take("Q"):
            end = self.source.find("\\E", self.position)
            literal = self.source[self.position : end if end >= 0 else None]
            self.position = end + 2 if end >= 0 else len(self.source)
            return Sequence(tuple(self.one(ord(character)) for character in literal))
        for kind in "AzbB":
            if self.take(kind):
                return Assertion(kind)
        shorthand = self.shorthand()
        if shorthand is not None:
            ranges, categories = shorthand
            return Chars(ranges, categories, folded=self.flags.fold)
        return self.one(self.escape())

    def shorthand(self) -> tuple[Ranges, tuple[tuple[str, bool], ...]] | None:
        r"""What `\d`, `\W`, `\pL`, `\P{Greek}` stand for, the backslash being read already."""
        letter = self.source[self.position : self.position + 1]
        if letter and letter.lower() in PERL:
            self.position += 1
            ranges = PERL[letter.lower()]
            return (ranges if letter.islower() else inverted(ranges)), ()
        if letter not in ("p", "P"):
            return None
        start = self.position - 1
        name = self.source[self.position + 1 : self.position + 2]
        self.position += 2
        if name == "{":
            end = self.source.find("}", self.position)
            name = self.source[self.position : max(end, 0)]
            self.position = end + 1 if end >= 0 else len(self.source)
        negated = name.startswith("^") != (letter == "P")
        name = name.removeprefix("^")
        known = name in CATEGORIES if len(name) <= 2 else name.replace("_", "").isalpha()
        if not known:
            raise PatternError(f"invalid character class range: `{self.source[start : self.position]}`")
        return (), ((name, negated),)

    def escape(self) -> int:
        """The character that an escape stands for, the backslash being read already."""
        start = self.position - 1
        letter = self.source[self.position : self.position + 1]
        if not letter:
            raise PatternError("trailing backslash at end of expression: ``")
        self.position += 1
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter == "x":
            end = self.source.find("}", self.position) if self.at("{") else self.position + 1
            digits = self.source[self.position : end + 1].strip("{}")
            self.position = end + 1
            if end > 0 and digits and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                code = int(digits[-9:], 16)
                if code <= LAST:
                    return code
        elif letter in "01234567" and (letter == "0" or self.source[self.position : self.position + 1] in _octals()):
            digits = letter
            while len(digits) < 3 and self.source[self.position : self.position + 1] in _octals():
                digits += self.source[self.position]
                self.position += 1
            return int(digits, 8)
        elif letter.isascii() and not letter.isalnum():
            return ord(letter)
        raise PatternError(f"invalid escape sequence: `{self.source[start : max(self.position, start + 2)]}`")

    def group(self) -> Node | None:
        if not self.take("?"):
            self.groups += 1
            number = self.groups
            return Group(number, self.inside(self.flags))
        if self.take("P<") or self.take("<"):
            end = self.source.find(">", self.position)
            name = self.source[self.position : max(end, 0)]
            if end < 0 or not name.replace("_", "a").isalnum() or not name.isascii() or name in self.names:
                raise PatternError(f"invalid named capture: `{self.source[self.position - 3 :]}`")
            self.position = end + 1
            self.groups += 1
            self.names[name] = self.groups
            number = self.groups
            return Group(number, self.inside(self.flags))
        return self.flagged()

    def inside(self, flags: _Flags) -> Node:
        body = self.choice(flags)
        if not self.take(")"):
            raise PatternError(f"missing closing ): `{self.source}`")
        return body

    def flagged(self) -> Node | None:
        """`(?flags)` changes what follows in the group, `(?flags:...)` only what is inside."""
        start = self.position - 2
        flags, on = self.flags, True
        while self.position < len(self.source):
            letter = self.source[self.position]
            self.position += 1
            match letter:
                case "i":
                    flags = flags._replace(fold=on)
                case "m":
                    flags = flags._replace(lines=on)
                case "s":
                    flags = flags._replace(dot_all=on)
                case "U":
                    flags = flags._replace(ungreedy=on)
                case "-" if on:
                    on = False
                case ":":
                    return self.inside(flags)
                case ")":
                    self.flags = flags
                    return None
                case _:
                    break
        raise PatternError(f"invalid or unsupported Perl syntax: `{self.source[start : self.position]}`")

    def bracket(self) -> Node:
        start = self.position - 1
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        categories: list[tuple[str, bool]] = []
        first = True
        while first or not self.at("]"):
            if self.position >= len(self.source):
                raise PatternError(f"missing closing ]: `{self.source[start:]}`")
            first = False
            if self.at("[:") and self.posix(ranges):
                continue
            begin = self.position
            if self.take("\\"):
                found = self.shorthand()
                if found is not None:
                    ranges.extend(found[0])
                    categories.extend(found[1])
                    continue
                low = self.escape()
            else:
                low = ord(self.source[self.position])
                self.position += 1
            high = low
            if self.at("-") and self.source[self.position + 1 : self.position + 2] not in ("]", ""):
                self.position += 1
                if self.take("\\"):
                    high = self.escape()
                else:
                    high = ord(self.source[self.position])
                    self.position += 1
                if high < low:
                    raise PatternError(f"invalid character class range: `{self.source[begin : self.position]}`")
            ranges.append((low, high))
        self.position += 1
        return Chars(tuple(ranges), tuple(categories), negated, self.flags.fold)

    def posix(self, ranges: list[tuple[int, int]]) -> bool:
        end = self.source.find(":]", self.position + 2)
        if end < 0:
            return False
        name = self.source[self.position + 2 : end]
        known = POSIX.get(name.removeprefix("^"))
        if known is None:
            raise PatternError(f"invalid character class range: `[:{name}:]`")
        ranges.extend(inverted(known) if name.startswith("^") else known)
        self.position = end + 2
        return True


def _repeat(body: Node, low: int, high: int | None, greedy: bool, operator: str) -> Repeat:
    if operator.startswith("{") and max(low, high or 0) * _copies(body) > _MAX_REPEAT:
        raise PatternError(f"invalid repeat count: `{operator}`")
    return Repeat(body, low, high, greedy)


def _copies(node: Node) -> int:
    """How often counted repetitions copy the innermost part of a node."""
    match node:
        case Repeat():
            return max(1, node.low, node.high or 0) * _copies(node.body)
        case Group():
            return _copies(node.body)
        case Sequence():
            return max(map(_copies, node.items), default=1)
        case Choice():
            return max(map(_copies, node.options), default=1)
        case _:
            return 1


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _octals() -> tuple[str, ...]:
    return ("0", "1", "2", "3", "4", "5", "6", "7")
