"""How long from Enter to the first line of the first step, and how long the quick commands take.

`python benchmarks/first_step.py` builds a wheel into a fresh environment and prints medians, in milliseconds and as a
ratio to a bare `python -I -c pass` of the same run.
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
STEP = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: stamp-}
spec:
  entrypoint: stamp
  templates:
  - name: stamp
    container: {image: busybox, command: [date, +%s.%N]}
"""


def timed(command: list[str], env: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def first_step(argo: str, file: Path, env: dict[str, str]) -> float:
    """Seconds until the step's own clock is read. The controller of the run before has left by then."""
    begun = time.time()
    subprocess.run([argo, "submit", "--local", "--wait", str(file)], env=env, capture_output=True, check=True)
    logs = subprocess.run([argo, "logs", "--local", "@latest"], env=env, capture_output=True, text=True, check=True)
    time.sleep(3)
    return float(logs.stdout.rpartition(" ")[2]) - begun


def main() -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", str(place / "venv")], check=True)
        subprocess.run([str(place / "venv/bin/pip"), "install", "-q", str(ROOT)], check=True)
        file = place / "step.yaml"
        file.write_text(STEP)
        env = {**os.environ, "XDG_STATE_HOME": folder}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        argo, python = str(place / "venv/bin/argo"), str(place / "venv/bin/python")
        commands = {
            "python -I -c pass": [python, "-I", "-c", "pass"],
            "argo version": [argo, "version"],
            "argo --help": [argo, "--help"],
            "argo lint one.yaml": [argo, "lint", str(ROOT / "examples/hello-world.yaml")],
            "argo list --local": [argo, "list", "--local"],
        }
        rounds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(16):
            for name, command in commands.items():
                rounds[name].append(timed(command, env))
        bare = statistics.median(rounds["python -I -c pass"][1:])
        for name, seconds in rounds.items():
            median = statistics.median(seconds[1:])
            print(f"{name:<22} {median * 1000:6.0f} ms  {median / bare:5.1f} x")
        starts = [first_step(argo, file, env) for _ in range(6)][1:]
        print(f"{'Enter to first step':<22} {statistics.median(starts) * 1000:6.0f} ms  {statistics.median(starts) / bare:5.1f} x"
              f"  (worst {max(starts) * 1000:.0f} ms)")  # fmt: skip


if __name__ == "__main__":
    main()
