"""What only an Argo Server can serve is said in a line, with the way to one."""

from __future__ import annotations

import pytest

NAMED = ["archive get", "archive delete", "archive retry", "archive resubmit"]
LISTS = ["archive list", "archive list-label-keys", "archive list-label-values"]


@pytest.mark.parametrize(
    "words", [*(f"{one} x" for one in NAMED), *LISTS, "cp x folder", "cp x f --node-id y", "server -p 80"]
)
def test_it_is_refused_with_a_hint(argo, words: str) -> None:
    done = argo(*words.split())
    first, second = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (3, "")
    assert first.startswith("error: ")
    assert "Argo Server" in first
    assert second.startswith("hint: ")
    assert "2746" in second
