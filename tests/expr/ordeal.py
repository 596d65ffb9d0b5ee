"""Hostile input, one after the other, and what becomes of it: the errors that may be raised, time and memory."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Iterator
from typing import NamedTuple

from argocli.expr.errors import ExpressionError
from argocli.expr.expression import evaluate
from argocli.expr.govaluate import WhenError, evaluate_when
from argocli.expr.scope import ScopeValue
from argocli.expr.tags import SubstitutionError, replace
from tests.expr.hostile import (
    CONDITIONS,
    EXPRESSIONS,
    TEMPLATES,
    random_condition,
    random_expression,
    random_template,
)

MOST_SECONDS = 0.5
MOST_MEBIBYTES = 64.0
SCOPE: dict[str, ScopeValue] = {
    "a": "1", "b": "text", "m.k": "v", "m.l": "2", "gone": None, "item": "{}", "artifact": {"name": "n", "size": 3},
}  # fmt: skip


class Case(NamedTuple):
    kind: str  # expression condition template
    text: str
    large: bool  # built to be large or slow


def by_hand() -> Iterator[Case]:
    """The worst ones that anybody thought of."""
    for kind, texts in (("expression", EXPRESSIONS), ("condition", CONDITIONS), ("template", TEMPLATES)):
        yield from (Case(kind, text, large=True) for text in texts)


def inputs(count: int, seed: int) -> Iterator[Case]:
    """So many cases: those by hand first, then others at random, the same ones for a seed."""
    chance = random.Random(seed)
    made = 0
    for case in by_hand():
        if made < count:
            yield case
            made += 1
    while made < count:
        made += 1
        kind = chance.choice(["expression", "expression", "expression", "condition", "template"])
        if kind == "expression":
            text = random_expression(chance, chance.randint(1, 5))
        elif kind == "condition":
            text = random_condition(chance, chance.randint(1, 6))
        else:
            text = random_template(chance)
        yield Case(kind, text, large=False)


def _run(case: Case) -> None:
    """Evaluate a case; what may be raised is raised."""
    if case.kind == "expression":
        evaluate(case.text, SCOPE)
    elif case.kind == "condition":
        evaluate_when(case.text)
    else:
        replace(case.text, SCOPE, allow_unresolved=False)


def meet(case: Case) -> tuple[float, str]:
    """The seconds of computing that a case takes, whatever else the machine does, and what it does that it must not."""
    problem = ""
    begin = time.thread_time()
    try:
        _run(case)
    except (ExpressionError, WhenError, SubstitutionError):
        pass
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    return time.thread_time() - begin, problem


def weigh(case: Case) -> float:
    """The most memory that a case takes at once, in mebibytes."""
    tracemalloc.start()
    try:
        meet(case)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
