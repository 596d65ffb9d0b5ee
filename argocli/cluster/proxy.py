"""Which proxy a server is reached through: --proxy-url and the kubeconfig's proxy-url, else the environment's.

A proxy that is named for the cluster is always used; one of the environment never for this machine itself, nor for
what NO_PROXY lists.
"""

from __future__ import annotations

from argocli.cluster.address import Address
from argocli.cluster.kubeconfig import BrokenConfig

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from ipaddress import IPv4Address, IPv6Address

    Ip = IPv4Address | IPv6Address


def choose(server: Address, named: str, environ: Mapping[str, str]) -> Address | None:
    """Raises BrokenConfig where the proxy's address is none."""
    if named:
        return _address(named, "proxy-url")
    variable = "HTTPS_PROXY" if server.scheme == "https" else "HTTP_PROXY"
    found = environ.get(variable) or environ.get(variable.lower())
    if not found or _direct(server, environ.get("NO_PROXY") or environ.get("no_proxy") or ""):
        return None
    return _address(found, variable)


def _address(text: str, source: str) -> Address:
    try:
        address = Address(text, "http")
    except ValueError as error:
        raise BrokenConfig(f"{source} is no address of a proxy: {error}") from None
    return address


def _direct(server: Address, listed: str) -> bool:
    host = server.host.lower().rstrip(".")
    number = None
    if ":" in host or host.replace(".", "").isdigit():
        from ipaddress import ip_address

        try:
            number = ip_address(host)
        except ValueError:
            number = None
    if host == "localhost" or (number is not None and number.is_loopback):
        return True
    return any(_covers(entry.strip().lower(), host, server.port, number) for entry in listed.split(","))


def _covers(entry: str, host: str, port: int, number: Ip | None) -> bool:
    """Whether an entry of NO_PROXY means this host: `*`, a name (and all below it), `.name` (only below), an address,
    a network; with `:port` only that port."""
    if not entry or entry == "*":
        return bool(entry)
    if "/" in entry:
        from ipaddress import ip_network

        try:
            return number is not None and number in ip_network(entry, strict=False)
        except ValueError:
            return False
    name, colon, wanted = entry.rpartition(":")
    if colon and wanted.isdigit() and (":" not in name or name.startswith("[")):
        if int(wanted) != port:
            return False
        entry = name
    name = entry.strip("[]").removeprefix("*")
    return host == name or host.endswith(name if name.startswith(".") else f".{name}")
