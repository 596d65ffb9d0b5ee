"""What the filters of list and delete ask a store for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from argocli.commands.select import Filters, age
from argocli.errors import UsageError

L = "workflows.argoproj.io/"


@pytest.mark.parametrize(
    ("filters", "labels", "detail"),
    [
        (Filters(), "", "name"),
        (Filters(selector=" app=shop, "), "app=shop", "name"),
        (Filters(status=("Running", "Failed")), f"{L}phase in (Failed,Running)", "name"),
        (Filters(status=("Pending",)), "", "row"),
        (Filters(completed=True), f"{L}completed=true", "name"),
        (Filters(running=True), f"{L}completed!=true", "name"),
        (Filters(resubmitted=True, selector="a"), f"a,{L}resubmitted-from-workflow", "name"),
        (Filters(older="1d"), "", "row"),
        (Filters(since="1d", prefix="x"), "", "name"),
    ],
)
def test_labels_do_what_they_can(filters: Filters, labels: str, detail: str) -> None:
    assert (filters.labels, filters.detail) == (labels, detail)


def test_ages() -> None:
    assert age("3h") == timedelta(hours=3)
    assert age("2d") == timedelta(days=2)
    for bad in ("", "3", "h", "1h30m", "-1h", "1w"):
        with pytest.raises(UsageError):
            age(bad)
