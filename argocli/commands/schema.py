"""`argo schema`: the JSON Schema of a kind, for editors and other tools."""

from __future__ import annotations

import os
from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import OK, NotFound, UsageError
from argocli.lint.versions import PRESENT, VERSIONS, known_version
from argocli.lint.walker import kinds


class SchemaOptions(NamedTuple):
    names: tuple[str, ...] = ()
    argo_version: str = ""


def run(options: SchemaOptions, session: Session) -> int:
    if options.argo_version == "list":
        session.stdout.write("".join(f"{version}\n" for version in VERSIONS))
        return OK
    version = known_version(options.argo_version or PRESENT)
    if not version:
        raise UsageError(
            f"there are no schemas for version {options.argo_version!r} of Argo", hint=f"one of {', '.join(VERSIONS)}"
        )
    if not options.names:
        session.stdout.write("".join(f"{kind}\n" for kind in sorted(kinds())))
        return OK
    if len(options.names) > 1:
        raise UsageError(f"accepts 1 arg(s), received {len(options.names)}", hint="argo schema KIND")
    wanted = options.names[0].lower()
    kind = next((one for one in kinds() if one.lower() == wanted), "")
    if not kind:
        raise NotFound(f"there is no schema for {options.names[0]!r}", hint=f"one of {', '.join(sorted(kinds()))}")
    session.stdout.write(_text(kind, version))
    return OK


def _text(kind: str, version: str) -> str:
    """The schema of the present version ships with the package, those of earlier ones are made when asked for."""
    if version == PRESENT:
        with open(data_file("schemas", f"{kind.lower()}.json"), encoding="utf-8") as file:
            return file.read()
    from argocli.lint.generate import text

    return text(kind, version)


def data_file(folder: str, name: str) -> str:
    """A file that ships with the package: inside it where it is installed, beside it in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, folder, name)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(package), folder, name)
