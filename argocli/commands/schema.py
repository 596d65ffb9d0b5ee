"""`argo schema`: the JSON Schema of a kind, for editors and other tools."""

from __future__ import annotations

import os
from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import OK, NotFound, UsageError
from argocli.lint.walker import kinds


class SchemaOptions(NamedTuple):
    names: tuple[str, ...] = ()


def run(options: SchemaOptions, session: Session) -> int:
    if not options.names:
        session.stdout.write("".join(f"{kind}\n" for kind in sorted(kinds())))
        return OK
    if len(options.names) > 1:
        raise UsageError(f"accepts 1 arg(s), received {len(options.names)}", hint="argo schema KIND")
    wanted = options.names[0].lower()
    for kind in kinds():
        if kind.lower() == wanted:
            with open(data_file("schemas", f"{kind.lower()}.json"), encoding="utf-8") as file:
                session.stdout.write(file.read())
            return OK
    raise NotFound(f"there is no schema for {options.names[0]!r}", hint=f"one of {', '.join(sorted(kinds()))}")


def data_file(folder: str, name: str) -> str:
    """A file that ships with the package: inside it where it is installed, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, folder, name)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(package), folder, name)
