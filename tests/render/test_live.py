"""The live tree in a real terminal, and its absence in a pipe."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDE = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wide}
spec:
  entrypoint: main
  templates:
  - name: main
    steps:
    - - {name: many, template: work, withSequence: {count: "40"}}
    - - {name: last, template: work}
  - name: work
    container: {image: busybox, command: [sh, -c, "sleep 0.3"]}
"""


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 50)])
def test_the_tree_fits_the_screen_and_stays_at_the_end(state: Path, tmp_path: Path, columns: int, rows: int) -> None:
    file = tmp_path / "wide.yaml"
    file.write_text(WIDE)
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    env = {**os.environ, "TERM": "xterm-256color", "ARGO_LOCAL": "1"}
    env.pop("NO_COLOR", None)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "argocli", "submit", "--watch", str(file)],
        cwd=str(ROOT),
        env=env,
        dimensions=(rows, columns),
        timeout=60,
    )
    frames = 0
    while True:
        try:
            data = child.read_nonblocking(65536, timeout=30)
        except pexpect.EOF:
            break
        stream.feed(data)
        shown = [line.rstrip() for line in screen.display]
        if any("wide" in line and "Running" in line for line in shown):
            frames += 1
            assert sum(bool(line) for line in shown) <= rows
    child.close()
    assert child.exitstatus == 0
    assert frames > 0
    final = "\n".join(screen.display)
    assert "last" in final
    assert "✔" in final


def test_interrupting_a_watch_ends_the_watch_only(state: Path, argo, tmp_path: Path) -> None:
    file = tmp_path / "slow.yaml"
    file.write_text(WIDE.replace("sleep 0.3", "sleep 2").replace('count: "40"', 'count: "2"').replace("wide", "slow"))
    child = pexpect.spawn(
        sys.executable, ["-m", "argocli", "submit", "--watch", str(file)], cwd=str(ROOT),
        env={**os.environ, "ARGO_LOCAL": "1", "TERM": "xterm"}, dimensions=(24, 80), timeout=60,
    )  # fmt: skip
    child.expect("many")
    child.sendintr()
    child.expect("argo watch slow --local")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert argo("wait", "slow").returncode == 0
