"""What a list of a thousand workflows costs: every way that an API server offers, and the one that `argo list` takes.

`python -m benchmarks.cluster_list [COUNT]` needs KUBEBUILDER_ASSETS (or ARGOCLI_TEST_KUBECONFIG, whose cluster then
keeps a namespace until the end). Each way is timed in a process of its own, three times; the best counts.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
NODES = 38
PATH = "/apis/argoproj.io/v1alpha1/namespaces/{}/workflows"
TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1"
PARTIAL = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
JSON = "application/json"

# Name: Accept, query, size of pages, compressed.
RAW: dict[str, tuple[str, dict[str, str], int, bool]] = {
    "whole, in one piece": (JSON, {}, 0, False),
    "whole, in one piece, gzip": (JSON, {}, 0, True),
    "whole, resourceVersion=0": (JSON, {"resourceVersion": "0"}, 0, False),
    "whole, pages of 500": (JSON, {}, 500, False),
    "whole, pages of 100": (JSON, {}, 100, False),
    "whole, pages of 100, gzip": (JSON, {}, 100, True),
    "metadata only": (PARTIAL, {}, 0, False),
    "metadata only, pages of 500": (PARTIAL, {}, 500, False),
    "table with metadata": (TABLE, {"includeObject": "Metadata"}, 0, False),
    "table without objects": (TABLE, {"includeObject": "None"}, 0, False),
    "table with objects": (TABLE, {"includeObject": "Object"}, 0, False),
}
STORE = {"store, whole": "whole", "store, rows": "row", "store, rows, msgspec": "row", "store, names": "name"}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with cluster() as (kubeconfig, namespace):
        size = fill(kubeconfig, namespace, count)
        print(f"{count} workflows of {size / 1000:.1f} KB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        print(f"{'':30} {'server':>9} {'all':>9} {'MB':>7} {'RSS MiB':>8} {'requests':>9}")
        for name in (*RAW, *STORE):
            found = [measured(name, kubeconfig, namespace) for _ in range(3)]
            if None in found:
                print(f"{name:30} {'(msgspec is not installed)':>36}")
                continue
            best = min((one for one in found if one), key=lambda one: one["all"])
            print(
                f"{name:30} {best['server'] * 1000:6.0f} ms {best['all'] * 1000:6.0f} ms {best['bytes'] / 1e6:7.2f} "
                f"{best['rss']:8.0f} {best['requests']:9.0f}"
            )


@contextlib.contextmanager
def cluster() -> Iterator[tuple[str, str]]:
    from tests.cluster.access import attach
    from tests.cluster.keeper import running
    from tests.cluster.programs import Programs

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if given := os.environ.get("ARGOCLI_TEST_KUBECONFIG"):
            found = attach(Path(given), folder / "given")
            found.install_crds()
        else:
            programs = Programs(Path(os.environ["KUBEBUILDER_ASSETS"]).absolute())
            found = stack.enter_context(running(programs, "api", folder / "api"))
        namespace = found.new_namespace()
        stack.callback(found.drop_namespace, namespace)
        yield str(found.kubeconfig), namespace


def fill(kubeconfig: str, namespace: str, count: int) -> int:
    """The workflows; how large one of them is."""
    from argocli.cluster.connect import connect
    from argocli.cluster.store import KubernetesStore

    connection = connect({"kubeconfig": kubeconfig}, {})
    store = KubernetesStore(connection.transport)
    size = 0
    for number in range(count):
        made = store.create(workflow(namespace, f"report-{number:05}", number))
        size = len(json.dumps(made))
    connection.close()
    return size


def workflow(namespace: str, name: str, number: int) -> dict:
    times = {"startedAt": "2026-01-01T00:00:00Z", "finishedAt": "2026-01-01T00:10:00Z"}
    nodes = {
        f"{name}-{index}": {
            "id": f"{name}-{index}",
            "name": f"{name}.task-{index}",
            "displayName": f"task-{index}",
            "type": "Pod",
            "templateName": "say",
            "templateScope": f"local/{name}",
            "phase": "Succeeded",
            "boundaryID": name,
            "hostNodeName": f"node-{(number * 7919 + index) % 97}",
            "progress": "1/1",
            **times,
        }
        for index in range(NODES)
    }
    template = {"name": "say", "container": {"image": "busybox", "command": ["echo", f"{number}"]}}
    return {
        "metadata": {"namespace": namespace, "name": name, "labels": {"workflows.argoproj.io/phase": "Succeeded"}},
        "spec": {"entrypoint": "say", "priority": number % 5, "templates": [template]},
        "status": {"phase": "Succeeded", "progress": f"{NODES}/{NODES}", **times, "nodes": nodes},
    }


def measured(name: str, kubeconfig: str, namespace: str) -> dict[str, float] | None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--one", name, kubeconfig, namespace],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return json.loads(done.stdout)


def one(name: str, kubeconfig: str, namespace: str) -> None:
    """One way, in this process: seconds in the transport and in all, bytes, memory, requests."""
    begin = time.perf_counter()
    from argocli.cluster.connect import connect

    compressed = RAW[name][3] if name in RAW else True
    connection = connect({"kubeconfig": kubeconfig, "disable_compression": not compressed}, {})
    meter = Meter(connection.transport)
    if name in RAW:
        raw(meter, PATH.format(namespace), *RAW[name][:3])
    else:
        if name.endswith("msgspec"):
            try:
                import msgspec  # noqa: F401
            except ImportError:
                print("null")
                return
        elif "rows" in name:
            sys.modules["msgspec"] = None  # type: ignore[assignment]
        from argocli.cluster.store import KubernetesStore

        KubernetesStore(meter).list(namespace, detail=STORE[name])
    told = {"server": meter.seconds, "all": time.perf_counter() - begin, "bytes": meter.bytes}
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**told, "rss": rss, "requests": meter.requests}))


def raw(meter: Meter, path: str, accept: str, query: dict[str, str], chunk: int) -> None:
    place = ""
    while True:
        more = {"limit": str(chunk)} if chunk else {}
        asked = {**query, **more, **({"continue": place} if place else {})}
        response = meter.request("GET", path, query=list(asked.items()), accept=accept)
        assert response.status == 200, response.body[:200]
        place = json.loads(response.body)["metadata"].get("continue", "")
        if not place:
            return


class Meter:
    """A transport that counts."""

    def __init__(self, inner: object) -> None:
        self.inner = inner
        self.seconds, self.bytes, self.requests = 0.0, 0, 0

    def request(self, *given: object, **more: object) -> object:
        begin = time.perf_counter()
        response = self.inner.request(*given, **more)
        self.seconds += time.perf_counter() - begin
        self.bytes += len(response.body)
        self.requests += 1
        return response


if __name__ == "__main__":
    one(*sys.argv[2:]) if sys.argv[1:2] == ["--one"] else main()
