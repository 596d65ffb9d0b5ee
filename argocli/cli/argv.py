"""The grammar of the command line: flags before and after the command, `--flag=true`, `-abc`, `-xvalue`, `--`.

Pure: words in, a parsed command out, or BadUsage for what the Typer app has to explain.
"""

from __future__ import annotations

from argocli.cli.table import BY_NAME, GLOBAL, GROUPS, Command, Flag, field, global_flags

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})

Value = str | int | bool | tuple[str, ...]


class BadUsage(Exception):
    """Words that are no command line."""


class Parsed:
    """A command, its own flags by field, the global ones, and the other words. `group` where only the first word of a
    command of two was said."""

    __slots__ = ("command", "globals", "group", "values", "words")

    def __init__(self) -> None:
        self.command: Command | None = None
        self.group = ""
        self.globals: dict[str, Value] = {}
        self.values: dict[str, Value] = {}
        self.words: list[str] = []


def parse(words: list[str]) -> Parsed:
    """Raises BadUsage."""
    parsed = Parsed()
    position = _next_word(words, 0)
    if position is not None:
        name, taken = words[position], {position}
        if name in GROUPS:
            second = _next_word(words, position + 1)
            if second is None:
                parsed.group = name
            else:
                name, taken = f"{name} {words[second]}", {position, second}
        if name not in BY_NAME and not parsed.group:
            raise BadUsage(_unknown(name))
        parsed.command = BY_NAME.get(name)
        words = [word for index, word in enumerate(words) if index not in taken]
    own = _by_spelling(parsed.command.flags) if parsed.command else {}
    everywhere = global_flags(parsed.command) if parsed.command else GLOBAL
    flags = {**_by_spelling(everywhere), **own}
    globals_ = {field(flag) for flag in everywhere}
    index = 0
    while index < len(words):
        word = words[index]
        index += 1
        if word == "--":
            parsed.words.extend(words[index:])
            break
        if word == "-" or not word.startswith("-"):
            parsed.words.append(word)
            continue
        for flag, given in _split(word, flags):
            value = given
            if flag.kind == "bool":
                value = "true" if given is None else given
            elif value is None:
                if index == len(words):
                    raise BadUsage(f"flag needs an argument: {word}")
                value = words[index]
                index += 1
            _put(parsed.globals if field(flag) in globals_ else parsed.values, flag, value or "")
    return parsed


def _next_word(words: list[str], start: int) -> int | None:
    """The first word from there on that is no flag and no flag's value. Where a flag takes a value with one command
    and none with another, a command's name after it is no value."""
    takes: dict[str, set[bool]] = {}
    index = start
    while index < len(words):
        word = words[index]
        if word == "--":
            return None
        if word == "-" or not word.startswith("-"):
            return index
        takes = takes or _values_taken()
        found = takes.get(word, {False})
        following = words[index + 1] if index + 1 < len(words) else ""
        named = False in found and (following in BY_NAME or following in GROUPS)
        index += 2 if True in found and not named else 1
    return None


def _values_taken() -> dict[str, set[bool]]:
    """Whether a flag takes a value, over all commands; made only where a flag stands before the command."""
    takes: dict[str, set[bool]] = {}
    for flags in (GLOBAL, *(command.flags for command in BY_NAME.values())):
        for spelling, flag in _by_spelling(flags).items():
            takes.setdefault(spelling, set()).add(flag.kind != "bool")
    return takes


def _unknown(name: str) -> str:
    group, space, word = name.partition(" ")
    return f'unknown command "{word}" for "argo {group}"' if space else f'unknown command "{group}" for "argo"'


def _by_spelling(flags: tuple[Flag, ...]) -> dict[str, Flag]:
    found = {f"--{flag.name}": flag for flag in flags}
    found.update({f"-{flag.short}": flag for flag in flags if flag.short})
    return found


def _split(word: str, flags: dict[str, Flag]) -> list[tuple[Flag, str | None]]:
    """The flags that one word holds, each with the value that stands in the word itself."""
    if word.startswith("--"):
        name, equals, value = word.partition("=")
        if name not in flags:
            raise BadUsage(f"unknown flag: {name}")
        return [(flags[name], value if equals else None)]
    found: list[tuple[Flag, str | None]] = []
    rest = word[1:]
    while rest:
        flag = flags.get(f"-{rest[0]}")
        if flag is None:
            raise BadUsage(f"unknown shorthand flag: '{rest[0]}' in {word}")
        rest = rest[1:]
        if flag.kind != "bool" or rest.startswith("="):
            found.append((flag, rest.removeprefix("=") if rest else None))
            break
        found.append((flag, None))
    return found


def _put(values: dict[str, Value], flag: Flag, given: str) -> None:
    name = field(flag)
    if flag.kind == "bool":
        if given not in _TRUE | _FALSE:
            raise BadUsage(f'invalid argument "{given}" for "--{flag.name}" flag: it is either true or false')
        values[name] = given in _TRUE
    elif flag.kind == "int":
        try:
            values[name] = int(given)
        except ValueError:
            raise BadUsage(
                f'invalid argument "{given}" for "--{flag.name}" flag: it has to be a whole number'
            ) from None
    elif flag.kind in ("list", "many"):
        before = values.get(name, ())
        added = (given,) if flag.kind == "many" else tuple(part for part in given.split(",") if part)
        values[name] = (before if isinstance(before, tuple) else ()) + added
    else:
        if flag.choices and given not in flag.choices:
            raise BadUsage(f'invalid argument "{given}" for "--{flag.name}" flag: One of: {"|".join(flag.choices)}')
        values[name] = given
