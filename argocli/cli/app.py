"""The Typer app, built from the table: it explains usage errors, and is what other programs can embed."""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable
from typing import Annotated, Any, Optional

import typer

from argocli.cli.table import COMMANDS, Command, Flag, field, global_flags

_TYPES: dict[str, Any] = {
    "bool": Optional[bool],  # noqa: UP045  # Typer reads the annotation at run time
    "text": Optional[str],  # noqa: UP045
    "int": Optional[int],  # noqa: UP045
    "list": Optional[list[str]],  # noqa: UP045
    "many": Optional[list[str]],  # noqa: UP045
}


def build(run: Callable[[Command, dict[str, object], tuple[str, ...]], int]) -> typer.Typer:
    """The whole command line; `run` is called with a command, its flags by field, and its words."""
    app = typer.Typer(
        name="argo",
        help="Run Argo Workflows, with or without a cluster.",
        rich_markup_mode=None,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    groups: dict[str, typer.Typer] = {}
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        if second and first not in groups:
            groups[first] = typer.Typer(name=first, no_args_is_help=True, rich_markup_mode=None)
            app.add_typer(groups[first])
        (groups[first] if second else app).command(second or first, help=command.help)(_face(command, run))
    return app


def _face(command: Command, run: Callable[[Command, dict[str, object], tuple[str, ...]], int]) -> Callable[..., None]:
    """The function that Typer sees: one parameter for each flag."""

    def face(**values: object) -> None:
        words = values.pop("words", ()) or ()
        given = {name.rstrip("_"): value for name, value in values.items() if value is not None}
        raise typer.Exit(
            run(command, given, tuple(str(word) for word in words) if isinstance(words, list | tuple) else ())
        )

    parameters = []
    if command.positional:
        annotation = Annotated[Optional[list[str]], typer.Argument(metavar=command.usage or "NAME", show_default=False)]  # noqa: UP045
        parameters.append(
            inspect.Parameter("words", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        )
    parameters += [_parameter(flag) for flag in (*command.flags, *global_flags(command)) if flag.name != "help"]
    face.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    face.__doc__ = command.help
    return face


def _parameter(flag: Flag) -> inspect.Parameter:
    spellings = [f"--{flag.name}", *([f"-{flag.short}"] if flag.short else [])]
    option = typer.Option(*spellings, help=flag.help, show_default=False)
    name = field(flag) + ("_" if keyword.iskeyword(field(flag)) else "")
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[_TYPES[flag.kind], option]
    )
