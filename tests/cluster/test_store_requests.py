"""What the store asks of an API server, and what it makes of the answers, with a server that is played."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable

import pytest

from argocli.cluster import pages
from argocli.cluster.changes import wishes_patch
from argocli.cluster.compressed import encoded, pack, whole
from argocli.cluster.partial import BriefDecoder
from argocli.cluster.store import KubernetesStore
from argocli.cluster.transport import Response
from argocli.errors import Conflict, NotFound, Refused, Unreachable, UsageError

NODE = {"id": "n", "name": "n", "displayName": "n", "type": "Pod", "phase": "Succeeded"}
GZIPPED = base64.b64encode(gzip.compress(json.dumps({"n": NODE}).encode())).decode()
ZSTD = base64.b64encode(b"\x28\xb5\x2f\xfd" + b"x" * 20).decode()


class Server:
    """Answers each request by a function of method, path and query; keeps what was asked."""

    def __init__(self, answer: Callable[..., tuple[int, object]]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, dict, object, str]] = []

    def request(self, method, path, *, query=(), body=None, content_type="application/json", accept="", timeout=None):
        given = json.loads(body) if body else None
        self.asked.append((method, path, dict(query), given, content_type))
        status, told = self.answer(method, path, dict(query), given)
        data = told if isinstance(told, bytes) else json.dumps(told, separators=(",", ":")).encode()
        return Response(status, {}, data, method=method, path=path, where="the server")


def a_workflow(**more: object) -> dict:
    metadata = {"name": "one", "namespace": "argo", "uid": "u", "resourceVersion": "7"}
    return {"metadata": metadata, "spec": {"entrypoint": "m"}, **more}


def server_with(*found: dict) -> Server:
    """A server that has one object, which is another each time it is read, the last for ever."""
    left = list(found)

    def answer(method: str, path: str, query: dict, body: object) -> tuple[int, object]:
        if method == "GET":
            return 200, left.pop(0) if len(left) > 1 else left[0]
        return 200, body if method == "PUT" else left[0]

    return Server(answer)


@pytest.mark.parametrize(
    ("spec", "patch"),
    [
        ({"entrypoint": "m", "suspend": True}, {"suspend": True}),
        ({"entrypoint": "m", "shutdown": "Stop"}, {"shutdown": "Stop"}),
        ({"entrypoint": "m", "suspend": True, "shutdown": "Terminate"}, {"suspend": True, "shutdown": "Terminate"}),
    ],
)
def test_wishes_are_patched_in(spec: dict, patch: dict) -> None:
    server = server_with(a_workflow())
    KubernetesStore(server).amend("argo", "one", lambda workflow: {**workflow, "spec": spec})
    method, path, _, body, form = server.asked[-1]
    assert (method, form) == ("PATCH", "application/merge-patch+json")
    assert path == "/apis/argoproj.io/v1alpha1/namespaces/argo/workflows/one"
    assert body == {"spec": patch}


def test_a_wish_that_is_over_is_taken_away() -> None:
    held = a_workflow(spec={"entrypoint": "m", "suspend": True})
    assert wishes_patch(held, {**held, "spec": {"entrypoint": "m"}}) == {"spec": {"suspend": None}}


@pytest.mark.parametrize(
    "more",
    [
        {"spec": {"entrypoint": "n", "suspend": True}},
        {"spec": {"entrypoint": "m", "suspend": True}, "status": {"phase": "Running"}},
        {"metadata": {**a_workflow()["metadata"], "labels": {"a": "b"}}},
    ],
)
def test_everything_else_is_written_whole(more: dict) -> None:
    server = server_with(a_workflow())
    KubernetesStore(server).amend("argo", "one", lambda workflow: {**workflow, **more})
    assert server.asked[-1][0] == "PUT"
    assert server.asked[-1][3]["metadata"]["resourceVersion"] == "7"
    assert server.asked[-1][3] == {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", **a_workflow(), **more}


def test_amend_gives_up_in_the_end() -> None:
    busy = Server(
        lambda method, *rest: (200, a_workflow()) if method == "GET" else (409, {"kind": "Status", "code": 409})
    )
    with pytest.raises(Conflict, match="all the time"):
        KubernetesStore(busy).amend("argo", "one", lambda workflow: {**workflow, "spec": {"entrypoint": "n"}})
    assert 8 <= len([one for one in busy.asked if one[0] == "PUT"]) <= 20


@pytest.mark.parametrize(
    ("given", "variable", "sent"),
    [("", "", "Background"), ("", "Orphan", "Orphan"), ("Foreground", "Orphan", "Foreground")],
)
def test_a_deletion_says_what_becomes_of_the_rest(
    given: str, variable: str, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WF_DEL_PROPAGATION_POLICY", variable)
    server = server_with(a_workflow())
    KubernetesStore(server, propagation=given).delete("argo", "one")
    assert server.asked[-1][0] == "DELETE"
    assert server.asked[-1][3]["propagationPolicy"] == sent
    assert server.asked[-1][3]["preconditions"] == {"uid": "u"}


def test_a_deletion_by_uid_is_one_request() -> None:
    server = server_with(a_workflow())
    KubernetesStore(server).delete("argo", "one", uid="u")
    assert [one[0] for one in server.asked] == ["DELETE"]


def test_force_takes_the_finalizers_away_first() -> None:
    server = server_with(a_workflow())
    KubernetesStore(server).delete("argo", "one", force=True)
    assert [one[0] for one in server.asked] == ["GET", "PATCH", "DELETE"]
    assert server.asked[1][3] == {"metadata": {"finalizers": None}}


@pytest.mark.parametrize("name", ["", ".", "..", "../pods/x", "a/b"])
def test_a_name_that_leads_elsewhere_is_not_asked_for(name: str) -> None:
    server = server_with(a_workflow())
    store = KubernetesStore(server)
    for ask in (store.get, store.delete):
        with pytest.raises(NotFound):
            ask("argo", name)
    assert server.asked == []


def test_an_object_needs_a_namespace() -> None:
    with pytest.raises(UsageError, match="which namespace"):
        KubernetesStore(server_with(a_workflow())).get("", "one")


def test_a_generated_name_that_is_taken_is_generated_again() -> None:
    answers = [(409, {"kind": "Status", "code": 409, "reason": "AlreadyExists"})] * 2 + [(201, a_workflow())]
    server = Server(lambda *given: answers.pop(0))
    given = {"metadata": {"namespace": "argo", "generateName": "one-"}, "spec": {}}
    assert KubernetesStore(server).create(given)["metadata"]["name"] == "one"


def test_what_the_server_gives_is_not_sent() -> None:
    server = Server(lambda *given: (201, a_workflow()))
    metadata = {**a_workflow()["metadata"], "creationTimestamp": "x", "managedFields": [], "generation": 3}
    KubernetesStore(server).create({"metadata": metadata, "spec": {}}, dry_run=True)
    assert server.asked[0][2] == {"dryRun": "All"}
    assert server.asked[0][3]["metadata"] == {"name": "one", "namespace": "argo"}


@pytest.mark.parametrize(
    ("instance", "labels", "selector"),
    [
        ("", "", "!workflows.argoproj.io/controller-instanceid"),
        ("mine", "", "workflows.argoproj.io/controller-instanceid=mine"),
        ("mine", " a=b ", "a=b,workflows.argoproj.io/controller-instanceid=mine"),
    ],
)
def test_lists_are_of_one_controller(instance: str, labels: str, selector: str) -> None:
    server = Server(lambda *given: (200, {"items": [], "metadata": {}}))
    KubernetesStore(server, instance_id=instance).list("argo", labels=labels, fields="metadata.name=x")
    assert server.asked[0][2] == {"labelSelector": selector, "fieldSelector": "metadata.name=x", "limit": "250"}


def test_compressed_nodes_are_read() -> None:
    found = a_workflow(status={"phase": "Running", "compressedNodes": GZIPPED})
    store = KubernetesStore(server_with(found))
    assert store.get("argo", "one")["status"] == {"phase": "Running", "nodes": {"n": NODE}}
    listed = KubernetesStore(Server(lambda *given: (200, {"items": [found], "metadata": {}})))
    assert listed.list("argo")[0]["status"]["nodes"] == {"n": NODE}


def test_rows_know_who_waits_among_compressed_nodes() -> None:
    nodes = {"n": NODE, "w": {**NODE, "id": "w", "type": "Suspend", "phase": "Running"}}
    found = a_workflow(status={"phase": "Running", "compressedNodes": pack(json.dumps(nodes).encode())})
    listed = KubernetesStore(Server(lambda *given: (200, {"items": [found], "metadata": {}})))
    assert list(listed.list("argo", detail="row")[0]["status"]["nodes"]) == ["w"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"offloadNodeStatusVersion": "fnv:1"}, "offload node status is not supported"),
        ({"compressedNodes": GZIPPED[:20]}, "damaged"),
        ({"compressedNodes": "%%%"}, "not known|damaged"),
        ({"compressedNodes": base64.b64encode(gzip.compress(b"[]")).decode()}, "damaged"),
        ({"compressedNodes": ZSTD}, "zstd|damaged"),
    ],
)
def test_nodes_out_of_reach(status: dict, said: str) -> None:
    found = a_workflow(status={"phase": "Running", **status})
    server = server_with(found)
    store = KubernetesStore(server)
    with pytest.raises(Refused, match=said):
        store.get("argo", "one")
    assert store.get("argo", "one", detail="row")["status"] == {"phase": "Running"}
    store.amend("argo", "one", lambda workflow: {**workflow, "spec": {**workflow["spec"], "shutdown": "Stop"}})
    with pytest.raises(Refused, match=said):
        store.amend("argo", "one", lambda workflow: {**workflow, "status": {"phase": "Failed"}})
    assert [one[0] for one in server.asked].count("PUT") == 0


def test_large_workflows_are_written_with_their_nodes_packed() -> None:
    nodes = {f"n{number}": {**NODE, "message": "long " * 50} for number in range(5000)}
    large = a_workflow(status={"phase": "Running", "nodes": nodes})
    server = server_with(large)
    KubernetesStore(server).update(large)
    sent = server.asked[0][3]
    assert "nodes" not in sent["status"]
    assert len(json.dumps(sent)) < 1_000_000
    assert whole(sent)["status"]["nodes"] == nodes
    small = a_workflow(status={"nodes": {"n": NODE}})
    assert json.loads(encoded(small)) == small


def paged(total: int, size: int, forget: int | None = None) -> Server:
    """A list of `total` objects of about `size` bytes; the place number `forget` is forgotten, once."""
    state = {"forget": forget}

    def answer(method: str, path: str, query: dict, body: object) -> tuple[int, object]:
        begin = int(query.get("continue") or 0)
        if begin and begin == state["forget"]:
            return 410, {"kind": "Status", "code": 410}
        end = min(begin + int(query.get("limit") or total), total)
        items = [
            {**a_workflow(), "metadata": {"name": f"w{number}"}, "text": "x" * size} for number in range(begin, end)
        ]
        return 200, {"items": items, "metadata": {"continue": str(end) if end < total else "", "resourceVersion": "9"}}

    return Server(answer)


def read(server: Server, **more: object) -> list[str]:
    found, version = pages.read_all(server, "/x", pages.whole, **more)
    assert version == "9"
    return [item["metadata"]["name"] for item in found]


@pytest.mark.parametrize(
    ("size", "limits"), [(20, ["250", "5000"]), (20_000, ["250", "398", "398"]), (400_000, ["250", "50"])]
)
def test_pages_are_as_large_as_is_good(size: int, limits: list[str]) -> None:
    total = 300 if size > 100_000 else 1000
    server = paged(total, size)
    assert read(server) == [f"w{number}" for number in range(total)]
    assert [one[2]["limit"] for one in server.asked] == limits


def test_pages_are_as_large_as_somebody_wants() -> None:
    server = paged(10, 10)
    read(server, chunk=4)
    assert [one[2]["limit"] for one in server.asked] == ["4", "4", "4"]


def test_a_list_whose_place_was_forgotten_is_read_in_one_piece() -> None:
    server = paged(10, 10, forget=8)
    assert read(server, chunk=4) == [f"w{number}" for number in range(10)]
    assert [one[2].get("limit") for one in server.asked] == ["4", "4", "4", None]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (b'{"items":[],"metadata":{}}', []),
        (b'{"items":null,"metadata":{}}', []),
        (b'{"metadata":{}}', []),
        (b'{\n "items": [ {"metadata": {"name": "a"}} ],\n "metadata": {}\n}', ["a"]),
        (
            b'{"items":[{"metadata":{"name":"a"},"x":"]}"},{"metadata":{"name":"b"}}],"kind":"L","metadata":{}}',
            ["a", "b"],
        ),
        ('{"items":[{"metadata":{"name":"ä😀"}}],"metadata":{}}'.encode(), ["ä😀"]),
    ],
)
def test_lists_as_servers_write_them(body: bytes, names: list[str]) -> None:
    for decode in (pages.whole, BriefDecoder(typed=False)):
        items, _ = decode(Response(200, {}, body))
        assert [item["metadata"]["name"] for item in items] == names


@pytest.mark.parametrize("body", [b"", b"[]", b"hello", b'{"items":[{"a":1},', b'{"items":[{"a":1}'])
def test_lists_that_are_none(body: bytes) -> None:
    with pytest.raises(Unreachable, match="something else than a list"):
        pages.whole(Response(200, {}, body, where="it", path="/x"))
