"""Both transports against the same API server: the same requests have the same answers, the same faults the same errors."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from argocli.cluster import thin
from argocli.cluster.failures import Gone, Unauthenticated, decode, raise_for
from argocli.cluster.official import OfficialTransport
from argocli.cluster.settings import Settings
from argocli.cluster.target import find
from argocli.cluster.thin import ThinTransport
from argocli.cluster.trace import Trace
from argocli.cluster.transport import Response, Transport
from argocli.cluster.unreachable import Dropped
from argocli.errors import ArgoError, Conflict, NotFound, Refused
from tests.cluster.access import Cluster
from tests.cluster.front import Front, before

KINDS = {"thin": ThinTransport, "official": OfficialTransport}
MERGE = "application/merge-patch+json"


def workflow(name: str, **labels: str) -> bytes:
    return json.dumps(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Workflow",
            "metadata": {"name": name, "labels": labels},
            "spec": {"entrypoint": "a", "templates": [{"name": "a", "suspend": {}}]},
        }
    ).encode()


Open = Callable[..., Transport]


@pytest.fixture(params=KINDS)
def open_(request: pytest.FixtureRequest, kubeconfig: Path) -> Iterator[Open]:
    opened: list[Transport] = []

    def make(path: Path = kubeconfig, **flags: object) -> Transport:
        target = find(Settings({"kubeconfig": str(path), **flags}, {}), {})
        assert thin.claims(target, None)
        opened.append(KINDS[request.param](target, Trace(), timeout=30))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()
    gc.collect()


@pytest.fixture
def transport(open_: Open) -> Transport:
    return open_()


@pytest.fixture
def workflows(namespace: str) -> str:
    return f"/apis/argoproj.io/v1alpha1/namespaces/{namespace}/workflows"


def error(response: Response, what: str = "") -> ArgoError:
    with pytest.raises(ArgoError) as caught:
        raise_for(response, what)
    return caught.value


def test_the_life_of_an_object(transport: Transport, workflows: str) -> None:
    made = decode(transport.request("POST", workflows, body=workflow("a")))
    assert made["metadata"]["uid"]
    assert isinstance(error(transport.request("POST", workflows, body=workflow("a"))), Conflict)

    patch = json.dumps({"metadata": {"labels": {"b": "c"}}}).encode()
    patched = decode(transport.request("PATCH", f"{workflows}/a", body=patch, content_type=MERGE))
    assert patched["metadata"]["labels"] == {"b": "c"}
    stale = transport.request("PUT", f"{workflows}/a", body=json.dumps(made).encode())
    assert str(error(stale, "a")) == "a was changed by somebody else meanwhile"
    assert transport.request("PUT", f"{workflows}/a", body=json.dumps(patched).encode()).status == 200

    assert transport.request("DELETE", f"{workflows}/a").status == 200
    gone = error(transport.request("GET", f"{workflows}/a"), 'workflow "a"')
    assert type(gone) is NotFound
    assert str(gone) == 'workflow "a" not found'


def test_a_dry_run_keeps_nothing(transport: Transport, workflows: str) -> None:
    answer = transport.request("POST", workflows, query=[("dryRun", "All")], body=workflow("a"))
    assert decode(answer)["metadata"]["name"] == "a"
    assert transport.request("GET", f"{workflows}/a").status == 404


def test_selectors_and_pages(transport: Transport, workflows: str) -> None:
    for name, team in (("a", "x"), ("b", "y"), ("c", "x")):
        raise_for(transport.request("POST", workflows, body=workflow(name, team=team)))
    chosen = decode(transport.request("GET", workflows, query=[("labelSelector", "team in (x),team!=z")]))
    assert [item["metadata"]["name"] for item in chosen["items"]] == ["a", "c"]
    page = decode(transport.request("GET", workflows, query=[("limit", "2")]))
    rest = decode(transport.request("GET", workflows, query=[("continue", page["metadata"]["continue"])]))
    assert [item["metadata"]["name"] for item in page["items"] + rest["items"]] == ["a", "b", "c"]


def test_a_page_that_came_too_late_is_gone(transport: Transport, workflows: str, api_server: Cluster) -> None:
    if api_server.etcd is None:
        pytest.skip("only an API server of our own can be made to forget")
    for name in ("a", "b", "c"):
        raise_for(transport.request("POST", workflows, body=workflow(name)))
    page = decode(transport.request("GET", workflows, query=[("limit", "1")]))
    token = api_server.expire(page["metadata"]["continue"])
    assert isinstance(error(transport.request("GET", workflows, query=[("limit", "1"), ("continue", token)])), Gone)


def test_other_forms_of_an_answer(transport: Transport, workflows: str) -> None:
    raise_for(transport.request("POST", workflows, body=workflow("a")))
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    partial = decode(transport.request("GET", workflows, accept=accept))
    assert partial["kind"] == "PartialObjectMetadataList"
    assert "spec" not in partial["items"][0]
    table = decode(transport.request("GET", workflows, accept="application/json;as=Table;v=v1;g=meta.k8s.io"))
    assert table["kind"] == "Table"


def test_large_answers_come_compressed_and_whole(transport: Transport, workflows: str) -> None:
    raise_for(transport.request("POST", workflows, body=workflow("a")))
    patch = json.dumps({"metadata": {"annotations": {"text": "words " * 40_000}}}).encode()
    raise_for(transport.request("PATCH", f"{workflows}/a", body=patch, content_type=MERGE))
    response = transport.request("GET", f"{workflows}/a")
    assert response.headers["content-encoding"] == "gzip"
    assert decode(response)["metadata"]["annotations"]["text"] == "words " * 40_000


def test_what_is_too_large_is_refused_though_it_was_not_all_sent(transport: Transport, workflows: str) -> None:
    body = workflow("a").replace(b'"suspend"', b'"x": "' + b"y" * 8_000_000 + b'", "suspend"')
    with pytest.raises(Refused, match="is too large for the cluster: "):
        raise_for(transport.request("POST", workflows, body=body))


def test_what_is_invalid_is_told_with_its_causes(transport: Transport, workflows: str) -> None:
    found = error(transport.request("POST", workflows, body=workflow("Not A Name")), "workflow")
    assert type(found) is Refused
    assert str(found).startswith('workflow is invalid: metadata.name: Invalid value: "Not A Name"')
    assert type(error(transport.request("POST", workflows, body=b"no json"))) is Refused


def test_a_namespace_that_is_missing_is_told(transport: Transport) -> None:
    path = "/apis/argoproj.io/v1alpha1/namespaces/nowhere/workflows"
    assert str(error(transport.request("POST", path, body=workflow("a")), "a")) == 'namespace "nowhere" not found'


def test_what_a_user_may_not_is_told(open_: Open, api_server: Cluster, namespace: str, workflows: str) -> None:
    user = api_server.user("guest", [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}], namespace)
    transport = open_(user.kubeconfig)
    found = error(transport.request("GET", workflows))
    whom = f'user "system:serviceaccount:{namespace}:{user.name}"'
    assert str(found) == f'{whom} may not list workflows.argoproj.io in namespace "{namespace}"'
    everywhere = error(transport.request("GET", "/apis/argoproj.io/v1alpha1/workflows"))
    assert str(everywhere) == f"{whom} may not list workflows.argoproj.io in the whole cluster"
    lines = transport.stream(workflows, query=[("watch", "1")])
    with pytest.raises(Refused, match=r"may not watch workflows\.argoproj\.io"):
        next(lines)


def test_a_wrong_login_is_told(open_: Open) -> None:
    transport = open_(token="nonsense")
    found = error(transport.request("GET", "/api/v1/pods"))
    assert isinstance(found, Unauthenticated)
    assert str(found).endswith("the token of the login of the command line is wrong, withdrawn or expired")


def test_somebody_else_s_rights(open_: Open, workflows: str) -> None:
    transport = open_(**{"as": "ann", "as_group": ("system:masters", "team")})
    assert transport.request("GET", workflows).status == 200
    found = error(open_(**{"as": "ann"}).request("GET", workflows))
    assert str(found).startswith('user "ann" may not list')


def test_a_watch_tells_what_happens_as_it_happens(transport: Transport, workflows: str) -> None:
    version = decode(transport.request("GET", workflows))["metadata"]["resourceVersion"]
    query = [("watch", "1"), ("resourceVersion", version), ("allowWatchBookmarks", "true"), ("timeoutSeconds", "30")]
    lines = transport.stream(workflows, query=query)
    raise_for(transport.request("POST", workflows, body=workflow("a")))
    assert json.loads(next(lines))["type"] == "ADDED"
    raise_for(transport.request("DELETE", f"{workflows}/a"))
    assert json.loads(next(lines))["type"] == "DELETED"
    lines.close()


def test_a_watch_ends_when_the_server_says_so(transport: Transport, workflows: str) -> None:
    assert list(transport.stream(workflows, query=[("watch", "1"), ("timeoutSeconds", "1")])) == []


def test_a_watch_from_long_ago_brings_its_error(transport: Transport, workflows: str, api_server: Cluster) -> None:
    if api_server.etcd is None:
        pytest.skip("only an API server of our own can be made to forget")
    api_server.expire("eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ")
    path = "/api/v1/events"
    (line, *_) = transport.stream(path, query=[("watch", "1"), ("resourceVersion", "2"), ("timeoutSeconds", "5")])
    event = json.loads(line)
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)


@pytest.fixture
def front(api_server: Cluster) -> Iterator[Front]:
    with before(api_server.url) as front:
        yield front


def test_a_kept_connection_that_was_cut_does_not_matter(open_: Open, front: Front, workflows: str) -> None:
    transport = open_(server=f"https://127.0.0.1:{front.port}")
    raise_for(transport.request("GET", workflows))
    raise_for(transport.request("GET", workflows))
    assert front.connections == 1
    front.cut()
    raise_for(transport.request("POST", workflows, body=workflow("a")))
    assert front.connections == 2


def test_an_answer_that_is_cut_is_an_error(open_: Open, front: Front, workflows: str) -> None:
    transport = open_(server=f"https://127.0.0.1:{front.port}")
    front.cut_after(2000)
    with pytest.raises(ArgoError) as caught:
        for _ in range(20):
            raise_for(transport.request("POST", f"{workflows}?dryRun=All", body=workflow("a")))
    assert caught.value.exit_code == 4


def test_a_watch_that_is_cut_is_told_from_its_end(open_: Open, front: Front, workflows: str) -> None:
    transport = open_(server=f"https://127.0.0.1:{front.port}")
    raise_for(transport.request("POST", workflows, body=workflow("a")))
    lines = transport.stream(workflows, query=[("watch", "1")])
    assert json.loads(next(lines))["object"]["metadata"]["name"] == "a"
    front.cut()
    with pytest.raises(Dropped):
        next(lines)
