"""Every rule of lint with what it says and why: for `--explain`, for checking `--select` and `--ignore`, for SARIF.

Nothing on the way to a verdict reads it. Each family of rules has a module of its own, `catalogue_<family>`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import NamedTuple

FAMILIES = ("text", "semantics", "advice", "practice", "comments", "editors")


class Rule(NamedTuple):
    """`upstream`: the original program finds it too. `on`: part of the default set. `fixable`: --fix can mend it, at
    least in the plain cases. `help` says why it matters and what to do, in a few sentences."""

    id: str
    severity: str
    summary: str
    help: str
    on: bool = True
    fixable: bool = False
    upstream: bool = True


@cache
def rules() -> dict[str, Rule]:
    """All rules by id, in the order of the families."""
    found: dict[str, Rule] = {}
    for family in FAMILIES:
        listed: Iterable[Rule] = import_module(f"argocli.lint.catalogue_{family}").RULES
        for rule in listed:
            assert rule.id not in found, f"two rules are called {rule.id}"
            found[rule.id] = rule
    return found
