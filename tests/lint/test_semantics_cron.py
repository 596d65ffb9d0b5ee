"""Cron workflows: schedules, time zones, and the workflow that is run."""

from __future__ import annotations

import pytest

from tests.lint.probes import OK, failing, finds, mended, passes, said

SPEC = "  workflowSpec:\n    entrypoint: ok\n    templates: [{name: ok, container: {image: a}}]\n"
CRON = "kind: CronWorkflow\nmetadata: {name: c}\nspec:\n  schedules: ['* * * * *']\n"


def cron(more: str = "", spec: str = SPEC) -> str:
    return f"{CRON}{more}{spec}"


@pytest.mark.parametrize(
    ("text", "rule", "fragment", "good"),
    [
        (cron().replace("spec:\n  schedules: ['* * * * *']\n", "«spec»:\n"), "schedules-required", "cron workflow must have at least one schedule", ("spec:\n", "spec:\n  schedules: ['@daily']\n")),
        (cron().replace("  schedules: ['* * * * *']", "  «schedules»: []"), "schedules-required", "at least one schedule", ("[]", "['0 0 1 1 *']")),
        (cron().replace("['* * * * *']", "['* * * * *', «nope»]"), "schedule-malformed", "cron schedule nope is malformed:", ("nope", "'@hourly'")),
        (cron("  timezone: «utc»\n"), "timezone-unknown", 'invalid timezone "utc"', ("utc", "UTC")),
        (cron("  concurrencyPolicy: «Never»\n"), "concurrency-policy", "'Never' is not a valid concurrencyPolicy", ("Never", "Replace")),
        (cron("  startingDeadlineSeconds: «-1»\n"), "starting-deadline", "startingDeadlineSeconds must be positive", ("-1", "0")),
        (cron(spec=SPEC.replace("entrypoint: ok", "entrypoint: «nope»")), "undefined-template", "template name 'nope' undefined", ("nope", "ok")),
        (cron(spec=SPEC.replace("workflowSpec", "«workflowSpec»").replace("    entrypoint: ok\n", "")), "entrypoint-required", "spec.entrypoint is required", ("    templates", "    entrypoint: ok\n    templates")),
        (cron(spec=SPEC.replace("workflowSpec:", "workflowSpec:\n    arguments: {parameters: [{name: «p»}]}")), "argument-value-required", "spec.arguments.p.value or spec.arguments.p.valueFrom is required", ("name: p", "name: p, value: ''")),
        (cron(spec=SPEC.replace("image: a", "image: '{{«workflow.labels.x»}}'")).replace("name: c", "name: c, labels: {x: z}"), "unresolved-variable", "failed to resolve {{workflow.labels.x}}", ("spec:\n", "spec:\n  workflowMetadata: {labels: {x: z}}\n")),
    ],
)  # fmt: skip
def test_cron_workflows(text: str, rule: str, fragment: str, good: tuple[str, str]) -> None:
    finds(text, rule, fragment)
    passes(text.replace("«", "").replace("»", "").replace(good[0], good[1], 1))


@pytest.mark.parametrize(
    "schedule",
    [
        "* * * * *", "*/5 0-23/2 1,15 jan-dec sun-sat", "0 0 ? * MON", "1,,2 * * * *", "+5 * * * *", "5/15 * * * *", "0 0 31 2 *", "@yearly", "@every 1h30m",
        "@every -1.5h", "TZ=Europe/Berlin 0 0 * * *", "CRON_TZ=UTC @daily", "  0   0 * * *", "0\t0 * * *", "*/60 * * * *",
    ],
)  # fmt: skip
def test_schedules_that_can_be_read(schedule: str) -> None:
    passes(cron().replace("'* * * * *'", f'"{schedule}"'))


@pytest.mark.parametrize(
    "schedule",
    [
        "", "nope", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 13 * ", "* * * * 7", "5-1 * * * *", "* * * * mon-sun", "-1 * * * *",
        "*/0 * * * *", "*/x * * * *", "* * L * *", "* * 1W * *", "* * * * 5#3", "* * * january *", "@reboot", "@Daily", "@every", "@every 1", "@every  1h", "TZ=Nope * * * * *",
        "TZ=UTC", "1-2-3 * * * *", "1/2/3 * * * *", "TZ=UTC* * * * *",
    ],
)  # fmt: skip
def test_schedules_that_are_none(schedule: str) -> None:
    found = failing(cron().replace("'* * * * *'", f"'{schedule}'"))
    assert [one.rule for one in found] == ["schedule-malformed"]
    assert f"cron schedule {schedule} is malformed: " in found[0].message


@pytest.mark.parametrize(
    "zone",
    ["", "UTC", "Local", "Europe/Kyiv", "America/Argentina/Ushuaia", "EST", "CET", "Zulu", "Etc/GMT+3", "GB-Eire"],
)
def test_zones(zone: str) -> None:
    passes(cron(f"  timezone: '{zone}'\n"))


@pytest.mark.parametrize(
    "zone",
    [
        "utc",
        "local",
        "europe/kyiv",
        "../UTC",
        "/UTC",
        "\\UTC",
        "+01:00",
        "PST",
        "Europe/Nowhere",
        "Europe",
        "America/Argentina",
        " UTC",
    ],
)
def test_names_of_no_zone(zone: str) -> None:
    assert [one.rule for one in failing(cron(f"  timezone: '{zone}'\n"))] == ["timezone-unknown"]


@pytest.mark.parametrize(
    ("tag", "good"),
    [
        ("workflow.labels.workflows.argoproj.io/cron-workflow", True),
        ("workflow.annotations.workflows.argoproj.io/scheduled-time", True),
        ("workflow.labels.workflows.argoproj.io/controller-instanceid", True),
        ("workflow.annotations.a", False),
        ("workflow.scheduledTime", True),
        ("cronworkflow.name", True),
        ("workflow.failures", False),
    ],
)
def test_what_the_workflow_knows(tag: str, good: bool) -> None:
    text = cron(spec=SPEC.replace("image: a", f"image: '{{{{{tag}}}}}'"))
    text = text.replace(
        "name: c", "name: c, labels: {workflows.argoproj.io/controller-instanceid: i}, annotations: {a: b}"
    )
    assert (not said(text)) == good
    if "instanceid" in tag:
        assert said(text.replace("instanceid: i", "other: i"))


def test_references_are_looked_up_in_the_namespace_of_the_cron_workflow() -> None:
    template = (
        f"kind: WorkflowTemplate\nmetadata: {{name: t, namespace: b}}\nspec:\n  entrypoint: ok\n  templates:\n{OK}"
    )
    text = cron(spec="  workflowSpec: {workflowTemplateRef: {name: t}}\n")
    assert "couldn't find workflow template" in said(f"{template}---\n{text}")[0]
    passes(f"{template}---\n{text.replace('name: c', 'name: c, namespace: b')}")
    lacking = template.replace("entrypoint: ok", "entrypoint: ok\n  arguments: {parameters: [{name: x}]}")
    assert "spec.arguments.x.value or" in said(f"{lacking}---\n{text.replace('name: c', 'name: c, namespace: b')}")[0]


def test_everything_at_once() -> None:
    text = cron("  timezone: x\n  concurrencyPolicy: z\n", SPEC.replace("image: a", "command: [x]")).replace(
        "'* * * * *'", "x, w"
    )
    assert sorted(one.rule for one in failing(text)) == [
        "concurrency-policy",
        "image-required",
        "schedule-malformed",
        "schedule-malformed",
        "timezone-unknown",
    ]


def test_when_and_stop_strategy_are_for_run_time() -> None:
    passes(cron("  when: '{{nope}} ('\n  stopStrategy: {expression: '('}\n"))
    assert mended(cron()) == cron()
