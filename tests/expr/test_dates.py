"""Dates, durations and time zones."""

from __future__ import annotations

import pytest

from tests.expr.outcomes import exactly, outcome, refusal


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(duration('1h'))", "1h0m0s"),
        ("string(duration('1h15m30.5s'))", "1h15m30.5s"),
        ("string(duration('-90m'))", "-1h30m0s"),
        ("string(duration('1.5h'))", "1h30m0s"),
        ("string(duration('100ms'))", "100ms"),
        ("string(duration('1us'))", "1µs"),
        ("string(duration('1µs'))", "1µs"),
        ("string(duration('1ns'))", "1ns"),
        ("string(duration('.5s'))", "500ms"),
        ("string(duration('0'))", "0s"),
        ("string(duration('+5s'))", "5s"),
    ],
)
def test_duration(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("duration('')", 'time: invalid duration "" (1:1)'),
        ("duration('1')", 'time: missing unit in duration "1" (1:1)'),
        ("duration('x')", 'time: invalid duration "x" (1:1)'),
        ("duration('1d')", 'time: unknown unit "d" in duration "1d" (1:1)'),
        ("duration('1h ')", 'time: unknown unit "h " in duration "1h " (1:1)'),
        ("duration('9999999h')", 'time: invalid duration "9999999h" (1:1)'),
        ("duration(1)", "cannot use int as argument (type string) to call duration  (1:10)"),
        ("duration(nil)", "cannot use nil as argument (type string) to call duration (1:10)"),
    ],
)
def test_duration_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(duration('1h') + duration('1m'))", "1h1m0s"),
        ("string(duration('1h') - duration('90m'))", "-30m0s"),
        ("string(duration('1h') * 2)", "2h0m0s"),
        ("string(2 * duration('1h'))", "2h0m0s"),
        ("duration('1h') > duration('1m')", True),
        ("duration('1h') == duration('60m')", True),
        ("duration('1h') < duration('60m')", False),
    ],
)
def test_arithmetic_of_durations(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("duration('1h') + 1", "invalid operation: + (mismatched types time.Duration and int) (1:16)"),
        ("duration('1h') / 2", "invalid operation: / (mismatched types time.Duration and int) (1:16)"),
        ("-duration('1h')", "invalid operation: - (mismatched type time.Duration) (1:1)"),
        ("duration('1h') == 1", "invalid operation: == (mismatched types time.Duration and int) (1:16)"),
        ("abs(duration('-1h'))", "invalid argument for abs (type time.Duration) (1:1)"),
    ],
)
def test_arithmetic_of_durations_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("duration('90m').Hours()", 1.5),
        ("duration('90m').Minutes()", 90.0),
        ("duration('1.5s').Seconds()", 1.5),
        ("duration('1.5s').Milliseconds()", 1500),
        ("duration('-1.5ms').Microseconds()", -1500),
        ("duration('1us').Nanoseconds()", 1000),
        ("duration('90m').String()", "1h30m0s"),
        ("string(duration('-1s').Abs())", "1s"),
        ("string(duration('1.5s').Round(duration('1s')))", "2s"),
        ("string(duration('1.9s').Truncate(duration('1s')))", "1s"),
    ],
)
def test_methods_of_durations(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("duration('1h').Days()", "type time.Duration has no method Days (1:16)"),
        ("duration('1h').Round(1)", "cannot use int as argument (type time.Duration) to call Round  (1:22)"),
    ],
)
def test_methods_of_durations_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(date('2023-08-14'))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(date('15:04:05'))", "0000-01-01 15:04:05 +0000 UTC"),
        ("string(date('2023-08-14 10:20:30'))", "2023-08-14 10:20:30 +0000 UTC"),
        ("string(date('2023-08-14T10:20:30Z'))", "2023-08-14 10:20:30 +0000 UTC"),
        ("string(date('2023-08-14T10:20:30.123456789+02:00'))", "2023-08-14 10:20:30.123456789 +0200 +0200"),
        ("string(date('14 Aug 23 10:20 UTC'))", "2023-08-14 10:20:00 +0000 UTC"),
        ("string(date('Monday, 14-Aug-23 10:20:30 UTC'))", "2023-08-14 10:20:30 +0000 UTC"),
        ("string(date('Mon, 14 Aug 2023 10:20:30 GMT'))", "2023-08-14 10:20:30 +0000 GMT"),
        ("string(date('2024-02-29'))", "2024-02-29 00:00:00 +0000 UTC"),
    ],
)
def test_date(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("date('2023-02-29')", "invalid date 2023-02-29 (1:1)"),
        ("date('2023-13-01')", "invalid date 2023-13-01 (1:1)"),
        ("date('')", "invalid date  (1:1)"),
        ("date('yesterday')", "invalid date yesterday (1:1)"),
        ("date(1)", "interface conversion: interface {} is int, not string (1:1)"),
        ("date(nil)", "interface conversion: interface {} is nil, not string (1:1)"),
        ("date()", "invalid number of arguments (expected at least 1, got 0) (1:1)"),
        ("date('a', 'b', 'c', 'd')", "invalid number of arguments (expected at most 3, got 4) (1:1)"),
    ],
)
def test_date_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(date('14/08/2023', '02/01/2006'))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(date('Aug 14, 2023', 'Jan 2, 2006'))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(date('August 4 2023 3:04PM', 'January 2 2006 3:04PM'))", "2023-08-04 15:04:00 +0000 UTC"),
        ("string(date('20230814102030', '20060102150405'))", "2023-08-14 10:20:30 +0000 UTC"),
        ("string(date('2023-226', '2006-002'))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(date('10:20:30.5', '15:04:05'))", "0000-01-01 10:20:30.5 +0000 UTC"),
        ("string(date('10:20:30.500', '15:04:05.000'))", "0000-01-01 10:20:30.5 +0000 UTC"),
        ("string(date('14 Aug 23 10:20 +0200', '02 Jan 06 15:04 -0700'))", "2023-08-14 10:20:00 +0200 +0200"),
        ("string(date('69', '06'))", "1969-01-01 00:00:00 +0000 UTC"),
        ("string(date('68', '06'))", "2068-01-01 00:00:00 +0000 UTC"),
    ],
)
def test_layouts_read(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "date('2023-08-14', '2006-01-02 15:04')",
            'parsing time "2023-08-14" as "2006-01-02 15:04": cannot parse "" as "15" (1:1)',
        ),
        ("date('2023-08-14 x', '2006-01-02')", 'parsing time "2023-08-14 x": extra text: " x" (1:1)'),
        ("date('2023-08-32', '2006-01-02')", 'parsing time "2023-08-32": day out of range (1:1)'),
        ("date('25:00', '15:04')", 'parsing time "25:00": hour out of range (1:1)'),
        ("date('10:60', '15:04')", 'parsing time "10:60": minute out of range (1:1)'),
        ("date('Xyz 1', 'Jan 2')", 'parsing time "Xyz 1" as "Jan 2": cannot parse "Xyz 1" as "Jan" (1:1)'),
        ("date('1', '02')", 'parsing time "1" as "02": cannot parse "1" as "02" (1:1)'),
        ("date('2023', '')", 'parsing time "2023": extra text: "2023" (1:1)'),
    ],
)
def test_layouts_read_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("date('2023-08-04T15:04:05.5Z').Format('2006-01-02T15:04:05Z07:00')", "2023-08-04T15:04:05Z"),
        ("date('2023-08-04T15:04:05.5Z').Format('Mon Jan _2 15:04:05 2006')", "Fri Aug  4 15:04:05 2023"),
        ("date('2023-08-04T15:04:05.5Z').Format('Monday January 2 1 01 02 06')", "Friday August 4 8 08 04 23"),
        ("date('2023-08-04T15:04:05.5Z').Format('3:04pm 03:04 PM 4 5')", "3:04pm 03:04 PM 4 5"),
        ("date('2023-08-04T15:04:05.5Z').Format('.000 ,000000 .999 .999999')", ".500 ,500000 .5 .5"),
        (
            "date('2023-08-04T15:04:05.5+02:30').Format('MST -07 -0700 -07:00 Z07 Z0700 Z07:00 -070000 -07:00:00')",
            "+0230 +02 +0230 +02:30 +02 +0230 +02:30 +023000 +02:30:00",
        ),
        ("date('2023-08-04').Format('002 __2')", "216 216"),
        ("date('2023-08-04').Format('')", ""),
        ("date('2023-08-04').Format('Janet Monkey 2023 _2006')", "Janet Monkey 40412 _2023"),
        ("date('2023-08-04').Format('é 2')", "é 4"),
    ],
)
def test_layouts_printed(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("date('2023-08-04').Format(1)", "cannot use int as argument (type string) to call Format  (1:27)"),
        ("date('2023-08-04').Format()", "not enough arguments to call Format (1:20)"),
    ],
)
def test_layouts_printed_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("date('2023-08-14T10:20:30.5Z').Year()", 2023),
        ("date('2023-08-14').Day()", 14),
        ("date('2023-08-14T10:20:30.5Z').Hour()", 10),
        ("date('2023-08-14T10:20:30.5Z').Minute()", 20),
        ("date('2023-08-14T10:20:30.5Z').Second()", 30),
        ("date('2023-08-14T10:20:30.5Z').Nanosecond()", 500000000),
        ("date('2023-08-14').YearDay()", 226),
        ("string(date('2023-08-14').Month())", "August"),
        ("int(date('2023-08-14').Month())", 8),
        ("date('2023-08-14').Month().String()", "August"),
        ("string(date('2023-08-13').Weekday())", "Sunday"),
        ("date('2023-08-14').Unix()", 1691971200),
        ("date('1969-12-31T23:59:59Z').Unix()", -1),
        ("date('2023-08-14T00:00:00.5Z').UnixMilli()", 1691971200500),
        ("date('2023-08-14').UnixMicro()", 1691971200000000),
        ("date('2023-08-14').UnixNano()", 1691971200000000000),
        ("date('2021-01-01').ISOWeek()", 2020),
        ("date('2023-08-14').IsZero()", False),
        ("date('0001-01-01').IsZero()", True),
    ],
)
def test_parts_of_dates(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("date('2023-08-14').Month() == 8", "invalid operation: == (mismatched types time.Month and int) (1:28)"),
        ("date('2023-08-14').Month() + 1", "invalid operation: + (mismatched types time.Month and int) (1:28)"),
        ("date('2023-08-14').Century()", "type time.Time has no method Century (1:20)"),
        ("date('2023-08-14').Century", "type time.Time has no field Century (1:20)"),
    ],
)
def test_parts_of_dates_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("string(date('2023-08-14') + duration('25h'))", "2023-08-15 01:00:00 +0000 UTC"),
        ("string(duration('1h') + date('2023-08-14'))", "2023-08-14 01:00:00 +0000 UTC"),
        ("string(date('2023-08-14') - duration('1s'))", "2023-08-13 23:59:59 +0000 UTC"),
        ("string(date('2023-08-14') - date('2023-08-13'))", "24h0m0s"),
        ("string(date('2023-01-31').AddDate(0, 1, 0))", "2023-03-03 00:00:00 +0000 UTC"),
        ("string(date('2024-02-29').AddDate(1, 0, 0))", "2025-03-01 00:00:00 +0000 UTC"),
        ("string(date('2023-03-01').AddDate(0, 0, -1))", "2023-02-28 00:00:00 +0000 UTC"),
        ("string(date('2023-08-14').Add(duration('1h')))", "2023-08-14 01:00:00 +0000 UTC"),
        ("string(date('2023-08-14').Sub(date('2023-08-13')))", "24h0m0s"),
        ("string(date('2023-08-14T10:20:30Z').Truncate(duration('1h')))", "2023-08-14 10:00:00 +0000 UTC"),
        ("string(date('2023-08-14T10:40:30Z').Round(duration('1h')))", "2023-08-14 11:00:00 +0000 UTC"),
    ],
)
def test_arithmetic_of_dates(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "date('2023-08-14') + date('2023-08-14')",
            "invalid operation: + (mismatched types time.Time and time.Time) (1:20)",
        ),
        ("date('2023-08-14') + 1", "invalid operation: + (mismatched types time.Time and int) (1:20)"),
        ("date('2023-08-14').Add(1)", "cannot use int as argument (type time.Duration) to call Add  (1:24)"),
        ("date('2023-08-14').AddDate(1)", "not enough arguments to call AddDate (1:20)"),
    ],
)
def test_arithmetic_of_dates_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("date('2023-08-14') > date('2023-08-13')", True),
        ("date('2023-08-14') == date('2023-08-14')", True),
        ("date('2023-08-14T02:00:00+02:00') == date('2023-08-14T00:00:00Z')", True),
        ("date('2023-08-14').Before(date('2023-08-15'))", True),
        ("date('2023-08-14').After(date('2023-08-15'))", False),
        ("date('2023-08-14').Equal(date('2023-08-14'))", True),
        ("date('2023-08-14').Compare(date('2023-08-15'))", -1),
        ("sort([date('2023-08-14'), date('2023-08-13')])[0].Day()", 13),
    ],
)
def test_order_of_dates(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("date('2023-08-14') > 1", "invalid operation: > (mismatched types time.Time and int) (1:20)"),
        ("date('2023-08-14') == 'x'", "invalid operation: == (mismatched types time.Time and string) (1:20)"),
    ],
)
def test_order_of_dates_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (
            "string(date('2023-08-14 00:00:00', '2006-01-02 15:04:05', 'Europe/Zurich'))",
            "2023-08-14 00:00:00 +0200 CEST",
        ),
        (
            "string(date('2023-01-14 00:00:00', '2006-01-02 15:04:05', 'Europe/Zurich'))",
            "2023-01-14 00:00:00 +0100 CET",
        ),
        (
            "string(date('2023-03-26 02:30:00', '2006-01-02 15:04:05', 'Europe/Zurich'))",
            "2023-03-26 03:30:00 +0200 CEST",
        ),
        ("string(date('2023-08-14', '2006-01-02', 'UTC'))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(date('2023-08-14', '2006-01-02', ''))", "2023-08-14 00:00:00 +0000 UTC"),
        ("string(date(timezone('Asia/Tokyo'), '2023-08-14'))", "2023-08-14 00:00:00 +0900 JST"),
        ("string(date('2023-08-14T00:00:00Z').In(timezone('America/New_York')))", "2023-08-13 20:00:00 -0400 EDT"),
        ("string(date('2023-08-14T02:00:00+02:00').UTC())", "2023-08-14 00:00:00 +0000 UTC"),
    ],
)
def test_zones(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("date('2023-08-14', '2006-01-02', 'Nowhere/City')", "unknown time zone Nowhere/City (1:1)"),
        ("timezone('Nowhere')", "unknown time zone Nowhere (1:1)"),
        ("timezone(1)", "cannot use int as argument (type string) to call timezone  (1:10)"),
        ("date('2023-08-14').In('UTC')", "cannot use string as argument (type *time.Location) to call In  (1:23)"),
    ],
)
def test_zones_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("now().Year() > 2000", True),
        ("now() > date('2020-01-01')", True),
        ("now() - now() < duration('1m')", True),
        ("type(now(timezone('UTC')))", "time.Time"),
    ],
)
def test_now(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("now(1)", "invalid number of arguments (expected 0, got 1) (1:1)"),
    ],
)
def test_now_refused(source: str, message: str) -> None:
    assert refusal(source) == message


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("toJSON(date('2023-08-14'))", '"2023-08-14T00:00:00Z"'),
        ("toJson(date('2023-08-14T10:20:30.5+02:00'))", '"2023-08-14T10:20:30.5+02:00"'),
        ("toJSON(duration('1s'))", "1000000000"),
        ("toJson([date('2023-08-14').Month(), date('2023-08-14').Weekday()])", "[8,1]"),
    ],
)
def test_json(source: str, value: object) -> None:
    assert outcome(source) == exactly(value)
