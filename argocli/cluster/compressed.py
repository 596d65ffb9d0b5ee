"""The nodes of large workflows: compressed within the object, or kept elsewhere; read into `status.nodes`, and packed
again where an object would be too large to be written."""

from __future__ import annotations

import binascii
import json
import zlib

from argocli.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.model.values import JsonObject
    from argocli.model.workflow import Workflow

# The controller packs the nodes of what is larger; both read either form.
_LARGE = 1024 * 1024
_MOST = 512 * 1024 * 1024
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


def whole(workflow: Workflow) -> Workflow:
    """The workflow with all its nodes. Raises Refused where they are out of reach."""
    status = _status(workflow)
    if status.get("offloadNodeStatusVersion"):
        raise Refused(
            f"{_name(workflow)}: offload node status is not supported: its nodes are kept in the controller's database",
            hint="an Argo Server reads them: set ARGO_SERVER, or --argo-server",
        )
    packed = status.get("compressedNodes")
    if not packed or not isinstance(packed, str):
        return workflow
    unpacked = {key: value for key, value in status.items() if key != "compressedNodes"}
    unpacked["nodes"] = _nodes(packed, _name(workflow))
    return {**workflow, "status": unpacked}  # type: ignore[typeddict-item]


def reachable(workflow: Workflow) -> Workflow:
    """The workflow with its nodes, or without them where they are out of reach."""
    try:
        return whole(workflow)
    except Refused:
        return workflow


def encoded(workflow: Workflow) -> bytes:
    """The object as it is sent; large ones with their nodes packed."""
    body = _dump(workflow)
    status = _status(workflow)
    if len(body) <= _LARGE or not status.get("nodes"):
        return body
    rest = {key: value for key, value in status.items() if key != "nodes"}
    rest["compressedNodes"] = pack(_dump(status["nodes"]))
    return _dump({**workflow, "status": rest})


def pack(data: bytes) -> str:
    deflate = zlib.compressobj(wbits=31)
    return binascii.b2a_base64(deflate.compress(data) + deflate.flush(), newline=False).decode("ascii")


def _nodes(packed: str, name: str) -> JsonObject:
    try:
        nodes = json.loads(_expanded(binascii.a2b_base64(packed)))
        if isinstance(nodes, dict):
            return nodes
    except (ValueError, zlib.error):
        pass
    raise Refused(f"{name}: its compressed nodes cannot be read, they are damaged")


def _expanded(data: bytes) -> bytes:
    if data.startswith(_ZSTD):
        try:
            from compression import zstd  # type: ignore[import-not-found, unused-ignore]
        except ImportError:
            raise Refused("nodes compressed with zstd are read with Python 3.14 or newer") from None
        found: bytes = zstd.decompress(data)
        return found
    if not data.startswith(_GZIP):
        raise Refused("nodes are compressed in a way that is not known (brotli?)")
    inflate = zlib.decompressobj(31)
    expanded = inflate.decompress(data, _MOST)
    if not inflate.eof:
        raise ValueError("cut off")
    return expanded


def _status(workflow: Workflow) -> JsonObject:
    status = workflow.get("status")
    return status if isinstance(status, dict) else {}  # type: ignore[return-value]


def _name(workflow: Workflow) -> str:
    return f'workflow "{workflow["metadata"].get("name", "")}"'


def _dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), default=dict).encode()
