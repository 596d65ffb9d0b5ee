"""Proxies on this machine: HTTP with CONNECT, and SOCKS5. They know names that nobody else knows."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SECONDS = 20


@dataclass
class Proxy:
    """`places` are host names that lead to ports of this machine; others are refused. `seen` is what was asked for."""

    port: int
    places: Mapping[str, int]
    login: str = ""
    seen: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def http_proxy(places: Mapping[str, int], *, login: str = "", tls: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """`login` is the value that Proxy-Authorization has to have; with `tls` the proxy itself is behind TLS."""
    with _serving(places, login, tls, _speak_http) as proxy:
        yield proxy


@contextlib.contextmanager
def socks_proxy(places: Mapping[str, int], *, login: str = "") -> Iterator[Proxy]:
    """`login` is NAME:PASSWORD."""
    with _serving(places, login, None, _speak_socks) as proxy:
        yield proxy


@contextlib.contextmanager
def _serving(places: Mapping[str, int], login: str, tls: ssl.SSLContext | None, speak: object) -> Iterator[Proxy]:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    proxy = Proxy(listener.getsockname()[1], places, login)
    threads: list[threading.Thread] = []

    def attend(connected: socket.socket) -> None:
        with contextlib.suppress(OSError, ConnectionError):
            connected.settimeout(SECONDS)
            if tls is not None:
                connected = tls.wrap_socket(connected, server_side=True)
            speak(proxy, connected)
        connected.close()

    def listen() -> None:
        while not proxy.over.is_set():
            with contextlib.suppress(TimeoutError):
                connected, _ = listener.accept()
                threads.append(threading.Thread(target=attend, args=(connected,)))
                threads[-1].start()

    listening = threading.Thread(target=listen)
    listening.start()
    try:
        yield proxy
    finally:
        proxy.over.set()
        for thread in [listening, *threads]:
            thread.join(SECONDS)
        listener.close()


def _speak_http(proxy: Proxy, connected: socket.socket) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connected.recv(1)
        if not more:
            return
        head += more
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    proxy.seen.append(f"{method} {target}")
    if proxy.login and headers.get("proxy-authorization") != proxy.login:
        connected.sendall(b"HTTP/1.1 407 Who\r\nContent-Length: 0\r\n\r\n")
        return
    plain = method != "CONNECT"
    place = target.removeprefix("http://").partition("/")[0] if plain else target
    port = proxy.places.get(place.rpartition(":")[0] or place)
    if port is None:
        connected.sendall(b"HTTP/1.1 503 Nowhere\r\nContent-Length: 0\r\n\r\n")
        return
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), SECONDS)) as far:
        if plain:
            far.sendall(
                f"{method} {target.removeprefix(f'http://{place}')} HTTP/1.1\r\n".encode() + head.partition(b"\r\n")[2]
            )
        else:
            connected.sendall(b"HTTP/1.1 200 Here\r\n\r\n")
        _pass_on(proxy, connected, far)


def _speak_socks(proxy: Proxy, connected: socket.socket) -> None:
    _, count = connected.recv(2)
    offered = connected.recv(count)
    wanted = 2 if proxy.login else 0
    if wanted not in offered:
        connected.sendall(b"\x05\xff")
        return
    connected.sendall(bytes([5, wanted]))
    if proxy.login:
        name = connected.recv(connected.recv(2)[1]).decode()
        password = connected.recv(connected.recv(1)[0]).decode()
        good = f"{name}:{password}" == proxy.login
        connected.sendall(b"\x01\x00" if good else b"\x01\x01")
        if not good:
            return
    _, _, _, kind = connected.recv(4)
    host = connected.recv(connected.recv(1)[0]).decode() if kind == 3 else socket.inet_ntoa(connected.recv(4))
    (port,) = struct.unpack("!H", connected.recv(2))
    proxy.seen.append(f"{host}:{port}")
    if host not in proxy.places:
        connected.sendall(b"\x05\x04\x00\x01\0\0\0\0\0\0")
        return
    with contextlib.closing(socket.create_connection(("127.0.0.1", proxy.places[host]), SECONDS)) as far:
        connected.sendall(b"\x05\x00\x00\x01\0\0\0\0\0\0")
        _pass_on(proxy, connected, far)


def _pass_on(proxy: Proxy, near: socket.socket, far: socket.socket) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(near, selectors.EVENT_READ, far)
        selector.register(far, selectors.EVENT_READ, near)
        while not proxy.over.is_set():
            for key, _ in selector.select(0.05):
                data = key.fileobj.recv(65536)
                if not data:
                    return
                key.data.sendall(data)
                while isinstance(key.fileobj, ssl.SSLSocket) and key.fileobj.pending():
                    key.data.sendall(key.fileobj.recv(65536))
