"""The sprig functions of dates."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.date('2006-01-02', date('2023-08-14T10:20:30Z'))", "2023-08-14"),
        ("sprig.date('2006-01-02 15:04', 0)", "1970-01-01 00:00"),
        ("sprig.date('15:04', date('2023-08-14T10:20:30+02:00'))", "08:20"),
        ("sprig.dateInZone('15:04 MST', date('2023-08-14T10:20:30Z'), 'Europe/Zurich')", "12:20 CEST"),
        ("sprig.date_in_zone('15:04', date('2023-08-14T10:20:30Z'), 'Nowhere')", "10:20"),
        ("sprig.htmlDate(date('2023-08-14T10:20:30Z'))", "2023-08-14"),
        ("sprig.htmlDateInZone(date('2023-08-14T23:20:30Z'), 'Asia/Tokyo')", "2023-08-15"),
        ("sprig.date('é', 0)", "é"),
    ],
)
def test_date(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.date(1, 0)", "reflect: Call using int as type string (1:7)"),
        ("sprig.date('2006')", "invalid number of arguments: expected 2, got 1 (1:7)"),
    ],
)
def test_date_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(sprig.toDate('2006-01-02', '2017-12-31'))", "2017-12-31 00:00:00 +0000 UTC"),
        ("string(sprig.toDate('2006-01-02', 'x'))", "0001-01-01 00:00:00 +0000 UTC"),
        ("string(sprig.mustToDate('02/01/2006', '31/12/2017'))", "2017-12-31 00:00:00 +0000 UTC"),
    ],
)
def test_to_date(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustToDate('2006-01-02', 'x')", 'parsing time "x" as "2006-01-02": cannot parse "x" as "2006" (1:7)'),
        ("sprig.toDate('2006-01-02', 1)", "reflect: Call using int as type string (1:7)"),
    ],
)
def test_to_date_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(sprig.dateModify('-1h30m', date('2023-08-14')))", "2023-08-13 22:30:00 +0000 UTC"),
        ("string(sprig.date_modify('24h', date('2023-08-14')))", "2023-08-15 00:00:00 +0000 UTC"),
        ("string(sprig.dateModify('x', date('2023-08-14')))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(sprig.mustDateModify('1s', date('2023-08-14')))", "2023-08-14 00:00:01 +0000 UTC"),
        ("sprig.dateModify('1h', nil) == sprig.toDate('', 'x')", False),
    ],
)
def test_date_modify(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.mustDateModify('x', date('2023-08-14'))", 'time: invalid duration "x" (1:7)'),
        ("sprig.must_date_modify('1h', 'x')", "reflect: Call using string as type time.Time (1:7)"),
    ],
)
def test_date_modify_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.unixEpoch(date('2023-08-14'))", "1691971200"),
        ("sprig.unixEpoch(nil)", "-62135596800"),
    ],
)
def test_unix_epoch(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.unixEpoch(1)", "reflect: Call using int as type time.Time (1:7)"),
    ],
)
def test_unix_epoch_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.duration('95')", "1m35s"),
        ("sprig.duration(sprig.int64(3661))", "1h1m1s"),
        ("sprig.duration(95)", "0s"),
        ("sprig.duration('x')", "0s"),
        ("sprig.duration(nil)", "0s"),
        ("sprig.duration('-5')", "-5s"),
    ],
)
def test_duration(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.durationRound('2h10m5s')", "2h"),
        ("sprig.durationRound('2400h10m5s')", "3mo"),
        ("sprig.durationRound('8761h')", "1y"),
        ("sprig.durationRound('-61s')", "1m"),
        ("sprig.durationRound('1s')", "0s"),
        ("sprig.durationRound('x')", "0s"),
        ("sprig.durationRound(nil)", "0s"),
        ("sprig.durationRound(sprig.int64(95000000000))", "1m"),
    ],
)
def test_duration_round(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("sprig.now().Year() > 2000", True),
        ("sprig.ago(sprig.now())", "0s"),
    ],
)
def test_now_and_ago(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprig.ago()", "invalid number of arguments: expected 1, got 0 (1:7)"),
    ],
)
def test_now_and_ago_refused(source: str, message: str) -> None:
    assert refusal(source) == message
