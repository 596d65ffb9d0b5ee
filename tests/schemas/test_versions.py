"""Schemas of earlier versions: fields that came later are not in them, those that went are."""

from __future__ import annotations

import json

import jsonschema
import pytest

from argocli.__main__ import run
from argocli.lint.generate import schema
from argocli.lint.versions import PRESENT, VERSIONS, known_version, table_of
from argocli.lint.walker import kinds, types


def cron(**fields: object) -> dict[str, object]:
    return {"kind": "CronWorkflow", "spec": {"workflowSpec": {}, **fields}}


def workflow(**fields: object) -> dict[str, object]:
    return {"kind": "Workflow", "spec": fields}


CACHE = {"templates": [{"memoize": {"cache": {"configMap": {"name": "a", "key": "b"}}}}]}
FIRST_AND_LAST = [
    (cron(schedules=["@daily"]), "3.6", PRESENT),
    (cron(schedule="@daily"), "3.4", "3.7"),
    (cron(when="true"), "3.6", PRESENT),
    (workflow(synchronization={"mutex": {"name": "a"}}), "3.4", "3.7"),
    (workflow(synchronization={"mutexes": [{"name": "a"}]}), "3.6", PRESENT),
    (workflow(synchronization={"semaphore": {"namespace": "a"}}), "3.5", "3.7"),
    (workflow(podPriority=5), "3.4", "3.6"),
    (workflow(templates=[{"priority": 5}]), "3.4", "3.6"),
    (workflow(templates=[{"annotations": {"a": "b"}}]), "3.7", PRESENT),
    (workflow(templates=[{"pendingTimeout": "5s"}]), "4.1", PRESENT),
    (workflow(templates=[{"container": {"resizePolicy": []}}]), "3.6", PRESENT),
    (workflow(artifactGC={"strategy": "Never"}), "3.4", PRESENT),
    (workflow(artifactGC={"podSpecPatch": "a"}), "3.5", PRESENT),
    (workflow(**CACHE), "3.4", "3.7"),
    (workflow(entrypoint="a"), "3.4", PRESENT),
]


@pytest.mark.parametrize(("document", "first", "last"), FIRST_AND_LAST)
def test_a_field_is_known_from_its_first_version_to_its_last(
    document: dict[str, object], first: str, last: str
) -> None:
    known = [version for version in VERSIONS if _validator(str(document["kind"]), version).is_valid(document)]
    assert known == list(VERSIONS[VERSIONS.index(first) : VERSIONS.index(last) + 1])


_MADE: dict[tuple[str, str], jsonschema.Draft202012Validator] = {}


def _validator(kind: str, version: str) -> jsonschema.Draft202012Validator:
    if (kind, version) not in _MADE:
        _MADE[kind, version] = jsonschema.Draft202012Validator(schema(kind, version))
    return _MADE[kind, version]


@pytest.mark.parametrize("version", VERSIONS)
def test_they_are_schemas_and_say_of_what(version: str) -> None:
    for kind in kinds():
        made = schema(kind, version)
        jsonschema.Draft202012Validator.check_schema(made)
        ending = "" if version == PRESENT else f"-{version}"
        assert made["$id"] == f"{kind.lower()}{ending}.json"


def test_dates_are_versions_and_the_table_of_the_present_is_the_table() -> None:
    assert table_of(PRESENT) is types()
    for definition in types().values():
        for field in (definition.get("fields") or {}).values():  # type: ignore[union-attr]
            assert field.get("since", PRESENT) in VERSIONS
        for field in (definition.get("removed") or {}).values():  # type: ignore[union-attr]
            assert field["until"] in VERSIONS[:-1]
            assert field.get("now", "") in ("", *definition["fields"])


@pytest.mark.parametrize(
    ("text", "version"), [("3.6", "3.6"), ("v3.6", "3.6"), ("v4.1.2", "4.1"), ("3.3", ""), ("", ""), ("5", "")]
)
def test_versions_as_people_write_them(text: str, version: str) -> None:
    assert known_version(text) == version


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "--argo-version", "list"]) == 0
    assert capsys.readouterr().out.split() == list(VERSIONS)
    assert run(["schema", "cronworkflow", "--argo-version", "v3.5.2"]) == 0
    assert json.loads(capsys.readouterr().out) == schema("CronWorkflow", "3.5")
    assert run(["schema", "cronworkflow", "--argo-version", PRESENT]) == 0
    assert json.loads(capsys.readouterr().out) == schema("CronWorkflow")
    assert run(["schema", "cronworkflow", "--argo-version", "2.12"]) == 2
    said = capsys.readouterr().err
    assert all(version in said for version in VERSIONS)
