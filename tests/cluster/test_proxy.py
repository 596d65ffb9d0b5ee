"""Which proxy, and when none; addresses taken apart."""

from __future__ import annotations

import pytest

from argocli.cluster.address import Address, percent, unpercent, with_query
from argocli.cluster.kubeconfig import BrokenConfig
from argocli.cluster.proxy import choose


@pytest.mark.parametrize(
    ("no_proxy", "server", "direct"),
    [
        ("", "https://api.corp.test", False),
        ("*", "https://api.corp.test", True),
        ("corp.test", "https://api.corp.test", True),
        ("corp.test", "https://corp.test", True),
        ("corp.test", "https://notcorp.test", False),
        (".corp.test", "https://api.corp.test", True),
        (".corp.test", "https://corp.test", False),
        ("*.corp.test", "https://api.corp.test", True),
        ("*.corp.test", "https://corp.test", False),
        ("a.test, API.corp.test", "https://api.corp.test", True),
        ("api.corp.test:6443", "https://api.corp.test:6443", True),
        ("api.corp.test:6443", "https://api.corp.test", False),
        ("10.0.0.7", "https://10.0.0.7", True),
        ("10.0.0.7", "https://10.0.0.8", False),
        ("10.0.0.0/8", "https://10.1.2.3:6443", True),
        ("10.0.0.0/8", "https://11.1.2.3:6443", False),
        ("10.0.0.0/8", "https://api.corp.test", False),
        ("fd00::/8", "https://[fd00::1]:6443", True),
        ("[fd00::1]:6443", "https://[fd00::1]:6443", True),
        ("nonsense/99", "https://10.1.2.3", False),
        ("", "https://localhost:6443", True),
        ("", "https://127.0.0.1:6443", True),
        ("", "https://[::1]:6443", True),
    ],
)
def test_no_proxy(no_proxy: str, server: str, direct: bool) -> None:
    environ = {"HTTPS_PROXY": "http://proxy.test:3128", "NO_PROXY": no_proxy}
    assert (choose(Address(server), "", environ) is None) is direct


@pytest.mark.parametrize(
    ("environ", "server", "expected"),
    [
        ({"https_proxy": "http://a.test"}, "https://k.test", "http://a.test"),
        ({"HTTP_PROXY": "http://a.test"}, "https://k.test", None),
        ({"HTTP_PROXY": "a.test:1"}, "http://k.test", "http://a.test:1"),
        ({"HTTPS_PROXY": "a.test:1", "https_proxy": "b.test:1"}, "https://k.test", "http://a.test:1"),
        ({"ALL_PROXY": "http://a.test"}, "https://k.test", None),
    ],
)
def test_the_proxy_of_the_environment(environ: dict[str, str], server: str, expected: str | None) -> None:
    found = choose(Address(server), "", environ)
    assert (str(found) if found else None) == expected


def test_a_named_proxy_is_always_used() -> None:
    found = choose(Address("https://127.0.0.1:6443"), "socks5://p.test", {"NO_PROXY": "*", "HTTPS_PROXY": "http://x"})
    assert found is not None
    assert (found.scheme, found.place) == ("socks5", "p.test:1080")


def test_a_proxy_that_is_no_address_is_said() -> None:
    with pytest.raises(BrokenConfig, match=r'^proxy-url is no address of a proxy: the scheme "ftp" is not known'):
        choose(Address("https://k"), "ftp://x", {})


@pytest.mark.parametrize(
    ("text", "scheme", "place", "prefix", "shown"),
    [
        ("https://a.test", "https", "a.test:443", "", "https://a.test"),
        ("https://a.test:6443/", "https", "a.test:6443", "", "https://a.test:6443"),
        ("https://a.test/k8s/c-1/", "https", "a.test:443", "/k8s/c-1", "https://a.test/k8s/c-1"),
        ("a.test:8080", "https", "a.test:8080", "", "https://a.test:8080"),
        ("HTTP://[::1]:1/x", "http", "[::1]:1", "/x", "http://[::1]:1/x"),
        ("http://u:p%40@p.test:1", "http", "p.test:1", "", "http://p.test:1"),
        ("https://a.test?x#y", "https", "a.test:443", "", "https://a.test"),
    ],
)
def test_an_address_is_taken_apart_and_shown_without_its_login(
    text: str, scheme: str, place: str, prefix: str, shown: str
) -> None:
    address = Address(text)
    assert (address.scheme, address.place, address.prefix, str(address)) == (scheme, place, prefix, shown)


@pytest.mark.parametrize("text", ["", "https://", "https://a:x", "https://a:70000", "https://a b", "ftp://a"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError):
        Address(text)


def test_queries_are_encoded() -> None:
    assert with_query("/a", [("labelSelector", "a=b,c!=d é"), ("limit", "5")]) == (
        "/a?labelSelector=a%3Db%2Cc%21%3Dd%20%C3%A9&limit=5"
    )
    assert with_query("/a", []) == "/a"
    assert unpercent(percent("a%é/ ")) == "a%é/ "
    assert unpercent("100%") == "100%"
