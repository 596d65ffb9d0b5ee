"""Every command with its flags and one line of help: the single place where they are declared.

The front door reads it to parse and to print help, the Typer app is built from it, and so are the completions.
"""

from __future__ import annotations

from argocli.cli.flags import Command, Flag, field
from argocli.cli.flags_global import CONNECTION, EVERYDAY
from argocli.cli.table_cron import CRON
from argocli.cli.table_lint import LINT
from argocli.cli.table_runs import RUNS
from argocli.cli.table_server import SERVER
from argocli.cli.table_templates import TEMPLATES

_OTHERS = (
    Command(
        "controller",
        "controller",
        "ControllerOptions",
        "",
        "",
        "drive the local store from this terminal",
        (Flag("until-idle", "", "bool", "leave when nothing is left to do"),),
    ),
    Command(
        "completion",
        "completion",
        "CompletionOptions",
        "names",
        "bash|zsh|fish|powershell",
        "print a completion script",
        (),
    ),
    Command(
        "version",
        "version",
        "VersionOptions",
        "",
        "",
        "print the version",
        (Flag("short", "", "bool", "only the number"), Flag("output", "o", "text", "form of the output", ("json",))),
    ),
)
COMMANDS = (*LINT[:1], *RUNS, *TEMPLATES, *CRON, *SERVER, *_OTHERS, *LINT[1:])
GLOBAL = (*EVERYDAY, *CONNECTION)
BY_NAME = {command.name: command for command in COMMANDS}
# Words that only together with the next one name a command.
GROUPS = {command.name.partition(" ")[0] for command in COMMANDS if " " in command.name}
# Other first words for a group's, as the original takes them; help and completions keep to the long one.
ALIASES = {"cwft": "cluster-template", "cwftmpl": "cluster-template"}
for _alias, _group in ALIASES.items():
    BY_NAME.update(
        {
            _alias + command.name.removeprefix(_group): command
            for command in COMMANDS
            if command.name.startswith(_group + " ")
        }
    )
GROUPS |= set(ALIASES)


def global_flags(command: Command) -> tuple[Flag, ...]:
    """Those of every command that this one has none of its own for."""
    names = {flag.name for flag in command.flags}
    letters = {flag.short for flag in command.flags if flag.short}
    return tuple(
        flag._replace(short="") if flag.short in letters else flag for flag in GLOBAL if flag.name not in names
    )


__all__ = [
    "ALIASES",
    "BY_NAME",
    "COMMANDS",
    "CONNECTION",
    "EVERYDAY",
    "GLOBAL",
    "GROUPS",
    "Command",
    "Flag",
    "field",
    "global_flags",
]
