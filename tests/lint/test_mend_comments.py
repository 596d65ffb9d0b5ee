"""Comments: those that switch off nothing, and those that tell editors the schema. What `--fix` makes of them."""

from __future__ import annotations

import pytest

from argocli.commands.version import UPSTREAM
from argocli.lint.advice.modeline import TAG
from argocli.lint.choose import Choice
from tests.lint.mending import CRON, WORK, check_mending, findings, mended, rules

USED = WORK.replace("image: b}", "image: b, env: [{name: a, value: b}, {name: a, value: c}]}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  entrypoint: m # argolint: disable=duplicate-env -- reason\n", "  entrypoint: m\n"),
        ("  entrypoint: m  # main  # argolint: disable=duplicate-env\n", "  entrypoint: m  # main\n"),
        ("  # argolint: disable=all -- reason\n  entrypoint: m\n", "  entrypoint: m\n"),
        ("# argolint: disable-file=plain-secret -- old\n  entrypoint: m\n", "  entrypoint: m\n"),
        ("  #\targolint: disable=no-retry,duplicate-env\n  entrypoint: m\n", "  #\targolint: disable=no-retry\n  entrypoint: m\n"),
        ("  # argolint: disable=duplicate-env, no-retry -- r\n  entrypoint: m\n", "  # argolint: disable=no-retry -- r\n  entrypoint: m\n"),
        ("  # argolint: disable=unused-template,duplicate-env,plain-secret -- r\n  entrypoint: m\n", "  entrypoint: m\n"),
    ],
)  # fmt: skip
def test_a_comment_of_no_use_goes(before: str, after: str) -> None:
    text = WORK.replace("  entrypoint: m\n", before)
    check_mending("unused-suppression", text, WORK.replace("  entrypoint: m\n", after))
    windows = text.replace("\n", "\r\n")
    assert mended(windows) == WORK.replace("  entrypoint: m\n", after).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("disable=duplicate-env,plain-secret -- r", "disable=duplicate-env -- r"),
        ("disable=plain-secret, duplicate-env", "disable=duplicate-env"),
        ("disable=plain-secret,duplicate-env,no-such, unused-template", "disable=duplicate-env,no-such"),
    ],
)
def test_the_names_that_do_something_stay(before: str, after: str) -> None:
    text = USED.replace("]}\n", f"]}} # argolint: {before}\n")
    assert "unused-suppression" in rules(text)
    assert mended(text) == text.replace(before, after)


def test_the_only_line_at_the_end() -> None:
    assert mended(f"{WORK}# argolint: disable=all") == WORK


@pytest.mark.parametrize(
    "text",
    [
        WORK.replace("m\n", "m # argolint: disable=no-such-rule\n", 1),
        WORK.replace("m\n", "m # argolint: disable=unresolved-reference\n", 1),
        WORK.replace("m\n", "m # argolint: disable=duplicate-template\n", 1),
        WORK.replace("image: b}", "image: b, args: ['{{inputs.parameters.x}}']} # argolint: disable=plain-secret"),
        WORK.replace("container: {image: b}", "script:\n      image: b\n      source: |\n        # argolint: disable=all\n        x"),
        "kind: [\n---\n" + WORK.replace("m\n", "m # argolint: disable=plain-secret\n", 1),
    ],
)  # fmt: skip
def test_comments_that_may_be_of_use_stay(text: str) -> None:
    assert "unused-suppression" in rules(text)
    assert mended(text) == text


def test_comments_stay_where_not_everything_was_looked_at() -> None:
    text = WORK.replace("m\n", "m # argolint: disable=plain-secret\n", 1)
    assert mended(text, in_full=False) == text
    assert mended(text) != text


def test_one_version_is_the_present_one() -> None:
    assert TAG == UPSTREAM


OURS = "raw.githubusercontent.com/argoproj/argo-workflows"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"https://{OURS}/master/api/jsonschema/schema.json", f"https://{OURS}/main/api/jsonschema/schema.json"),
        (f"https://{OURS}/refs/tags/v3.4.4/api/jsonschema/schema.json", f"https://{OURS}/{TAG}/api/jsonschema/schema.json"),
        ("https://raw.githubusercontent.com/argoproj/argo/v2.11.0/api/jsonschema/schema.json", f"https://{OURS}/{TAG}/api/jsonschema/schema.json"),
        ("https://github.com/argoproj/argo-workflows/blob/release-3.5/api/jsonschema/schema.json", f"https://{OURS}/release-4.1/api/jsonschema/schema.json"),
        ("https://cdn.jsdelivr.net/gh/argoproj/argo-workflows@v3.6.0/api/jsonschema/schema.json", f"https://cdn.jsdelivr.net/gh/argoproj/argo-workflows@{TAG}/api/jsonschema/schema.json"),
        (f"https://{OURS}/main/api/jsonschema/schema.json#/definitions/io.argoproj.workflow.v1alpha1.CronWorkflow", f"https://{OURS}/main/api/jsonschema/schema.json#/definitions/io.argoproj.workflow.v1alpha1.Workflow"),
        ("schemas/cronworkflow.json", "schemas/workflow.json"),
        ("../workflow-3.6.json", "../workflow.json"),
        ("WorkflowTemplate-4.0.json", "Workflow.json"),
        ("https://example.org/argoproj.io/workflowtemplate_v1alpha1.json", "https://example.org/argoproj.io/workflow_v1alpha1.json"),
    ],
)  # fmt: skip
def test_addresses_of_schemas_for_editors(before: str, after: str) -> None:
    for line in ("# yaml-language-server: $schema={}  # here\n", "#yaml-language-server: $schema={}\n---\n# next\n"):
        check_mending("modeline", line.format(before) + WORK, line.format(after) + WORK)
    assert mended(f"# yaml-language-server: $schema={before}\r\n{WORK}", Choice(select=("modeline",))).count("\r") == 1


@pytest.mark.parametrize(
    "line",
    [
        f"# yaml-language-server: $schema=https://{OURS}/main/api/jsonschema/schema.json\n",
        f"# yaml-language-server: $schema=https://{OURS}/v4.1.0/api/jsonschema/schema.json\n",
        f"# yaml-language-server: $schema=https://{OURS}/0123abc/api/jsonschema/schema.json\n",
        "# yaml-language-server: $schema=workflow.json\n",
        "# yaml-language-server: $schema=workflow-4.1.json\n",
        "# yaml-language-server: $schema=https://example.org/other.json\n",
        "# see yaml-language-server: $schema=cronworkflow.json\n",
        "",
    ],
)
def test_addresses_about_which_there_is_nothing_to_say(line: str) -> None:
    assert rules(line + WORK) == []


def test_each_document_has_its_own() -> None:
    cron = CRON + "spec: {schedules: ['@daily'], workflowSpec: {entrypoint: m, templates: [{name: m, suspend: {}}]}}\n"
    line = "# yaml-language-server: $schema=workflow.json\n"
    text = f"{line}{WORK}---\n{line}{cron}"
    assert [(found.rule, found.line, found.severity) for found in findings(text)] == [("modeline", 11, "info")]
    assert mended(text) == f"{line}{WORK}---\n{line.replace('workflow', 'cronworkflow')}{cron}"
