"""What people type for the original is understood here: every flag of every command, in every spelling."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from argocli.cli.argv import Parsed, parse
from argocli.cli.table import BY_NAME, COMMANDS, GLOBAL, GROUPS, field
from argocli.manifest.parse import parse as parse_yaml

FACTS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "cli.yaml"
# `argo help X` is `argo X --help`; shells ask for completions in their own way.
ELSEWHERE = {"help", "__complete"}
SAMPLES = {"int": "7", "int32": "7", "int64": "7", "uint64": "7", "duration": "90s", "string": "word", "bool": "true"}
Flag = dict[str, Any]


@cache
def facts() -> dict[str, Any]:
    if not FACTS.is_file():
        pytest.skip("the facts about the original are not here")
    found = parse_yaml(FACTS.read_bytes(), "cli.yaml")[0].value
    assert isinstance(found, dict)
    return found


def commands() -> dict[str, list[Flag]]:
    return {
        item["path"].removeprefix("argo").strip(): item["flags"] for item in facts()["commands"] if not item["group"]
    }


def sample(flag: Flag) -> str:
    choices = [choice for choice in flag.get("choices") or () if choice]
    if flag["name"] == "phase":
        return "Failed"
    return choices[0] if choices else SAMPLES.get(flag["go_type"], "word")


def spellings(flag: Flag) -> list[list[str]]:
    """All ways in which the original lets people say it."""
    value, names = sample(flag), [f"--{flag['name']}"]
    found = [[f"{names[0]}={value}"]]
    if flag.get("short"):
        names.append(f"-{flag['short']}")
        found.append([f"{names[1]}={value}"])
    if flag["type"] == "bool":
        return [*found, *([name] for name in names), [f"{names[0]}=false"]]
    if flag.get("short"):
        found.append([f"{names[1]}{value}"])
    return [*found, *([name, value] for name in names)]


def said(parsed: Parsed, flag: Flag) -> object:
    assert parsed.command is not None
    here = next((one for one in parsed.command.flags if one.name == flag["name"]), None)
    here = here or next(one for one in GLOBAL if one.name == flag["name"])
    name = field(here)
    return parsed.values[name] if name in parsed.values else parsed.globals[name]


def meant(flag: Flag, words: list[str]) -> object:
    if flag["type"] == "bool":
        return words != [f"--{flag['name']}=false"]
    value = sample(flag)
    if flag["type"] == "list":
        return (value,)
    return int(value) if flag["type"] == "int" else value


def test_every_command_is_known() -> None:
    assert set(commands()) - {command.name for command in COMMANDS} - ELSEWHERE - {""} == set()


def test_other_names_of_groups_are_understood() -> None:
    found = {item["path"].removeprefix("argo "): item["aliases"] for item in facts()["commands"] if item["group"]}
    assert any(found.values())
    for group, aliases in found.items():
        for alias in aliases:
            for command in COMMANDS:
                if command.name.startswith(f"{group} "):
                    assert parse([alias, command.name.partition(" ")[2]]).command is command
            assert parse([alias]).group == alias


def test_every_flag_of_a_command_is_taken_after_it() -> None:
    for name, flags in commands().items():
        for flag in flags if name in BY_NAME else ():
            for words in spellings(flag):
                parsed = parse([*name.split(), *words, "object"])
                assert said(parsed, flag) == meant(flag, words), (name, words)
                assert parsed.words == ["object"], (name, words)


def test_a_flag_with_a_value_may_stand_before_the_command() -> None:
    for name, flags in commands().items():
        for flag in flags if name in BY_NAME else ():
            for words in spellings(flag):
                parsed = parse([*words, *name.split(), "object"])
                assert parsed.command is BY_NAME[name], (name, words)
                assert said(parsed, flag) == meant(flag, words), (name, words)


def test_every_global_flag_is_taken_before_and_after_every_command() -> None:
    assert {flag["name"] for flag in facts()["global_flags"]} <= {flag.name for flag in GLOBAL}
    for flag in facts()["global_flags"]:
        for words in spellings(flag):
            for name in BY_NAME:
                for line in ([*name.split(), *words, "object"], [*words, *name.split(), "object"]):
                    parsed = parse(line)
                    assert parsed.command is BY_NAME[name], line
                    assert said(parsed, flag) == meant(flag, words), line
                    assert parsed.words == ["object"], line


@pytest.mark.parametrize(
    ("long", "short"), [("namespace", "n"), ("argo-server", "s"), ("verbose", "v"), ("header", "H")]
)
def test_the_letters_of_global_flags(long: str, short: str) -> None:
    assert {flag.name: flag.short for flag in GLOBAL}[long] == short


def test_a_letter_is_used_once_in_a_command() -> None:
    for command in COMMANDS:
        letters = [flag.short for flag in command.flags if flag.short]
        assert len(letters) == len(set(letters)), command.name


def test_words_of_two_are_groups() -> None:
    assert {name.partition(" ")[0] for name in BY_NAME if " " in name} >= GROUPS
