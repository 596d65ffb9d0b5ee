"""The grammar of the command line."""

from __future__ import annotations

import pytest

from argocli.cli.argv import BadUsage, parse


def test_globals_before_and_after_the_command() -> None:
    for words in (
        ["-n", "x", "list"],
        ["list", "-n", "x"],
        ["list", "--namespace=x"],
        ["list", "-nx"],
        ["list", "-n=x"],
    ):
        parsed = parse(words)
        assert parsed.command is not None
        assert parsed.command.name == "list"
        assert parsed.globals == {"namespace": "x"}


def test_local_flags_may_come_before_the_command() -> None:
    parsed = parse(["-o", "json", "list"])
    assert parsed.values == {"output": "json"}


def test_before_the_command_a_letter_means_what_the_command_says() -> None:
    for words in (["-f", "logs", "x"], ["-p", "logs", "x"]):
        parsed = parse(words)
        assert parsed.command is not None
        assert (parsed.command.name, parsed.words) == ("logs", ["x"])
    given = parse(["-f", "given.yaml", "submit", "x"])
    assert given.values == {"parameter_file": "given.yaml"}


def test_a_commands_own_flag_goes_before_the_global_one() -> None:
    assert parse(["lint", "-v"]).values == {"verbose": True}
    assert parse(["list", "-v"]).globals == {"verbose": True}


def test_a_boolean_never_takes_the_next_word() -> None:
    parsed = parse(["lint", "--strict", "false"])
    assert parsed.values == {"strict": True}
    assert parsed.words == ["false"]
    assert parse(["lint", "--strict=false"]).values == {"strict": False}


def test_lists_split_at_commas_and_parameters_do_not() -> None:
    assert parse(["list", "--status", "Failed,Error", "--status=Running"]).values == {
        "status": ("Failed", "Error", "Running")
    }
    assert parse(["submit", "-p", "a=1,2", "-p", "b=3"]).values == {"parameter": ("a=1,2", "b=3")}


def test_short_flags_group() -> None:
    parsed = parse(["logs", "-fc", "side", "name"])
    assert parsed.values == {"follow": True, "container": "side"}
    assert parsed.words == ["name"]


def test_two_dashes_end_the_flags() -> None:
    assert parse(["get", "--", "-o"]).words == ["-o"]


@pytest.mark.parametrize(
    "words",
    [["frobnicate"], ["list", "--nope"], ["list", "-z"], ["list", "-o", "xml"], ["list", "-o"],
     ["list", "--completed=maybe"], ["logs", "--tail", "many", "x"]],
)  # fmt: skip
def test_what_is_no_command_line(words: list[str]) -> None:
    with pytest.raises(BadUsage):
        parse(words)


def test_the_typer_app_has_every_command_and_flag() -> None:
    import typer.main

    from argocli.cli.dispatch import typer_app
    from argocli.cli.table import COMMANDS

    group = typer.main.get_command(typer_app())
    assert set(group.commands) == {command.name.partition(" ")[0] for command in COMMANDS}
    for command in COMMANDS:
        first, _, second = command.name.partition(" ")
        face = group.commands[first].commands[second] if second else group.commands[first]
        spelt = {spelling for parameter in face.params for spelling in parameter.opts}
        assert {f"--{flag.name}" for flag in command.flags} <= spelt


def test_commands_of_two_words() -> None:
    parsed = parse(["-n", "x", "template", "--output=json", "lint", "a.yaml"])
    assert parsed.command is not None
    assert (parsed.command.name, parsed.words) == ("template lint", ["a.yaml"])
    assert parse(["template", "--help"]).group == "template"
    with pytest.raises(BadUsage, match='unknown command "lnt" for "argo template"'):
        parse(["template", "lnt"])


def test_completion_scripts_are_those_of_the_table() -> None:
    from pathlib import Path

    from argocli.cli.completions import scripts

    folder = Path(__file__).resolve().parents[2] / "completions"
    for name, content in scripts().items():
        assert (folder / name).read_text() == content, "run python -m argocli.cli.completions"
