"""Completion scripts from the table. `python -m argocli.cli.completions` writes them anew."""

from __future__ import annotations

import os

from argocli.cli.table import COMMANDS, GLOBAL, Command


def scripts() -> dict[str, str]:
    """File name to content."""
    return {"argo.bash": _bash(), "_argo": _zsh(), "argo.fish": _fish(), "argo.ps1": _powershell()}


def _words(command: Command) -> str:
    return " ".join(f"--{flag.name}" for flag in (*command.flags, *GLOBAL))


def _bash() -> str:
    cases = "\n".join(f"        {command.name}) words='{_words(command)}' ;;" for command in COMMANDS)
    names = " ".join(command.name for command in COMMANDS)
    return f"""# bash completion for argo
_argo() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} command='' word words
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in -*) ;; *) command=$word; break ;; esac
    done
    case $command in
        '') words='{names}' ;;
{cases}
        *) words='' ;;
    esac
    if [[ $current == -* || -z $command ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}}
complete -o filenames -F _argo argo kubectl-argo
"""


def _zsh() -> str:
    names = "\n".join(f"    '{command.name}:{command.help}'" for command in COMMANDS)
    cases = "\n".join(f"    {command.name}) compadd -- {_words(command)}; _files ;;" for command in COMMANDS)
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
{cases}
  esac
}}
_argo "$@"
"""


def _fish() -> str:
    lines = ["# fish completion for argo", "complete -c argo -f"]
    for command in COMMANDS:
        lines.append(f"complete -c argo -n __fish_use_subcommand -a {command.name} -d '{command.help}'")
        condition = f"'__fish_seen_subcommand_from {command.name}'"
        for flag in (*command.flags, *GLOBAL):
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
            command.name, ", ".join(f"'--{flag.name}'" for flag in (*command.flags, *GLOBAL))
        )
        for command in COMMANDS
    )
    names = ", ".join(f"'{command.name}'" for command in COMMANDS)
    return f"""# PowerShell completion for argo
Register-ArgumentCompleter -Native -CommandName argo, kubectl-argo -ScriptBlock {{
    param($word, $ast, $position)
    $typed = $ast.CommandElements | Select-Object -Skip 1 | ForEach-Object {{ $_.ToString() }}
    $command = $typed | Where-Object {{ $_ -notlike '-*' -and $_ -ne $word }} | Select-Object -First 1
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
