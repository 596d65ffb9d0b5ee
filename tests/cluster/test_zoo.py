"""Every kubeconfig of the zoo against a real API server: it connects as who it should, or one line says what is wrong."""

from __future__ import annotations

import gc
import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from argocli.cluster.connect import Connection, connect
from argocli.cluster.expiry import of_token
from argocli.cluster.failures import decode, raise_for
from argocli.cluster.official import OfficialTransport
from argocli.cluster.thin import ThinTransport
from argocli.errors import UNREACHABLE, ArgoError
from tests.cluster import zoo_bad, zoo_good
from tests.cluster.access import Cluster, User
from tests.cluster.certificates import Authority
from tests.cluster.identity_provider import provider
from tests.cluster.pki import server_context
from tests.cluster.proxies import http_proxy, socks_proxy
from tests.cluster.yard import CONNECTS, FAILS, Visit, Yard, credential, plugin

assert zoo_good
assert zoo_bad
OFFICIAL = ("program", "oidc", "socks")
WORKFLOWS = "/apis/argoproj.io/v1alpha1/namespaces/default/workflows"
# What the libraries below the official client leave open is theirs.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def user(api_server: Cluster) -> User:
    return api_server.user("zoo", [{"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["list"]}])


@pytest.fixture(scope="module")
def ports(api_server: Cluster, user: User) -> Iterator[dict[str, int]]:
    """Proxies to the API server, and an identity provider that knows its user."""
    if api_server.etcd is None:
        pytest.skip("the zoo needs an authority that signs for its API server: one of our own")
    port = int(api_server.url.rpartition(":")[2])
    places = {"api.zoo.test": port}
    pair = Authority(api_server.folder / "certificates").server("idp", "localhost", "IP:127.0.0.1")
    with http_proxy(places) as plain, socks_proxy(places) as socks, provider(user.token, server_context(pair)) as idp:
        yield {"http": plain.port, "socks": socks.port, "idp": idp.port}


@pytest.fixture
def yard(tmp_path: Path, api_server: Cluster, user: User, ports: dict[str, int]) -> Iterator[Yard]:
    folder = tmp_path / "yard"
    folder.mkdir()
    yield Yard(folder, api_server, user, ports)
    gc.collect()


def enter(yard: Yard, visit: Visit | None, log: io.StringIO | None = None) -> Connection:
    visit = visit or Visit()
    environ = {"PATH": os.environ["PATH"], "HOME": str(yard.folder), "KUBECONFIG": str(yard.path), **visit.environ}
    flags = {**visit.flags, "verbose": log is not None}
    return connect(flags, environ, stderr=log, account=str(yard.folder / "account"))


@pytest.mark.parametrize("name", CONNECTS)
def test_who_should_connect_connects(name: str, yard: Yard) -> None:
    keeper, who = CONNECTS[name]
    log = io.StringIO()
    connection = enter(yard, keeper(yard), log)
    try:
        assert type(connection.transport) is (OfficialTransport if name.startswith(OFFICIAL) else ThinTransport)
        review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
        path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
        told = decode(connection.transport.request("POST", path, body=json.dumps(review).encode()))
        known = told["status"]["userInfo"]
        assert known["username"] == {"user": f"system:serviceaccount:default:{yard.user.name}"}.get(who, who)
        if name == "impersonation":
            assert (known["uid"], known["extra"]) == ("7", {"example.test/why": ["audit"]})
            assert "team" in known["groups"]
        if who in ("user", "admin"):
            assert decode(connection.transport.request("GET", WORKFLOWS))["kind"] == "WorkflowList"
    finally:
        connection.close()
    assert yard.user.token not in log.getvalue()
    assert f"POST {path} 201 " in log.getvalue()


@pytest.mark.parametrize("name", FAILS)
def test_who_cannot_connect_is_told_why_in_one_line(name: str, yard: Yard) -> None:
    keeper, said = FAILS[name]
    visit = keeper(yard)
    with pytest.raises(ArgoError) as caught:
        connection = enter(yard, visit)
        try:
            raise_for(connection.transport.request("GET", WORKFLOWS))
        finally:
            connection.close()
    expected = said.format(config=yard.path, folder=yard.folder, url=yard.cluster.url, **yard.ports)
    assert expected in str(caught.value)
    assert caught.value.exit_code == UNREACHABLE
    for text in (str(caught.value), caught.value.hint or ""):
        assert "\n" not in text
        assert "hush" not in text
    assert caught.value.hint, "what to do next is said as well"


def test_the_zoo_is_as_large_as_it_says() -> None:
    assert len(CONNECTS) + len(FAILS) >= 50


def test_what_a_user_may_not_do_is_no_matter_of_the_connection(yard: Yard) -> None:
    connection = enter(yard, zoo_good.token(yard))
    with pytest.raises(ArgoError) as caught:
        raise_for(connection.transport.request("DELETE", f"{WORKFLOWS}/x"))
    connection.close()
    whom = f'user "system:serviceaccount:default:{yard.user.name}" may not delete workflows.argoproj.io "x"'
    assert str(caught.value) == f'{whom} in namespace "default"'
    assert caught.value.exit_code == 3


def test_a_renewed_token_is_written_where_the_old_one_stood(yard: Yard) -> None:
    zoo_good.oidc_token_renewed(yard)
    text = "# mine\n" + yard.path.read_text() + "# the end\n"
    yard.path.write_text(text)
    yard.path.chmod(0o640)
    enter(yard, None).transport.request("GET", "/version")
    new = yard.path.read_text()
    assert new.startswith("# mine\n")
    assert new.endswith("# the end\n")
    assert f'id-token: "{yard.user.token}"' in new
    assert 'refresh-token: "next"' in new
    assert [line for line in new.splitlines() if "token:" not in line] == [
        line for line in text.splitlines() if "token:" not in line
    ]
    assert yard.path.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in yard.folder.iterdir()) == ["config"]


def test_a_renewed_token_is_used_from_then_on(yard: Yard) -> None:
    zoo_good.oidc_token_renewed(yard)
    for _ in range(2):
        connection = enter(yard, None)
        assert connection.transport.request("GET", WORKFLOWS).status == 200
        connection.close()
    end = of_token(yard.user.token)
    assert end is not None
    assert end > time.time()


@pytest.mark.parametrize(("end", "runs"), [("2001-01-01T00:00:00Z", 3), ("2999-01-01T00:00:00Z", 1), ("", 1)])
def test_a_program_is_asked_again_when_its_login_has_ended(yard: Yard, end: str, runs: int) -> None:
    status = {"token": yard.user.token, **({"expirationTimestamp": end} if end else {})}
    program = yard.program("login", f"echo ran >> {yard.folder / 'runs'}; {credential(**status)}")
    yard.write(plugin(program))
    connection = enter(yard, None)
    for _ in range(3):
        assert connection.transport.request("GET", WORKFLOWS).status == 200
    connection.close()
    assert (yard.folder / "runs").read_text().split() == ["ran"] * runs
