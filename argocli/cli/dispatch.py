"""From a parsed command line to a command that runs: options filled, session opened."""

from __future__ import annotations

import importlib
import sys

from argocli.cli.argv import BadUsage, Parsed, parse
from argocli.cli.table import Command, field
from argocli.errors import OK, USAGE


def main(words: list[str]) -> int:
    """Run a command line; its exit code."""
    from argocli.cli import help as texts

    if not words or words == ["help"]:
        sys.stdout.write(texts.overview())
        return OK
    if words[0] == "help":
        words = [*words[1:], "--help"]
    try:
        parsed = parse(words)
    except BadUsage as problem:
        return explain(words, problem)
    if parsed.globals.get("help") or parsed.command is None:
        shown = texts.group_help(parsed.group) if parsed.group else texts.overview()
        sys.stdout.write(texts.command_help(parsed.command) if parsed.command else shown)
        return OK
    if parsed.words and not parsed.command.positional:
        return explain(words, BadUsage(f'unknown command "{parsed.words[0]}" for "argo {parsed.command.name}"'))
    return run(parsed.command, {**parsed.globals, **parsed.values}, tuple(parsed.words))


def explain(words: list[str], problem: BadUsage) -> int:
    """What is wrong with the words, and where help is."""
    from argocli.cli.table import BY_NAME
    from argocli.lint.suggest import closest

    print(f"error: {problem}", file=sys.stderr)
    command = next((word for word in words if word in BY_NAME), "")
    first = next((word for word in words if not word.startswith("-")), "")
    guess = closest(first, list(BY_NAME)) if first and not command else ""
    if guess:
        print(f"hint: did you mean argo {guess}?", file=sys.stderr)
    else:
        print(f"hint: argo {command + ' ' if command else ''}--help shows what there is", file=sys.stderr)
    return USAGE


def run(command: Command, values: dict[str, object], words: tuple[str, ...]) -> int:
    """Fill the options of a command and run it."""
    from argocli.commands.session import Session

    module = importlib.import_module(f"argocli.commands.{command.module}")
    names = {field(flag) for flag in command.flags}
    own = {name: value for name, value in values.items() if name in names}
    session = Session(flags={name: value for name, value in values.items() if name not in names})
    for name, value in own.items():
        if isinstance(value, list):
            own[name] = tuple(value)
    if command.positional:
        own[command.positional] = words
    if command.name == "controller":
        own["local"] = session.local
    options = getattr(module, command.options)(**own)
    code = module.run(options, session)
    session.stdout.flush()
    return int(code)


def typer_app() -> object:
    """The same commands as a Typer app."""
    from argocli.cli.app import build

    return build(run)


__all__ = ["Parsed", "explain", "main", "run", "typer_app"]
