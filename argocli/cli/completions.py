"""Completion scripts from the table. `python -m argocli.cli.completions` writes them anew."""

from __future__ import annotations

import os

from argocli.cli.table import ALIASES, COMMANDS, Command, global_flags
from argocli.cli.table import GROUPS as FIRST_WORDS

GROUPS = FIRST_WORDS - set(ALIASES)


def scripts() -> dict[str, str]:
    """File name to content."""
    return {"argo.bash": _bash(), "_argo": _zsh(), "argo.fish": _fish(), "argo.ps1": _powershell()}


def _first_words() -> list[str]:
    return list(dict.fromkeys(command.name.partition(" ")[0] for command in COMMANDS))


def _second_words(group: str) -> list[str]:
    """What can follow the first word of a command of two."""
    return [command.name.partition(" ")[2] for command in COMMANDS if command.name.startswith(group + " ")]


_ALSO_SECOND = {command.name.partition(" ")[2] for command in COMMANDS if " " in command.name}


def _words(command: Command) -> str:
    return " ".join(f"--{flag.name}" for flag in (*command.flags, *global_flags(command)))


def _bash() -> str:
    cases = [f"        '{command.name}') words='{_words(command)}' ;;" for command in COMMANDS]
    cases += [
        f"        '{group}') words='{' '.join(_second_words(group))}'; current_is_word=1 ;;" for group in sorted(GROUPS)
    ]
    names, groups = " ".join(_first_words()), "|".join(sorted(GROUPS))
    lines = "\n".join(cases)
    return f"""# bash completion for argo
_argo() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} command='' current_is_word='' word words
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in
            -*) ;;
            *)
                if [[ -n $command ]]; then command="$command $word"; break; fi
                command=$word
                case $word in {groups}) ;; *) break ;; esac
                ;;
        esac
    done
    case $command in
        '') words='{names}'; current_is_word=1 ;;
{lines}
        *) words='' ;;
    esac
    if [[ $current == -* || -n $current_is_word ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}}
complete -o filenames -F _argo argo kubectl-argo
"""


def _zsh() -> str:
    single = [command for command in COMMANDS if " " not in command.name]
    names = "\n".join(f"    '{command.name}:{command.help}'" for command in single)
    names += "".join(f"\n    '{group}:{', '.join(_second_words(group))}'" for group in sorted(GROUPS))
    cases = [f"    {command.name}) compadd -- {_words(command)}; _files ;;" for command in single]
    for group in sorted(GROUPS):
        below = [command for command in COMMANDS if command.name.startswith(group + " ")]
        inner = " ".join(
            f"{command.name.partition(' ')[2]}) compadd -- {_words(command)}; _files ;;" for command in below
        )
        words = " ".join(_second_words(group))
        cases.append(
            f"    {group}) if (( CURRENT == 3 )); then compadd -- {words}; else case $words[3] in {inner} esac; fi ;;"
        )
    lines = "\n".join(cases)
    return f"""#compdef argo kubectl-argo
# zsh completion for argo
_argo() {{
  local -a commands
  commands=(
{names}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case $words[2] in
{lines}
  esac
}}
_argo "$@"
"""


def _fish() -> str:
    lines = ["# fish completion for argo", "complete -c argo -f"]
    for group in sorted(GROUPS):
        second = _second_words(group)
        lines.append(f"complete -c argo -n __fish_use_subcommand -a {group} -d '{', '.join(second)}'")
        condition = f"'__fish_seen_subcommand_from {group}; and not __fish_seen_subcommand_from {' '.join(second)}'"
        lines.append(f"complete -c argo -n {condition} -a '{' '.join(second)}'")
    for command in COMMANDS:
        first, _, second_word = command.name.partition(" ")
        condition = f"'__fish_seen_subcommand_from {first}'"
        if second_word:
            condition = f"'__fish_seen_subcommand_from {first}; and __fish_seen_subcommand_from {second_word}'"
        else:
            lines.append(f"complete -c argo -n __fish_use_subcommand -a {first} -d '{command.help}'")
            if f"{first}" in _ALSO_SECOND:
                groups = " ".join(sorted(GROUPS))
                condition = f"'__fish_seen_subcommand_from {first}; and not __fish_seen_subcommand_from {groups}'"
        for flag in (*command.flags, *global_flags(command)):
            short = f" -s {flag.short}" if flag.short else ""
            value = "" if flag.kind == "bool" else " -r"
            text = flag.help.replace("'", "\\'")
            lines.append(f"complete -c argo -n {condition} -l {flag.name}{short}{value} -d '{text}'")
        if command.positional == "files":
            lines.append(f"complete -c argo -n {condition} -F")
    return "\n".join(lines) + "\n"


def _powershell() -> str:
    cases = "\n".join(
        "        '{}' {{ {} }}".format(
            command.name, ", ".join(f"'--{flag.name}'" for flag in (*command.flags, *global_flags(command)))
        )
        for command in COMMANDS
    )
    cases += "".join(
        "\n        '{}' {{ {} }}".format(group, ", ".join(f"'{word}'" for word in _second_words(group)))
        for group in sorted(GROUPS)
    )
    names = ", ".join(f"'{word}'" for word in _first_words())
    groups = ", ".join(f"'{group}'" for group in sorted(GROUPS))
    return f"""# PowerShell completion for argo
Register-ArgumentCompleter -Native -CommandName argo, kubectl-argo -ScriptBlock {{
    param($word, $ast, $position)
    $typed = $ast.CommandElements | Select-Object -Skip 1 | ForEach-Object {{ $_.ToString() }}
    $said = @($typed | Where-Object {{ $_ -notlike '-*' -and $_ -ne $word }})
    $command = $said | Select-Object -First 1
    if ($command -in @({groups}) -and $said.Count -gt 1) {{ $command = "$command $($said[1])" }}
    $words = switch ($command) {{
{cases}
        default {{ {names} }}
    }}
    $words | Where-Object {{ $_ -like "$word*" }} | ForEach-Object {{
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }}
}}
"""


def write(folder: str) -> None:
    """Write all scripts into `folder`."""
    for name, content in scripts().items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(content)


if __name__ == "__main__":
    write(os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "completions"))
