"""What `argo cron backfill` tells: the period, how many runs there are, and which workflows start them."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.model.workflow import Workflow

_RULE = "=" * 50


def report(name: str, cron: str, period: tuple[str, str], count: int, workflows: Sequence[Workflow]) -> str:
    """`period` is start and end in the words of whoever asked."""
    lines = [
        f"Created {name} Backfill task for Cronworkflow {cron} ",
        _RULE,
        "Backfill Period :",
        f"Start Time : {period[0]} ",
        f"  End Time : {period[1]} ",
        f"Total Backfill Schedule: {count} ",
        _RULE,
        "Backfill Workflows: ",
        "   NAMESPACE\t WORKFLOW: ",
    ]
    for number, workflow in enumerate(workflows, 1):
        metadata = workflow["metadata"]
        lines.append(f"{number}. {metadata.get('namespace', '')} \t {metadata['name']} ")
    return "\n".join(lines) + "\n"
