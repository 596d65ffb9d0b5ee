"""Addresses of servers and proxies taken apart, and queries put together, without urllib."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class Address:
    """`scheme://login@host:port/prefix`; the host without brackets, the prefix without a slash at its end."""

    __slots__ = ("host", "login", "port", "prefix", "scheme")

    def __init__(self, text: str, scheme: str = "https") -> None:
        """`scheme` is meant where the text has none. Raises ValueError with a reason."""
        given, found, rest = text.strip().partition("://")
        self.scheme = given.lower() if found else scheme
        rest = rest if found else given
        if self.scheme not in _PORTS:
            raise ValueError(f'the scheme "{self.scheme}" is not known')
        for mark in ("#", "?"):
            rest = rest.partition(mark)[0]
        place, _, prefix = rest.partition("/")
        self.prefix = f"/{prefix}".rstrip("/")
        self.login, _, place = place.rpartition("@")
        if place.startswith("["):
            self.host, _, port = place[1:].partition("]")
            port = port.removeprefix(":")
        else:
            self.host, _, port = place.partition(":")
        if not self.host or any(mark <= " " for mark in self.host):
            raise ValueError("it names no host")
        if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError(f'"{port}" is no port')
        self.port = int(port) if port else _PORTS[self.scheme]

    @property
    def place(self) -> str:
        """`host:port`, an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        """The Host header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        """As it may be shown: without the login."""
        return f"{self.scheme}://{self.authority}{self.prefix}"


def percent(text: str) -> str:
    """The text as a part of a query."""
    return "".join(chr(code) if code in _PLAIN else f"%{code:02X}" for code in text.encode())


def unpercent(text: str) -> str:
    """What a percent-encoded text stands for; a lone % is itself."""
    first, *rest = text.encode().split(b"%")
    found = bytearray(first)
    for part in rest:
        try:
            found += bytes((int(part[:2], 16),)) + part[2:]
        except ValueError:
            found += b"%" + part
    return found.decode("utf-8", "replace")


def with_query(path: str, query: Iterable[tuple[str, str]]) -> str:
    """The path with `?key=value&...`, encoded."""
    text = "&".join(f"{percent(key)}={percent(value)}" for key, value in query)
    return f"{path}?{text}" if text else path
