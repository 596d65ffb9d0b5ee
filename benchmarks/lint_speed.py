"""How long lint takes, and how much memory, of an installed wheel.

    python benchmarks/lint_speed.py [ROUNDS]

Prints the best and the middle of the rounds in milliseconds and as ratios to a bare `python -I -c pass` of the same
rounds; the last line says whether every best one is within what the project promises itself. Processor time stands
beside, since what else a machine does shows in the rest. Files are made here, in the style of the examples.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.lint.repository import manifests, write  # noqa: E402

MEMORY = 200  # MB, all processes of a run together
BUDGETS = {"one good file": 3.5, "one bad file": 11.0, "190 files": 20.0, "2,000 files": 85.0}


class Measured:
    """The runs of one command."""

    def __init__(self, command: list[str], code: int) -> None:
        self.command = command
        self.code = code
        self.wall: list[float] = []
        self.processor: list[float] = []

    def run(self, env: dict[str, str]) -> None:
        begun = time.perf_counter()
        process = subprocess.Popen(self.command, env=env, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        self.wall.append(time.perf_counter() - begun)
        self.processor.append(used.ru_utime + used.ru_stime)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == self.code, (self.command, process.returncode)


def peak_memory(command: list[str], env: dict[str, str]) -> float:
    """The most that the command and its children have held together, in MB; pages they share count once."""
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        try:
            pids = [process.pid, *map(int, children.read_text().split())]
        except OSError:
            break
        most = max(most, sum(map(proportional, pids)))
        time.sleep(0.01)
    process.wait()
    return most / 1024


def proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
        subprocess.run([str(place / "venv/bin/pip"), "install", "-q", str(ROOT)], check=True)
        env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "ARGO_"))}
        argo, python = str(place / "venv/bin/argo"), str(place / "venv/bin/python")
        good = (ROOT / "examples" / "report-dag.yaml").read_text()
        bad = good.replace("entrypoint: report", "entrypont: report").replace("depends: square", "depends: sqare")
        write(place, {"good.yaml": good, "bad.yaml": bad})
        for count in (190, 2000):
            write(place / str(count), manifests(count))
        size = sum(path.stat().st_size for path in (place / "2000").rglob("*.yaml"))
        runs = {
            "python -I -c pass": Measured([python, "-I", "-c", "pass"], 0),
            "import yaml": Measured([python, "-I", "-c", "import yaml"], 0),
            "one good file": Measured([argo, "lint", str(place / "good.yaml")], 0),
            "one bad file": Measured([argo, "lint", str(place / "bad.yaml")], 1),
            "190 files": Measured([argo, "lint", str(place / "190")], 0),
            "2,000 files": Measured([argo, "lint", str(place / "2000")], 0),
        }
        for _ in range(rounds + 1):
            for measured in runs.values():
                measured.run(env)
        memory = peak_memory(runs["2,000 files"].command, env)
        load = os.getloadavg()[0]
    bare = runs["python -I -c pass"]
    kept = True
    print(f"{len(os.sched_getaffinity(0))} processors, load {load:.1f}; the 2,000 files hold {size / 1e6:.1f} MB")
    print(f"{'':<20} {'best':>9} {'ratio':>8} {'middle':>9} {'ratio':>8} {'processor':>11} {'ratio':>8}   promised")
    for name, measured in runs.items():
        wall, used = measured.wall[1:], measured.processor[1:]
        best, middle, least = min(wall), statistics.median(wall), min(used)
        ratio = best / min(bare.wall[1:])
        budget = BUDGETS.get(name)
        kept = kept and (budget is None or ratio <= budget)
        print(
            f"{name:<20} {best * 1000:>6.0f} ms {ratio:>6.1f} P {middle * 1000:>6.0f} ms"
            f" {middle / statistics.median(bare.wall[1:]):>6.1f} P {least * 1000:>8.0f} ms"
            f" {least / min(bare.processor[1:]):>6.1f} P   {f'{budget} P' if budget else ''}"
        )
    kept = kept and memory < MEMORY
    print(f"memory for the 2,000 files: {memory:.0f} MB in all processes together (promised: {MEMORY} MB)")
    print("all within what is promised" if kept else "NOT all within what is promised")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
