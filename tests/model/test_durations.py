"""Durations: Go's spelling, its words for what is none, and how it prints them."""

from __future__ import annotations

import pytest

from argocli.model import durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("-0", 0), ("90s", 90), ("1h30m", 5400), ("1.5h", 5400), (".5s", 0.5), ("5.s", 5), ("-2m", -120),
        ("+2m", 120), ("1h1m1s1ms", 3661.001), ("100us", 0.0001), ("100µs", 0.0001), ("100μs", 0.0001), ("1ns", 1e-9),
        ("2562047h", 2562047 * 3600),
    ],
)  # fmt: skip
def test_a_go_duration_is_so_many_seconds(text: str, seconds: float) -> None:
    assert durations.parse_go(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'time: invalid duration ""'),
        ("-", 'time: invalid duration "-"'),
        ("s", 'time: invalid duration "s"'),
        (".s", 'time: invalid duration ".s"'),
        ("1h s", 'time: unknown unit "h s" in duration "1h s"'),
        ("60", 'time: missing unit in duration "60"'),
        ("1h30", 'time: missing unit in duration "1h30"'),
        ("1.5", 'time: missing unit in duration "1.5"'),
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("1 hour", 'time: unknown unit " hour" in duration "1 hour"'),
        ("1h-3m", 'time: unknown unit "h-" in duration "1h-3m"'),
        ('1"', 'time: unknown unit "\\"" in duration "1\\""'),
        ("2562048h", 'time: invalid duration "2562048h"'),
    ],
)
def test_what_is_no_duration_is_refused_in_gos_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"^time: ") as refused:
        durations.parse_go(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(("text", "seconds"), [("20", 20), ("-3", -3), ("2m", 120), ("9" * 30, 2**63 / 10**9)])
def test_a_bare_number_is_seconds_where_both_are_allowed(text: str, seconds: float) -> None:
    assert durations.parse(text) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"), (1.5, "1.5s"), (0.2, "200ms"), (0.00001, "10µs"), (1e-9, "1ns"), (60, "1m0s"), (3600, "1h0m0s"),
        (5400.25, "1h30m0.25s"), (-90, "-1m30s"),
    ],
)  # fmt: skip
def test_go_prints_durations_from_the_largest_unit_on(seconds: float, text: str) -> None:
    assert durations.go_text(seconds) == text
