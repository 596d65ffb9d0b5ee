"""Lines on stderr that are no errors."""

from __future__ import annotations

import io
import json

import pytest

from argocli.commands.diagnostics import Diagnostics
from argocli.errors import UsageError


@pytest.mark.parametrize(
    ("level", "lines"),
    [
        ("", ["i", "warning: w"]),
        ("debug", ["d", "i", "warning: w"]),
        ("Trace", ["d", "i", "warning: w"]),
        ("warn", ["warning: w"]),
        ("error", []),
        ("panic", []),
    ],
)
def test_levels(level: str, lines: list[str]) -> None:
    stream = io.StringIO()
    told = Diagnostics(stream, level)
    told.debug("d")
    told.info("i")
    told.warn("w")
    assert stream.getvalue().splitlines() == lines


def test_json_is_an_object_a_line() -> None:
    stream = io.StringIO()
    Diagnostics(stream, form="json").warn("two\nlines")
    line = json.loads(stream.getvalue())
    assert (line["level"], line["msg"], line["time"][-6:]) == ("WARN", "two\nlines", "+00:00")


@pytest.mark.parametrize(("level", "form"), [("loud", ""), ("", "xml")])
def test_what_is_none(level: str, form: str) -> None:
    with pytest.raises(UsageError):
        Diagnostics(io.StringIO(), level, form)
