"""Help texts, made from the table without any library."""

from __future__ import annotations

from argocli.cli.table import ALIASES, COMMANDS, CONNECTION, EVERYDAY, Command, Flag, global_flags


def overview() -> str:
    """`argo --help`."""
    lines = [
        "argo runs Argo Workflows: on a cluster, or on this machine without one (--local).",
        "",
        "Usage: argo COMMAND [FLAGS]",
        "",
        "First steps:",
        "  argo lint .                                      is everything in this folder valid?",
        "  argo submit --local --watch hello-world.yaml     run it here, and look on",
        "  argo logs --local @latest                        what did it say?",
        "",
        "Commands:",
        *_commands(),
        "",
        "Flags of every command:",
        *(_flag(flag) for flag in EVERYDAY),
        "",
        "Which cluster, as whom and how (also with every command; each can be said as ARGO_<FLAG>, too):",
        *(_flag(flag) for flag in CONNECTION),
        "",
        "argo COMMAND --help says more about a command.",
    ]
    return "\n".join(lines) + "\n"


def _commands() -> list[str]:
    """One line for each first word; a group shows the words that may come after it."""
    lines: dict[str, str] = {}
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        said = lines.get(first)
        lines[first] = f"{said}, {second}" if said else f"  {first:<17} {second or command.help}"
    return list(lines.values())


def group_help(group: str) -> str:
    """`argo template`: what the words after it are."""
    group = ALIASES.get(group, group)
    lines = [f"Usage: argo {group} COMMAND [FLAGS]", "", "Commands:"]
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        if first == group and second:
            lines.append(f"  {second:<18} {command.help}")
    return "\n".join([*lines, "", f"argo {group} COMMAND --help says more about a command."]) + "\n"


def command_help(command: Command) -> str:
    """`argo COMMAND --help`."""
    usage = f"argo {command.name} {command.usage}".rstrip()
    lines = [
        f"{command.help[0].upper()}{command.help[1:]}.",
        "",
        f"Usage: {usage}{' [FLAGS]' if command.flags else ''}",
    ]
    if command.flags:
        lines += ["", "Flags:", *(_flag(flag) for flag in command.flags)]
    everyday = {flag.name for flag in EVERYDAY}
    shown = [flag for flag in global_flags(command) if flag.name in everyday]
    lines += ["", "Flags of every command (argo --help has more, for connections):", *(_flag(flag) for flag in shown)]
    return "\n".join(lines) + "\n"


def _flag(flag: Flag) -> str:
    short = f"-{flag.short}, " if flag.short else "    "
    value = "" if flag.kind == "bool" else f" {'|'.join(flag.choices)}" if flag.choices else " VALUE"
    return f"  {short}--{flag.name + value:<28} {flag.help}"
