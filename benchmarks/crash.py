"""Kills the controller of a 50-node run at random moments and compares the outcome with an undisturbed run.

`python benchmarks/crash.py [KILLS] [SEED]` prints what it saw; exit 1 where the trees differ or a step ran twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def manifest(marks: str) -> str:
    """A DAG with a loop and retries: 50 nodes, each pod leaving one mark for each time it starts."""
    leave = f"mktemp {marks}/$ARGO_NODE_ID.XXXXXX >/dev/null; sleep 0.05"
    tasks = [
        {"name": "first", "template": "leaf"},
        {"name": "loop", "template": "leaf", "depends": "first", "withSequence": {"count": "20"}},
        {"name": "flaky", "template": "flaky", "depends": "first", "withSequence": {"count": "6"}},
        *({"name": f"chain-{i}", "template": "leaf", "depends": f"chain-{i - 1}" if i else "loop"} for i in range(6)),
        {"name": "last", "template": "leaf", "depends": "chain-5 && flaky"},
    ]
    return json.dumps(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Workflow",
            "metadata": {"name": "crash"},
            "spec": {
                "entrypoint": "main",
                "templates": [
                    {"name": "main", "dag": {"tasks": tasks}},
                    {
                        "name": "leaf",
                        "volumes": [{"name": "marks", "hostPath": {"path": marks}}],
                        "container": {
                            "image": "busybox",
                            "command": ["sh", "-c", leave],
                            "volumeMounts": [{"name": "marks", "mountPath": marks}],
                        },
                    },
                    {
                        "name": "flaky",
                        "retryStrategy": {"limit": "2"},
                        "volumes": [{"name": "marks", "hostPath": {"path": marks}}],
                        "container": {
                            "image": "busybox",
                            "command": ["sh", "-c", leave + "; test {{retries}} -ge 1"],
                            "volumeMounts": [{"name": "marks", "mountPath": marks}],
                        },
                    },
                ],
            },
        }
    )


def controllers(state: str) -> list[int]:
    """Processes that drive this store."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"background(" in line and state.encode() in line:
                found.append(int(entry.name))
    return found


def run(kills: int, seed: int) -> tuple[dict[str, object], int, dict[str, int], float]:
    """The final tree, how many kills hit, how often each pod started, and the seconds it took."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=ROOT.parent, ignore_cleanup_errors=True) as folder:
        marks = Path(folder) / "marks"
        marks.mkdir()
        file = Path(folder) / "crash.json"
        file.write_text(manifest(str(marks)))
        env = {**os.environ, "XDG_STATE_HOME": folder, "ARGO_LOCAL": "1", "PYTHONPATH": str(ROOT)}
        state = os.path.join(folder, "argo")

        def argo(*words: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [sys.executable, "-m", "argocli", *words], env=env, capture_output=True, text=True, check=False
            )

        begun = time.time()
        argo("submit", str(file))
        hit = 0
        while True:
            workflow = json.loads(argo("get", "crash", "-o", "json").stdout)
            if workflow.get("status", {}).get("finishedAt"):
                break
            if hit < kills:
                time.sleep(chance.uniform(0, 0.12))
                for pid in controllers(state):
                    os.kill(pid, signal.SIGKILL)
                    hit += 1
            # Any local command takes the run up again; a wait that gives up at once is the cheapest.
            argo("wait", "crash", "--timeout", "0s")
        starts: dict[str, int] = {}
        for mark in marks.iterdir():
            node = mark.name.rpartition(".")[0]
            starts[node] = starts.get(node, 0) + 1
        nodes = workflow["status"]["nodes"]
        tree = {
            node["name"]: (
                node["type"],
                node["phase"],
                node.get("message"),
                sorted(nodes[c]["name"] for c in node.get("children", [])),
            )
            for node in nodes.values()
        }
        pods = {node["id"] for node in nodes.values() if node["type"] == "Pod"}
        wrong = {node: starts.get(node, 0) for node in pods if starts.get(node, 0) != 1}
        argo("delete", "crash")
        return {"phase": workflow["status"]["phase"], "nodes": tree}, hit, wrong, time.time() - begun


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wanted, _, wrong, seconds = run(0, seed)
    print(f"undisturbed: {len(wanted['nodes'])} nodes, {wanted['phase']}, {seconds:.1f} s, steps not run once: {wrong}")
    done = bad = 0
    while done < kills:
        seed += 1
        tree, hit, wrong, seconds = run(min(12, kills - done), seed)
        done += hit
        same = tree == wanted and not wrong
        bad += not same
        print(
            f"{hit} kills: {'same tree, every step once' if same else f'DIFFERENT {wrong}'}, {seconds:.1f} s",
            flush=True,
        )
        if not same:
            for name in sorted(set(tree["nodes"]) | set(wanted["nodes"])):
                if tree["nodes"].get(name) != wanted["nodes"].get(name):
                    print("   ", name, tree["nodes"].get(name), "wanted", wanted["nodes"].get(name))
        if not hit:
            print("no kill hit: the run is too quick for this machine's timing")
            return 1
    print(f"{done} kills, {bad} runs that differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
