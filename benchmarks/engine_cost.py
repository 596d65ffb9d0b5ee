"""What a turn costs in workflows of different sizes, and whole runs of them on a fake runtime.

    python benchmarks/engine_cost.py

Prints milliseconds and ratios; the last line says whether every ratio is within what the project promises itself.
"""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from argocli.engine.memory import Memory
from argocli.engine.pods import ContainerState, PodObservation
from argocli.engine.reconcile import Reconciliation, reconcile

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LEAF = {"name": "leaf", "inputs": {"parameters": [{"name": "v", "value": "x"}]},
        "container": {"image": "busybox", "command": ["sh", "-c"], "args": ["echo {{inputs.parameters.v}}"]}}  # fmt: skip


class Fake:
    """One workflow, and pods that end when told to."""

    def __init__(self, templates: list[dict], name: str = "wf") -> None:
        metadata = {"name": name, "namespace": "default", "uid": "u", "creationTimestamp": "2026-01-02T03:04:05Z"}
        self.workflow = {"metadata": metadata, "spec": {"entrypoint": "main", "templates": [*templates, LEAF]}}
        self.memory = Memory()
        self.pods: dict[str, PodObservation] = {}
        self.running: list[str] = []
        self.changed: set[str] = set()
        self.now = START

    def turn(self) -> Reconciliation:
        result = reconcile(self.workflow, self.pods, self.now, memory=self.memory, changed=self.changed)
        assert isinstance(result, Reconciliation)
        self.workflow = result.workflow
        self.changed = set()
        for request in result.creates:
            if request.node_id not in self.pods:
                self.pods[request.node_id] = PodObservation(request.node_id, request.pod_name, "Running")
                self.running.append(request.node_id)
                self.changed.add(request.node_id)
        return result

    def end(self, node_id: str) -> None:
        states = tuple(
            ContainerState(name, "terminated", kind=kind, exit_code=0, finished_at=self.now)
            for name, kind in (("main", "main"), ("wait", "wait"))
        )
        self.pods[node_id] = PodObservation(node_id, self.pods[node_id].pod_name, "Succeeded", containers=states)
        self.changed.add(node_id)

    def over(self) -> bool:
        return bool(self.workflow["status"].get("finishedAt"))

    def run(self, together: int) -> None:
        """To the end, that many pods ending at a time."""
        self.turn()
        while not self.over():
            for _ in range(min(together, len(self.running))):
                self.end(self.running.pop(0))
            self.now += timedelta(seconds=1)
            self.turn()


def fan_out(nodes: int) -> list[dict]:
    return [{"name": "main", "steps": [[{"name": "s", "template": "leaf", "withSequence": {"count": nodes},
             "arguments": {"parameters": [{"name": "v", "value": "{{item}}"}]}}]]}]  # fmt: skip


def layers(tasks: int, width: int = 10) -> list[dict]:
    made = []
    for index in range(tasks):
        layer, place = divmod(index, width)
        task: dict = {"name": f"t{index}", "template": "leaf"}
        if layer:
            task["dependencies"] = [f"t{(layer - 1) * width + (place + shift) % width}" for shift in range(3)]
        made.append(task)
    return [{"name": "main", "dag": {"tasks": made}}]


def nested(nodes: int) -> list[dict]:
    """Ten steps in each of some steps templates in steps templates, ten wide as far as it goes."""
    templates = []
    levels = 1
    while 10**levels < nodes:
        levels += 1
    for level in range(levels):
        name = "main" if level == 0 else f"level{level}"
        below = f"level{level + 1}" if level + 1 < levels else "leaf"
        templates.append({"name": name, "steps": [[{"name": f"s{i}", "template": below} for i in range(10)]]})
    return templates


def turn_cost(templates: list[dict]) -> float:
    """Milliseconds of a turn for one finished pod, half-way through a run; the median of many."""
    fake = Fake(templates)
    fake.turn()
    fake.turn()
    times: list[float] = []
    gc.collect()
    for _ in range(40):
        if not fake.running:
            fake.turn()
        fake.end(fake.running.pop(len(fake.running) // 2))
        start = time.perf_counter()
        fake.turn()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def layer_cost(tasks: int, width: int = 10) -> float:
    """The same in the middle of a chain of layers, where a finished pod may let the next ones start."""
    fake = Fake(layers(tasks, width))
    fake.turn()
    for _ in range(tasks // width // 2 - 3):
        for node_id in fake.running:
            fake.end(node_id)
        fake.running.clear()
        fake.turn()
    fake.turn()
    times: list[float] = []
    gc.collect()
    for _ in range(4 * width):
        fake.end(fake.running.pop(0))
        start = time.perf_counter()
        fake.turn()
        times.append((time.perf_counter() - start) * 1000)
        fake.turn()
    return statistics.median(times)


def run_cost(nodes: int, together: int) -> float:
    """Seconds of a whole fan-out run, that many pods ending between two turns; the better of two runs."""
    times: list[float] = []
    for _ in range(2):
        fake = Fake(fan_out(nodes))
        gc.collect()
        start = time.perf_counter()
        fake.run(together)
        times.append(time.perf_counter() - start)
    return min(times)


def bytes_per_node(nodes: int) -> float:
    """What status and memory hold for each node of a fan-out, its pods' observations left out."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    fake = Fake(fan_out(nodes))
    fake.turn()
    fake.pods.clear()
    fake.running.clear()
    fake.changed.clear()
    fake.memory.pods.active = dict.fromkeys(fake.memory.pods.active)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return held / nodes


def many(workflows: int, nodes: int) -> float:
    """Nodes per second over many small workflows, a turn of each in its turn."""
    fakes = [Fake(fan_out(nodes), f"wf-{index}") for index in range(workflows)]
    start = time.perf_counter()
    for fake in fakes:
        fake.turn()
    while fakes:
        for fake in fakes:
            if fake.running:
                fake.end(fake.running.pop(0))
            fake.turn()
        fakes = [fake for fake in fakes if not fake.over()]
    return workflows * nodes / (time.perf_counter() - start)


def compare(label: str, small: float, large: float, limit: float, unit: str, verdicts: list[bool]) -> None:
    ratio = large / small
    verdicts.append(ratio <= limit)
    print(f"{label:58} {small:9.3f} {unit} -> {large:9.3f} {unit}   {ratio:5.2f} x  (at most {limit:g})")


def main() -> int:
    verdicts: list[bool] = []
    measure: Callable[[list[dict]], float] = turn_cost
    compare("turn: fan-out of 10,000 against 100", measure(fan_out(100)), measure(fan_out(10_000)), 3, "ms", verdicts)
    compare("turn: 5,000 tasks in layers against 100", layer_cost(100), layer_cost(5_000), 3, "ms", verdicts)
    compare("turn: 1,000 nested steps against 100", measure(nested(100)), measure(nested(1_000)), 3, "ms", verdicts)
    whole = run_cost(1_000, 10), run_cost(10_000, 10)
    compare("whole run: 10,000 nodes against 1,000, ten pods a turn", *whole, 12, "s ", verdicts)
    one, ten = run_cost(1_000, 1), run_cost(10_000, 1)
    print(f"{'the same, one pod a turn':58} {one:9.3f} s  -> {ten:9.3f} s    {ten / one:5.2f} x")
    size = bytes_per_node(10_000) / 1024
    verdicts.append(size <= 6)
    print(f"{'memory for each node of 10,000':58} {size:9.2f} KiB  (at most 6)")
    print(f"{'1,000 workflows of 10 nodes at once':58} {many(1_000, 10):9.0f} nodes a second")
    print("all within the limits" if all(verdicts) else "over a limit")
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main())
