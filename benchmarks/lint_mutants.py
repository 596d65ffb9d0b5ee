"""Lint against many inputs of four sorts: what the ordinary tests take a sample of, in full.

`python benchmarks/lint_mutants.py [SORT...] [--seed N]`, the sorts being `parity` (walk, quick look and schemas on 10,000 mutants),
`positions` (the place of every fault that is made), `accounting` (2,000 spoilt files) and `hostile` (20,000 mutants and
all giants at full size). Prints counts; the exit code is 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
import traceback

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from tests.lint import giants, test_accounting, test_hostile, test_positions, test_schema_parity
from tests.lint.faults import faults
from tests.lint.mutants import mutants
from tests.lint.ordeal import MOST_SECONDS, judge_in_all_forms, meet, misplaced
from tests.lint.spoilt import all_spoilt, one_spoilt

PARITY, ACCOUNTING, HOSTILE = 10_000, 2_000, 20_000


def parity(seed: int) -> int:
    manifests = test_schema_parity.manifests()
    wrong = refused = 0
    for value in mutants(PARITY, seed, manifests):
        refused += bool(test_schema_parity.places(value)[0])
        wrong += _said("parity", test_schema_parity.disagreement(value), b"")
    print(f"parity: {PARITY} mutants, {refused} refused, {wrong} disagreements")
    return wrong


def positions(seed: int) -> int:
    met = [test_positions.meet(fault) for fault in faults()]
    missed = [one for one in met if not one.found]
    beside = [one for one in met if not one.at_the_token]
    for one in beside:
        _said("positions", f"{one.fault.rule} at {one.fault.line}:{one.fault.column}: {one.findings}", b"")
    print(f"positions: {len(met)} faults, {len(met) - len(missed)} found, {len(met) - len(beside)} at the very token")
    return len(missed)


def accounting(seed: int) -> int:
    wrong = documents = unread = 0
    for data in all_spoilt(ACCOUNTING // 2, seed):
        report, _ = test_accounting.judged(data)
        documents, unread = documents + report.documents, unread + report.broken
        wrong += _said("accounting", test_accounting.miscounted(report), data)
    for spoilt in one_spoilt(ACCOUNTING // 2, seed):
        report, _ = test_accounting.judged(spoilt.data)
        documents, unread = documents + report.documents, unread + report.broken
        wrong += _said("accounting", test_accounting.wrong_with(spoilt), spoilt.data)
    print(f"accounting: {ACCOUNTING} files, {documents} documents, {unread} unread, {wrong} files that do not add up")
    return wrong


def hostile(seed: int) -> int:
    wrong = 0
    slowest = 0.0
    gc.disable()
    for number, data in enumerate(test_hostile.hostile_mutants(HOSTILE, seed)):
        begin = time.thread_time()
        try:
            beside = misplaced(judge_in_all_forms(data))
            wrong += _said("hostile", f"not within the file: {beside}" if beside else "", data)
        except Exception:
            wrong += _said("hostile", traceback.format_exc(limit=-4), data)
        seconds = time.thread_time() - begin
        slowest = max(slowest, seconds)
        wrong += _said("hostile", f"took {seconds:.2f} s" if seconds > MOST_SECONDS else "", data)
        if number % 500 == 0:
            gc.collect()
    print(f"hostile: {HOSTILE} mutants, slowest {slowest * 1000:.0f} ms, {wrong} crashed, held up or misplaced")
    met = {name: meet(giants.make(name)) for name in giants.GIANTS}
    for name, outcome in met.items():
        wrong += _said(f"giant {name}", outcome.bad, b"")
    slow = max(met, key=lambda name: met[name].seconds)
    large = max(met, key=lambda name: met[name].mebibytes)
    print(
        f"hostile: {len(met)} giants, slowest {met[slow].seconds:.2f} s ({slow}), "
        f"largest {met[large].mebibytes:.0f} MiB ({large})"
    )
    return wrong


def _said(sort: str, problem: str, data: bytes) -> int:
    if problem:
        print(f"{sort}: {problem}\n{data[:2000]!r}", file=sys.stderr)
    return bool(problem)


SORTS = {"parity": parity, "positions": positions, "accounting": accounting, "hostile": hostile}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("sorts", nargs="*", choices=[*SORTS, []], help="all of them by default")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    raise SystemExit(min(1, sum(SORTS[sort](given.seed) for sort in given.sorts or SORTS)))
