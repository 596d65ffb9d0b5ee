"""CronWorkflows against the clock: which of their schedules come due, and which missed time is made up for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from argocli.engine import cron
from argocli.model.schedules import ScheduleError


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made(*schedules: str, last: str = "", used: str = "", timezone: str = "", **spec: object) -> dict:
    """A cron workflow that last ran at `last`, by the schedules `used` or else by its own."""
    given = {
        "metadata": {"name": "tick", "namespace": "argo", "uid": "c", "annotations": {}},
        "spec": {"schedules": list(schedules), "workflowSpec": {}, **({"timezone": timezone} if timezone else {}), **spec},
        "status": {"lastScheduledTime": at(last).strftime("%Y-%m-%dT%H:%M:%SZ")} if last else {},
    }  # fmt: skip
    given["metadata"]["annotations"][cron.LAST_USED_SCHEDULE] = used or ",".join(cron.schedule_texts(given))
    return given


def schedules(given: dict) -> list:
    return cron.schedules_of(given, ZoneInfo)


@pytest.mark.parametrize(
    ("given", "since", "now", "times"),
    [
        pytest.param(made("0 * * * *"), "2026-01-02 11:59", "2026-01-02 12:00", ["2026-01-02 12:00"], id="one"),
        pytest.param(
            made("0 12 * * *", "0 0 * * *"), "2026-01-02 11:59", "2026-01-02 12:00", ["2026-01-02 12:00"], id="one of two"
        ),
        pytest.param(
            made("0 12 * * *", "*/5 * * * *"), "2026-01-02 11:56", "2026-01-02 12:00", ["2026-01-02 12:00"],
            id="two at once are one",
        ),
        pytest.param(
            made("0 12 * * *", timezone="Europe/Paris"), "2026-01-02 10:59", "2026-01-02 11:00", ["2026-01-02 11:00"],
            id="by the clock of its zone",
        ),
        pytest.param(made("@every 10m"), "2026-01-02 12:00", "2026-01-02 12:10", ["2026-01-02 12:10"], id="interval"),
        pytest.param(made("0 * * * *"), "2026-01-02 12:00", "2026-01-02 12:59", [], id="not yet"),
    ],
)  # fmt: skip
def test_what_comes_due(given: dict, since: str, now: str, times: list[str]) -> None:
    assert cron.due(given, schedules(given), at(since), at(now)) == [at(time) for time in times]


@pytest.mark.parametrize(
    ("given", "now", "time"),
    [
        pytest.param(
            made("0 * * * *", last="2026-01-02 09:00", startingDeadlineSeconds=300), "2026-01-02 12:04",
            "2026-01-02 12:00", id="of several the last",
        ),
        pytest.param(
            made("0 * * * *", last="2026-01-02 09:00", startingDeadlineSeconds=300), "2026-01-02 12:05", None,
            id="too late by the deadline",
        ),
        pytest.param(made("0 * * * *", last="2026-01-02 09:00"), "2026-01-02 12:01", None, id="no deadline, no making up"),
        pytest.param(made("0 * * * *", startingDeadlineSeconds=300), "2026-01-02 12:01", None, id="never ran"),
        pytest.param(
            made("0 * * * *", last="2026-01-02 12:00", startingDeadlineSeconds=300), "2026-01-02 12:01", None,
            id="nothing missed",
        ),
        pytest.param(
            made("0 * * * *", last="2026-01-02 09:00", startingDeadlineSeconds=0), "2026-01-02 12:01", None,
            id="a deadline of nothing",
        ),
        pytest.param(
            made("0 * * * *", last="2026-01-02 09:00", used="5 * * * *", startingDeadlineSeconds=300),
            "2026-01-02 12:01", None, id="by another schedule until now",
        ),
        pytest.param(
            made("0 13 * * *", last="2026-01-01 12:00", used="0 13 * * *", timezone="Europe/Paris",
                 startingDeadlineSeconds=300),
            "2026-01-02 12:01", None, id="in another zone until now",
        ),
        pytest.param(
            made("0 13 * * *", last="2026-01-01 12:00", timezone="Europe/Paris", startingDeadlineSeconds=300),
            "2026-01-02 12:01", "2026-01-02 12:00", id="in its zone",
        ),
        pytest.param(
            made("0 0 * * *", "0 12 * * *", "1 12 * * *", last="2026-01-02 09:00", startingDeadlineSeconds=300),
            "2026-01-02 12:02", "2026-01-02 12:00", id="of several schedules the first that missed one",
        ),
        pytest.param(
            made("@every 30m", last="2026-01-02 09:10", startingDeadlineSeconds=300), "2026-01-02 12:14",
            "2026-01-02 12:10", id="an interval counts from the last time",
        ),
    ],
)  # fmt: skip
def test_what_was_missed_is_made_up_for_once(given: dict, now: str, time: str | None) -> None:
    assert cron.missed(given, schedules(given), at(now)) == (at(time) if time else None)


@pytest.mark.parametrize(("policy", "runs"), [("Allow", True), ("Forbid", False), ("Replace", True)])
def test_what_was_missed_follows_the_policy_too(policy: str, runs: bool) -> None:
    given = made("0 * * * *", last="2026-01-02 09:00", startingDeadlineSeconds=300, concurrencyPolicy=policy)
    given["status"]["active"] = [{"name": "a", "uid": "a"}]
    now = at("2026-01-02 12:01")
    moment = cron.missed(given, schedules(given), now)
    assert moment is not None
    result = cron.start_run(given, moment, now=now)
    assert (result.submit is not None) is runs
    if result.submit is not None:
        assert result.submit["metadata"]["name"] == f"tick-{int(moment.timestamp())}"
        assert (
            result.submit["metadata"]["annotations"]["workflows.argoproj.io/scheduled-time"] == "2026-01-02T12:00:00Z"
        )


def test_a_run_made_up_for_is_not_made_up_for_again() -> None:
    given = made("0 * * * *", last="2026-01-02 09:00", startingDeadlineSeconds=300)
    now = at("2026-01-02 12:01")
    moment = cron.missed(given, schedules(given), now)
    assert moment is not None
    after = cron.submitted(given, moment, {"metadata": {"name": "a", "uid": "a"}})
    assert cron.missed(after, schedules(after), now) is None
    assert cron.next_time(after, schedules(after), now) == at("2026-01-02 13:00")


def test_the_schedule_in_use_is_recorded_with_its_zone_and_tells_a_change() -> None:
    given = made(
        "0 1 * * *", "@daily", last="2026-01-02 09:00", used="@daily", timezone="UTC", startingDeadlineSeconds=9**9
    )
    assert cron.missed(given, schedules(given), at("2026-01-03 12:00")) is None
    after = cron.start_run(given, at("2026-01-03 01:00")).cron
    used = after["metadata"]["annotations"][cron.LAST_USED_SCHEDULE]
    assert used == "CRON_TZ=UTC 0 1 * * *,CRON_TZ=UTC @daily"
    assert cron.missed(after, schedules(after), at("2026-01-03 12:00")) == at("2026-01-03 01:00")


@pytest.mark.parametrize("text", ["* * * *", "@reboot", "61 * * * *", ""])
def test_one_schedule_that_is_none_spoils_them_all(text: str) -> None:
    with pytest.raises(ScheduleError):
        schedules(made("@daily", text))


def test_a_day_of_two_schedules_runs_each_at_its_time() -> None:
    given = made("0 8 * * *", "30 20 * * *", timezone="America/New_York")
    moment = at("2026-01-02 00:00")
    found: list[datetime] = []
    while len(found) < 3:
        upcoming = cron.next_time(given, schedules(given), moment)
        assert upcoming is not None
        found += cron.due(given, schedules(given), moment, upcoming)
        moment = upcoming
    assert found == [at("2026-01-02 01:30"), at("2026-01-02 13:00"), at("2026-01-03 01:30")]
    assert found[1] - found[0] == timedelta(hours=11, minutes=30)
