"""Schedules of cron workflows: which texts are one, and the times they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from argocli.model.schedules import ScheduleError, parse_schedule


def zone(name: str) -> ZoneInfo:
    if name == "Nowhere":
        raise ValueError("unknown time zone Nowhere")
    return ZoneInfo(name)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(schedule: str, after: str, count: int = 3) -> list[str]:
    """The next times, in UTC."""
    found: list[str] = []
    moment: datetime | None = at(after)
    parsed = parse_schedule(schedule, zone)
    while moment is not None and len(found) < count:
        moment = parsed.next(moment)
        if moment is not None:
            found.append(moment.strftime("%Y-%m-%d %H:%M:%S"))
    return found


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        pytest.param("* * * * *", "2026-01-02 03:04:05", ["2026-01-02 03:05:00", "2026-01-02 03:06:00"], id="minutes"),
        pytest.param("5 4 * * *", "2026-01-02 04:05:00", ["2026-01-03 04:05:00", "2026-01-04 04:05:00"], id="not now"),
        pytest.param("*/20 9-10 * * *", "2026-01-02 09:45:00", ["2026-01-02 10:00:00", "2026-01-02 10:20:00"], id="steps"),
        pytest.param("50/5 0 * * *", "2026-01-02 00:00:00", ["2026-01-02 00:50:00", "2026-01-02 00:55:00"], id="from on"),
        pytest.param("0 1,3,,5 * * *", "2026-01-02 01:00:00", ["2026-01-02 03:00:00", "2026-01-02 05:00:00"], id="list"),
        pytest.param("0 0 1 JAN,jul ?", "2026-01-02 00:00:00", ["2026-07-01 00:00:00", "2027-01-01 00:00:00"], id="months"),
        pytest.param("0 0 * * mon-Wed", "2026-01-02 00:00:00", ["2026-01-05 00:00:00", "2026-01-06 00:00:00"], id="weekdays"),
        pytest.param("0 0 * * 0", "2026-01-02 00:00:00", ["2026-01-04 00:00:00", "2026-01-11 00:00:00"], id="sunday is 0"),
        pytest.param("0 0 13 * 5", "2026-01-10 00:00:00", ["2026-01-13 00:00:00", "2026-01-16 00:00:00"], id="day or weekday"),
        pytest.param("0 0 */1 * 5", "2026-01-10 00:00:00", ["2026-01-16 00:00:00", "2026-01-23 00:00:00"], id="any day and weekday"),
        pytest.param("0 0 */20 * 5", "2026-01-10 00:00:00", ["2026-01-16 00:00:00", "2026-01-21 00:00:00"], id="a step is not any day"),
        pytest.param("0 0 29 2 *", "2026-01-02 00:00:00", ["2028-02-29 00:00:00", "2032-02-29 00:00:00"], id="leap day"),
        pytest.param("0 0 31 2 *", "2026-01-02 00:00:00", [], id="never"),
        pytest.param("+5 +4 * * *", "2026-01-02 00:00:00", ["2026-01-02 04:05:00", "2026-01-03 04:05:00"], id="plus"),
        pytest.param("@hourly", "2026-01-02 03:04:05", ["2026-01-02 04:00:00", "2026-01-02 05:00:00"], id="hourly"),
        pytest.param("@daily", "2026-01-02 03:04:05", ["2026-01-03 00:00:00", "2026-01-04 00:00:00"], id="daily"),
        pytest.param("@midnight", "2026-01-02 03:04:05", ["2026-01-03 00:00:00", "2026-01-04 00:00:00"], id="midnight"),
        pytest.param("@weekly", "2026-01-02 03:04:05", ["2026-01-04 00:00:00", "2026-01-11 00:00:00"], id="weekly"),
        pytest.param("@monthly", "2026-01-02 03:04:05", ["2026-02-01 00:00:00", "2026-03-01 00:00:00"], id="monthly"),
        pytest.param("@yearly", "2026-01-02 03:04:05", ["2027-01-01 00:00:00", "2028-01-01 00:00:00"], id="yearly"),
        pytest.param("@annually", "2026-01-02 03:04:05", ["2027-01-01 00:00:00", "2028-01-01 00:00:00"], id="annually"),
        pytest.param("@every 1h30m", "2026-01-02 03:04:05", ["2026-01-02 04:34:05", "2026-01-02 06:04:05"], id="interval"),
        pytest.param("@every 1.9s", "2026-01-02 03:04:05", ["2026-01-02 03:04:06", "2026-01-02 03:04:07"], id="whole seconds"),
        pytest.param("@every -5m", "2026-01-02 03:04:05", ["2026-01-02 03:04:06", "2026-01-02 03:04:07"], id="at least a second"),
    ],
)  # fmt: skip
def test_the_next_times(schedule: str, after: str, expected: list[str]) -> None:
    assert times(schedule, after, 2) == expected


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        pytest.param(
            "CRON_TZ=Europe/Paris 0 12 * * *", "2026-01-02 00:00:00", ["2026-01-02 11:00:00", "2026-01-03 11:00:00"],
            id="its own clock",
        ),
        pytest.param(
            "TZ=America/New_York 30 2 * * *", "2026-03-07 12:00:00", ["2026-03-09 06:30:00", "2026-03-10 06:30:00"],
            id="a time that the clock skips is left out",
        ),
        pytest.param(
            "CRON_TZ=America/New_York 30 1 * * *", "2026-10-31 12:00:00",
            ["2026-11-01 05:30:00", "2026-11-01 06:30:00"], id="a time that comes twice counts twice",
        ),
        pytest.param(
            "CRON_TZ=America/Santiago 0 0 * * *", "2026-09-05 12:00:00",
            ["2026-09-07 03:00:00", "2026-09-08 03:00:00"], id="a day that has no midnight",
        ),
        pytest.param(
            "CRON_TZ=Asia/Kolkata @daily", "2026-01-02 00:00:00", ["2026-01-02 18:30:00", "2026-01-03 18:30:00"],
            id="a descriptor in its zone",
        ),
    ],
)  # fmt: skip
def test_a_zone_in_front_sets_the_clock(schedule: str, after: str, expected: list[str]) -> None:
    assert times(schedule, after, 2) == expected


def test_times_are_told_in_the_zone_they_are_asked_with() -> None:
    schedule = parse_schedule("CRON_TZ=Europe/Paris 0 12 * * *", zone)
    found = schedule.next(at("2026-01-02 00:00:00"))
    assert found is not None
    assert found.isoformat() == "2026-01-02T11:00:00+00:00"


@pytest.mark.parametrize(
    ("schedule", "since", "before", "expected"),
    [
        pytest.param("0 * * * *", "2026-01-02 09:00:00", "2026-01-02 12:05:00", "2026-01-02 12:00:00", id="the last one"),
        pytest.param("0 * * * *", "2026-01-02 09:00:00", "2026-01-02 12:00:00", "2026-01-02 11:00:00", id="before, not at"),
        pytest.param("0 * * * *", "2026-01-02 12:00:00", "2026-01-02 12:05:00", None, id="nothing since"),
        pytest.param("0 0 29 2 *", "2020-01-01 00:00:00", "2026-01-02 00:00:00", "2024-02-29 00:00:00", id="years ago"),
        pytest.param("0 0 29 2 *", "2024-03-01 00:00:00", "2026-01-02 00:00:00", None, id="not for years"),
        pytest.param("@every 2h", "2026-01-02 09:30:00", "2026-01-02 14:00:00", "2026-01-02 13:30:00", id="interval"),
        pytest.param("@every 2h", "2026-01-02 09:30:00", "2026-01-02 13:30:00", "2026-01-02 11:30:00", id="interval, not at"),
        pytest.param("@every 2h", "2026-01-02 09:30:00", "2026-01-02 11:00:00", None, id="interval not over"),
    ],
)  # fmt: skip
def test_the_time_that_came_last(schedule: str, since: str, before: str, expected: str | None) -> None:
    found = parse_schedule(schedule, zone).previous(at(since), at(before))
    assert found == (None if expected is None else at(expected))


def test_looking_back_agrees_with_looking_ahead() -> None:
    for text in ("7 */5 * * *", "0 0 1,15 * *", "30 6 * 3 1-5", "@every 45m"):
        schedule = parse_schedule(text, zone)
        start = at("2026-01-02 03:04:00")
        moment = schedule.next(start)
        for _ in range(60):
            assert moment is not None
            following = schedule.next(moment)
            assert following is not None
            assert schedule.previous(start, following) == moment
            assert schedule.previous(start, moment + timedelta(seconds=1)) == moment
            moment = following


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        ("", "empty spec string"),
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("0 0 0 1 1 *", "expected exactly 5 fields, found 6: [0 0 0 1 1 *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("* * * * 7", "end of range (7) above maximum (6): 7"),
        ("* * * * mon-sun", "beginning of range (1) beyond end of range (0): mon-sun"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        ("-1 * * * *", 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'),
        ("L * * * *", 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'),
        ("* * * january *", 'failed to parse int from january: strconv.Atoi: parsing "january": invalid syntax'),
        ("@reboot", "unrecognized descriptor: @reboot"),
        ("@Daily", "unrecognized descriptor: @Daily"),
        ("@every soon", 'failed to parse duration @every soon: time: invalid duration "soon"'),
        ("CRON_TZ=Nowhere * * * * *", "provided bad location Nowhere: unknown time zone Nowhere"),
        ("TZ=UTC", "expected a space after TZ=UTC"),
    ],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(schedule: str, message: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_schedule(schedule, zone)
    assert str(refused.value) == message
