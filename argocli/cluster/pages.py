"""Lists that come in pages: as many objects in a request as are a few megabytes, and again from the start where the
server forgot the place."""

from __future__ import annotations

import json

from argocli.cluster.failures import Gone, ServerFailed, raise_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from argocli.cluster.transport import Response, Transport
    from argocli.model.values import Json, JsonObject

    T = TypeVar("T")

JSON = "application/json"
# Names, labels and times instead of whole objects.
METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
METADATA_OF_ONE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"

# A page has to be small enough for memory and large enough not to matter.
_FIRST_COUNT, _PAGE_BYTES = 250, 8_000_000
_FEWEST, _MOST = 50, 5000


def read_all(
    transport: Transport,
    path: str,
    decode: Callable[[Response], tuple[list[T], JsonObject]],
    *,
    query: Sequence[tuple[str, str]] = (),
    accept: str = JSON,
    chunk: int = 0,
    what: str = "",
) -> tuple[list[T], str]:
    """All items and the resourceVersion they are of. `decode` takes an answer apart into items and the list's
    metadata; `chunk` is the size of pages, where somebody wants a certain one."""
    try:
        return _pages(transport, path, decode, query, accept, chunk or _FIRST_COUNT, bool(chunk), what)
    except Gone:
        # The server's memory is shorter than the list takes: then in one piece.
        return _pages(transport, path, decode, query, accept, 0, True, what)


def _pages(
    transport: Transport,
    path: str,
    decode: Callable[[Response], tuple[list[T], JsonObject]],
    query: Sequence[tuple[str, str]],
    accept: str,
    count: int,
    fixed: bool,
    what: str,
) -> tuple[list[T], str]:
    found: list[T] = []
    place: Json = ""
    while True:
        more = [("limit", str(count))] if count else []
        if isinstance(place, str) and place:
            more.append(("continue", place))
        response = transport.request("GET", path, query=[*query, *more], accept=accept)
        raise_for(response, what)
        size = len(response.body)
        items, metadata = decode(response)
        del response
        found += items
        place = metadata.get("continue")
        if not place:
            return found, str(metadata.get("resourceVersion") or "")
        if not fixed and items:
            count = min(max(_PAGE_BYTES * len(items) // size, _FEWEST), _MOST)


def whole(response: Response) -> tuple[list[JsonObject], JsonObject]:
    """All items of a page as they are."""
    metadata: JsonObject = {}
    return list(each(response, metadata)), metadata


def each(response: Response, metadata: JsonObject) -> Iterator[JsonObject]:
    """The items of a page one after the other, so that what is not needed of one can go before the next is made;
    `metadata` is filled with the list's own in the end."""
    where, path = response.where, response.path
    text = response.body.decode("utf-8", "replace")
    response.body = b""
    opening = '"items":['
    begin = at = text.find(opening) + len(opening)
    decoder = json.JSONDecoder()
    try:
        if at < len(opening):
            # None at all, or written in another way than API servers do.
            listing = json.loads(text)
            metadata.update(_metadata(listing))
            yield from listing.get("items") or ()
            return
        while text[at] == "{":
            item, at = decoder.raw_decode(text, at)
            yield item
            at += text[at] == ","
        metadata.update(_metadata(json.loads(text[:begin] + text[at:])))
    except (ValueError, IndexError, AttributeError):
        raise ServerFailed(f"{where} answers {path} with something else than a list of objects") from None


def _metadata(listing: Json) -> JsonObject:
    found = listing.get("metadata") if isinstance(listing, dict) else None
    return found if isinstance(found, dict) else {}
