"""How expressions, conditions and templates that mean harm are met: none may crash, hold up or fill the memory.

`python benchmarks/hostile.py [COUNT] [SEED]` takes 20,000 of them, the worst by hand and the rest at random, and
prints how many there were, the slowest in milliseconds and the largest in mebibytes.
"""

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from tests.expr.ordeal import MOST_MEBIBYTES, MOST_SECONDS, inputs, meet, weigh

COUNT = 20_000


def main(count: int, seed: int) -> int:
    slowest, largest, bad = 0.0, 0.0, 0
    last = ("", "")
    for index, case in enumerate(inputs(count, seed)):
        seconds, problem = meet(case)
        if problem or seconds > MOST_SECONDS:
            bad += 1
            print(f"{problem or f'{seconds:.2f} s'}: {case.kind} {case.text[:200]!r}", file=sys.stderr)
        if seconds > slowest:
            slowest, last = seconds, (case.kind, case.text[:80])
        if case.large or index % 20 == 0:
            size = weigh(case)
            if size > MOST_MEBIBYTES:
                bad += 1
                print(f"{size:.0f} MiB: {case.kind} {case.text[:200]!r}", file=sys.stderr)
            largest = max(largest, size)
    print(f"{count} inputs, slowest {slowest * 1000:.0f} ms ({last[0]} {last[1]!r}), largest {largest:.1f} MiB")
    print("none crashed, held up or filled the memory" if not bad else f"{bad} did harm")
    return min(bad, 1)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    raise SystemExit(main(given[0] if given else COUNT, given[1] if len(given) > 1 else 1))
