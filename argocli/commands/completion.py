"""`argo completion`: scripts that make a shell complete commands and flags."""

from __future__ import annotations

from typing import NamedTuple

from argocli.commands.schema import data_file
from argocli.commands.session import Session
from argocli.errors import OK, UsageError

_FILES = {"bash": "argo.bash", "zsh": "_argo", "fish": "argo.fish", "powershell": "argo.ps1"}


class CompletionOptions(NamedTuple):
    names: tuple[str, ...] = ()


def run(options: CompletionOptions, session: Session) -> int:
    if len(options.names) != 1 or options.names[0] not in _FILES:
        raise UsageError("name one shell: bash, zsh, fish or powershell", hint="argo completion bash")
    with open(data_file("completions", _FILES[options.names[0]]), encoding="utf-8") as file:
        session.stdout.write(file.read())
    return OK
