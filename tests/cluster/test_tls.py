"""TLS: who is trusted, under which name, and who is asking; proxies on the way. For both transports."""

from __future__ import annotations

import base64
import gc
import os
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from argocli.cluster import tls
from argocli.cluster.address import Address
from argocli.cluster.kubeconfig import BrokenConfig
from argocli.cluster.official import OfficialTransport
from argocli.cluster.target import Target
from argocli.cluster.thin import ThinTransport, claims
from argocli.cluster.trace import Trace
from argocli.cluster.transport import Transport
from argocli.errors import Unreachable
from tests.cluster.certificates import Authority, Pair
from tests.cluster.pki import dated, encrypted, server_context
from tests.cluster.proxies import http_proxy, socks_proxy
from tests.cluster.scripted import reply, serving

# http.client forgets to close what a proxy answered when that was a refusal.
LEAKS = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
# Who is refused in the middle of the handshake may find the connection gone before the reason is read.
GONE = "the connection was closed"
ONLY_OFFICIAL = pytest.mark.parametrize("open_", [OfficialTransport], ids=["official"], indirect=True)
LONG_AGO = ("200101000000Z", "200102000000Z")
NOT_YET = ("400101000000Z", "410101000000Z")
Open = Callable[..., Transport]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pki")


@pytest.fixture(scope="module")
def authority(folder: Path) -> Authority:
    return Authority(folder / "ours")


@pytest.fixture(scope="module")
def server(authority: Authority) -> Pair:
    return authority.server("server", "api.test", "IP:127.0.0.1")


@pytest.fixture(params=[ThinTransport, OfficialTransport], ids=["thin", "official"])
def open_(request: pytest.FixtureRequest, authority: Authority) -> Iterator[Open]:
    opened: list[Transport] = []

    def make(
        port: int, *, host: str = "127.0.0.1", proxy: str = "", ca: Path | None = None, **more: object
    ) -> Transport:
        target = Target()
        target.address = Address(f"https://{host}:{port}")
        target.ca_file = str(ca or authority.pair.certificate)
        for name, value in more.items():
            setattr(target.login if hasattr(target.login, name) else target, name, value)
        address = Address(proxy, "http") if proxy else None
        assert request.param is OfficialTransport or claims(target, address)
        opened.append(request.param(target, Trace(), proxy=address, timeout=5))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()
    gc.collect()


def fails(transport: Transport) -> str:
    with pytest.raises(Unreachable) as caught:
        transport.request("GET", "/version")
    assert "\n" not in str(caught.value)
    return f"{caught.value} | {caught.value.hint}"


def official(transport: Transport) -> bool:
    return isinstance(transport, OfficialTransport)


def works(transport: Transport) -> bool:
    return transport.request("GET", "/version").status == 200


def test_a_trusted_server(open_: Open, server: Pair) -> None:
    with serving([reply()], server_context(server)) as found:
        assert works(open_(found.port))


def test_the_authority_may_be_given_as_data(open_: Open, server: Pair, authority: Authority) -> None:
    data = b"# R\xc3\xb6ot\n" + authority.pair.certificate.read_bytes()
    with serving([reply()], server_context(server)) as found:
        assert works(open_(found.port, ca_data=data, ca_file=""))


def test_a_server_certificate_may_itself_be_what_is_trusted(open_: Open, server: Pair) -> None:
    with serving([reply()], server_context(server)) as found:
        assert works(open_(found.port, ca=server.certificate))


def test_an_unknown_authority(open_: Open, server: Pair, folder: Path) -> None:
    other = Authority(folder / "other")
    with serving([reply()], server_context(server)) as found:
        assert "is signed by an unknown authority | --certificate-authority" in fails(
            open_(found.port, ca=other.pair.certificate)
        )
        assert "is signed by an unknown authority" in fails(open_(found.port, ca_file=""))


def test_anybody_may_be_trusted(open_: Open, server: Pair) -> None:
    with serving([reply()], server_context(server)) as found:
        assert works(open_(found.port, ca_file="", insecure=True))


def test_the_name_has_to_be_right(open_: Open, authority: Authority) -> None:
    other = authority.server("elsewhere", "elsewhere.test")
    with serving([reply()], server_context(other)) as found:
        assert 'is not for "127.0.0.1" | --tls-server-name' in fails(open_(found.port))
        assert 'is not for "wrong.test"' in fails(open_(found.port, tls_server_name="wrong.test"))
        assert works(open_(found.port, tls_server_name="elsewhere.test"))


@pytest.mark.parametrize(("period", "message"), [(LONG_AGO, "has expired"), (NOT_YET, "is not valid yet")])
def test_the_time_of_a_certificate(
    open_: Open, authority: Authority, folder: Path, period: tuple[str, str], message: str
) -> None:
    pair = dated(authority, folder / "dated", "dated", *period, names="IP:127.0.0.1")
    with serving([reply()], server_context(pair)) as found:
        assert f"the certificate of https://127.0.0.1:{found.port} {message} | " in fails(open_(found.port))


def test_a_server_without_tls(open_: Open) -> None:
    with serving([reply()]) as found:
        assert "does not speak TLS" in fails(open_(found.port))


@pytest.fixture
def client(authority: Authority) -> Pair:
    return authority.client("ann", "team")


def test_a_client_certificate_as_files_or_as_data(
    open_: Open, server: Pair, client: Pair, authority: Authority
) -> None:
    files = {"cert_file": str(client.certificate), "key_file": str(client.key)}
    data = {"cert_data": client.certificate.read_bytes().strip(), "key_data": client.key.read_bytes()}
    with serving([reply()], server_context(server, authority.pair.certificate)) as found:
        assert works(open_(found.port, **files))
        assert works(open_(found.port, **data))


def test_a_missing_client_certificate(open_: Open, server: Pair, authority: Authority) -> None:
    with serving([reply()], server_context(server, authority.pair.certificate)) as found:
        transport = open_(found.port)
        told = fails(transport)
    assert "asks for a client certificate that it accepts" in told or (official(transport) and GONE in told)


def test_a_client_certificate_of_another_authority(
    open_: Open, server: Pair, authority: Authority, folder: Path
) -> None:
    stranger = Authority(folder / "strange").client("eve")
    with serving([reply()], server_context(server, authority.pair.certificate)) as found:
        transport = open_(found.port, cert_file=str(stranger.certificate), key_file=str(stranger.key))
        told = fails(transport)
    assert "does not accept the client certificate" in told or (official(transport) and GONE in told)


def test_an_expired_client_certificate(open_: Open, server: Pair, authority: Authority, folder: Path) -> None:
    old = dated(authority, folder / "old", "old", *LONG_AGO)
    files = {"cert_file": str(old.certificate), "key_file": str(old.key)}
    with serving([reply()], server_context(server, authority.pair.certificate)) as found:
        transport = open_(found.port, **files)
        told = fails(transport)
    assert "does not accept the client certificate: it has expired" in told or (official(transport) and GONE in told)
    # An API server lets everybody through TLS, and refuses then.
    with serving([reply(401)], server_context(server)) as found:
        note = open_(found.port, **files).request("GET", "/").note
    assert note == "the client certificate of the login of the command line expired on 2020-01-02 at 00:00:00 UTC"


@pytest.mark.parametrize("case", ["missing", "garbage", "mismatch", "encrypted"])
def test_a_client_certificate_that_cannot_be_used(
    open_: Open, client: Pair, server: Pair, folder: Path, case: str
) -> None:
    files = {"cert_file": str(client.certificate), "key_file": str(client.key)}
    if case == "missing":
        files["key_file"] = "/nowhere.key"
    if case == "garbage":
        (folder / "garbage").write_text("no key")
        files["key_file"] = str(folder / "garbage")
    if case == "mismatch":
        files["key_file"] = str(server.key)
    if case == "encrypted":
        files["key_file"] = str(encrypted(client, folder / "encrypted.key"))
    expected = {
        "missing": "the client key /nowhere.key cannot be read: no such file or directory",
        "garbage": "is damaged, or not in PEM form",
        "mismatch": "do not belong together",
        "encrypted": "is encrypted",
    }
    with serving([reply()], server_context(server)) as found, pytest.raises(BrokenConfig) as caught:
        open_(found.port, **files).request("GET", "/")
    assert expected[case] in str(caught.value)


@pytest.mark.parametrize("text", ["no certificate", "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n", ""])
def test_an_authority_that_is_none(open_: Open, server: Pair, tmp_path: Path, text: str) -> None:
    (tmp_path / "ca").write_text(text)
    with (
        serving([reply()], server_context(server)) as found,
        pytest.raises(BrokenConfig, match="is no certificate in PEM"),
    ):
        open_(found.port, ca=tmp_path / "ca").request("GET", "/")


@pytest.mark.parametrize("memory", [True, False])
def test_a_key_given_as_data_is_never_left_on_a_disk_or_open_to_others(
    monkeypatch: pytest.MonkeyPatch, client: Pair, tmp_path: Path, memory: bool
) -> None:
    if not memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    seen: list[str] = []
    load = tls._load

    def look(context: ssl.SSLContext, path: str) -> None:
        seen.append(path)
        if not memory:
            assert os.stat(path).st_mode & 0o777 == 0o600
            assert os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o700
        load(context, path)

    monkeypatch.setattr(tls, "_load", look)
    target = Target()
    target.login.cert_data, target.login.key_data = client.certificate.read_bytes(), client.key.read_bytes()
    tls.context_of(target, target.login)
    assert len(seen) == 1
    assert seen[0].startswith("/proc/self/fd/" if memory else str(place))
    assert list(place.iterdir()) == []


def test_a_proxy_connects_to_what_only_it_knows(open_: Open, server: Pair) -> None:
    with serving([reply()], server_context(server)) as found, http_proxy({"api.test": found.port}) as proxy:
        transport = open_(6443, host="api.test", proxy=f"http://127.0.0.1:{proxy.port}")
        assert works(transport)
        assert works(transport)
    assert proxy.seen == ["CONNECT api.test:6443"]


@LEAKS
def test_a_proxy_with_a_login(open_: Open, server: Pair) -> None:
    login = "Basic " + base64.b64encode(b"ann:p@w").decode()
    with (
        serving([reply()], server_context(server)) as found,
        http_proxy({"api.test": found.port}, login=login) as proxy,
    ):
        assert works(open_(6443, host="api.test", proxy=f"http://ann:p%40w@127.0.0.1:{proxy.port}"))
        told = fails(open_(6443, host="api.test", proxy=f"http://ann:wrong@127.0.0.1:{proxy.port}"))
    assert "asks for a login" in told
    assert "wrong" not in told


@LEAKS
def test_proxies_that_do_not_help(open_: Open) -> None:
    with http_proxy({}) as proxy:
        told = fails(open_(6443, host="api.test", proxy=f"http://127.0.0.1:{proxy.port}"))
    assert f"the proxy http://127.0.0.1:{proxy.port} does not connect to api.test:6443" in told
    told = fails(open_(6443, host="api.test", proxy=f"http://127.0.0.1:{proxy.port}"))
    assert "the proxy" in told
    assert "cannot be reached: connection refused" in told
    assert "the host proxy.invalid of the proxy" in fails(open_(6443, host="api.test", proxy="http://proxy.invalid:1"))


def test_errors_of_tls_behind_a_proxy_are_the_servers(open_: Open, server: Pair, folder: Path) -> None:
    other = Authority(folder / "other")
    with serving([reply()], server_context(server)) as found, http_proxy({"api.test": found.port}) as proxy:
        told = fails(open_(6443, host="api.test", proxy=f"http://127.0.0.1:{proxy.port}", ca=other.pair.certificate))
    assert "the certificate of https://api.test:6443 is signed by an unknown authority" in told


@ONLY_OFFICIAL
@pytest.mark.parametrize("login", ["", "ann:pw"])
def test_a_socks_proxy_looks_names_up(open_: Open, server: Pair, login: str) -> None:
    with (
        serving([reply()], server_context(server)) as found,
        socks_proxy({"api.test": found.port}, login=login) as proxy,
    ):
        at = f"{login}@" if login else ""
        assert works(open_(6443, host="api.test", proxy=f"socks5://{at}127.0.0.1:{proxy.port}"))
        assert "the proxy socks5://" in fails(
            open_(6443, host="nowhere.test", proxy=f"socks5://{at}127.0.0.1:{proxy.port}")
        )
    assert proxy.seen == ["api.test:6443", "nowhere.test:6443"]


@ONLY_OFFICIAL
def test_a_proxy_behind_tls(open_: Open, server: Pair, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.pair.certificate))
    context = server_context(server)
    with (
        serving([reply()], context) as found,
        http_proxy({"api.test": found.port}, tls=server_context(server)) as proxy,
    ):
        assert works(open_(6443, host="api.test", proxy=f"https://127.0.0.1:{proxy.port}"))


def test_connections_that_are_refused_and_names_that_are_unknown(open_: Open) -> None:
    assert "cannot be reached: connection refused | is the cluster running" in fails(open_(1))
    assert "the host nowhere.invalid of https://nowhere.invalid:6443 cannot be found" in fails(
        open_(6443, host="nowhere.invalid")
    )


def test_a_server_that_takes_the_connection_and_says_nothing(open_: Open) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        begin = time.monotonic()
        transport = open_(listener.getsockname()[1])
        with pytest.raises(Unreachable, match=r"no answer in|did not answer in"):
            transport.request("GET", "/version", timeout=0.2)
        assert time.monotonic() - begin < 4
