"""Trees, tables, durations and folding as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from argocli.model.naming import node_id
from argocli.render import durations
from argocli.render.detail import block, tree_lines
from argocli.render.fold import fold
from argocli.render.plain import change_lines
from argocli.render.table import workflow_table
from argocli.render.tree import rows

NOW = datetime(2026, 1, 2, 3, 5, 0, tzinfo=UTC)


def a_node(name: str, kind: str, phase: str, boundary: str = "", second: int = 0, **more: object) -> dict:
    display = name.removeprefix(boundary) if boundary else name
    display = display[3:] if display.startswith("[0].") else display
    return {
        "id": node_id("bake", name), "name": name, "displayName": display.lstrip("."), "type": kind, "phase": phase,
        "templateName": more.pop("template", "t"), "startedAt": f"2026-01-02T03:04:{second:02d}Z",
        "finishedAt": f"2026-01-02T03:04:{second + 12:02d}Z", **({"boundaryID": node_id("bake", boundary)} if boundary else {}),
        **more,
    }  # fmt: skip


def bake() -> dict:
    nodes = [
        a_node("bake", "Steps", "Running", template="main", children=[node_id("bake", "bake[0]")], finishedAt=None),
        a_node("bake[0]", "StepGroup", "Succeeded", "bake", children=[node_id("bake", "bake[0].mix")]),
        a_node("bake[0].mix", "Pod", "Succeeded", "bake", 1, template="stir", displayName="mix"),
        a_node("bake[1]", "StepGroup", "Running", "bake", 13, children=[node_id("bake", f"bake[1].{n}") for n in ("oven", "timer(0)", "taste")]),
        a_node("bake[1].oven", "Retry", "Succeeded", "bake", 14, displayName="oven", template="heat", children=[node_id("bake", "bake[1].oven(0)"), node_id("bake", "bake[1].oven(1)")]),
        a_node("bake[1].oven(0)", "Pod", "Failed", "bake", 15, displayName="oven(0)", template="heat", message="main: Error (exit code 1)"),
        a_node("bake[1].oven(1)", "Pod", "Succeeded", "bake", 16, displayName="oven(1)", template="heat"),
        a_node("bake[1].timer(0)", "Pod", "Succeeded", "bake", 17, displayName="timer(0)", template="tick"),
        a_node("bake[1].taste", "Suspend", "Running", "bake", 18, displayName="taste", template="approve", finishedAt=None),
        a_node("bake.onExit", "Pod", "Pending", displayName="bake.onExit", second=30, template="bye"),
    ]  # fmt: skip
    return {
        "metadata": {"name": "bake", "namespace": "default", "creationTimestamp": "2026-01-02T03:04:00Z"},
        "spec": {"arguments": {"parameters": [{"name": "message", "value": "hello"}]}},
        "status": {
            "phase": "Running",
            "startedAt": "2026-01-02T03:04:00Z",
            "progress": "3/5",
            "nodes": {n["id"]: n for n in nodes},
        },
    }


def steps_of(lines: list[str]) -> list[str]:
    end = lines[0].index("TEMPLATE")
    return [line[:end].rstrip() for line in lines]


def test_the_tree() -> None:
    found = tree_lines(bake(), rows(bake()), NOW)
    assert steps_of(found) == [
        "STEP", " ● bake", " ├───✔ mix", " └─┬─✔ oven", "   │ ├─✖ oven(0)", "   │ └─✔ oven(1)", "   ├─✔ timer(0)",
        "   └─ǁ taste", "", " ◷ bake.onExit",
    ]  # fmt: skip
    assert found[4].endswith("main: Error (exit code 1)")
    assert "bake-heat-" in found[4]


def test_the_tree_in_plain_characters() -> None:
    assert steps_of(tree_lines(bake(), rows(bake(), utf8=False), NOW))[2:6] == [
        " |---Succeeded mix", " `-+-Succeeded oven", "   | |-Failed oven(0)", "   | `-Succeeded oven(1)",
    ]  # fmt: skip


def test_the_block() -> None:
    text = block(bake(), NOW)
    assert "Status:              Running (Suspended)\n" in text
    assert "  message:           hello\n" in text
    assert "Duration:            1 minute 0 seconds\n" in text
    assert "\x1b" not in text


def test_messages_cannot_drive_the_terminal() -> None:
    workflow = bake()
    for node in workflow["status"]["nodes"].values():
        node["message"] = "one\ntwo\x1b[2J"
    assert "\x1b" not in block(workflow, NOW)
    assert "one two [2J" in block(workflow, NOW)


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (0, "0 seconds", "0s"), (1, "1 second", "1s"), (59, "59 seconds", "59s"), (90, "1 minute 30 seconds", "1m"),
        (120, "2 minutes 0 seconds", "2m"), (5400, "1 hour 30 minutes", "1h"), (97200, "1 day 3 hours", "1d"),
        (8 * 86400 + 7200, "1 week 2 hours", "8d"),
    ],
)  # fmt: skip
def test_durations(seconds: int, long: str, short: str) -> None:
    assert durations.long(seconds) == long
    assert durations.short(NOW, NOW + timedelta(seconds=seconds), NOW) == short


def test_relative_times() -> None:
    assert durations.relative(NOW, NOW) == "now"
    assert durations.relative(NOW - timedelta(minutes=3), NOW) == "3 minutes ago"
    assert durations.relative(NOW + timedelta(hours=2, seconds=1), NOW) == "2 hours from now"


def test_the_table() -> None:
    text = workflow_table([bake()], NOW, wide=True)
    assert text.splitlines()[0].split() == [
        "NAME",
        "STATUS",
        "AGE",
        "DURATION",
        "PRIORITY",
        "MESSAGE",
        "P/R/C",
        "PARAMETERS",
    ]
    assert "1/0/4" in text
    assert text.endswith("message=hello\n")


@pytest.mark.parametrize("height", [1, 3, 5, 10, 40])
def test_folding_never_exceeds_the_height_and_keeps_failures(height: int) -> None:
    nodes = [a_node("bake", "DAG", "Running")] + [
        a_node(f"bake.n{i}", "Pod", "Failed" if i == 77 else "Succeeded", "bake", displayName=f"n{i:03d}")
        for i in range(100)
    ]
    workflow = {"metadata": {"name": "bake"}, "spec": {}, "status": {"nodes": {n["id"]: n for n in nodes}}}
    folded = fold(rows(workflow), height)
    assert len(folded) <= height
    if height >= 5:
        assert any(line.row is not None and line.row.node["phase"] == "Failed" for line in folded)
        assert any("Succeeded" in line.summary for line in folded)


def test_plain_lines_are_only_news() -> None:
    workflow = bake()
    lines = change_lines(None, workflow, NOW)
    assert any("✖ oven(0) Failed 12s main: Error (exit code 1)" in line for line in lines)
    assert change_lines(workflow, workflow, NOW) == []
