"""Files of several documents of which some are spoilt, and which of the others have to be found all the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from tests.lint.corrupt import spoil
from tests.lint.repository import manifests

_OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-{0}\ndata:\n  a: b\n"
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "crlf", "cr at the end", "no end")


class Spoilt(NamedTuple):
    """`intact` are the names of the documents that nothing was done to; `least` is how many documents there have to be."""

    data: bytes
    intact: list[str]
    least: int


def named(number: int, chance: random.Random, texts: list[str]) -> tuple[str, str]:
    """A document with a name of its own."""
    name = f"document-{number}"
    if chance.random() < 0.2:
        return f"settings-{number}", _OTHER.format(number)
    lines = chance.choice(texts).split("\n")
    at = lines.index("metadata:") + 1
    lines[at] = f"  name: {name}"
    return name, "\n".join(lines)


def one_spoilt(count: int, seed: int) -> Iterator[Spoilt]:
    """Files in which one document or two are spoilt, or the file as a whole is written otherwise."""
    chance = random.Random(seed)
    texts = list(manifests(40).values())
    sources = [text.encode() for text in texts]
    for _ in range(count):
        chunks = [named(number, chance, texts) for number in range(chance.randint(2, 6))]
        names = [name for name, _ in chunks]
        bodies = [text.encode() for _, text in chunks]
        least = len(bodies)
        for at in chance.sample(range(len(bodies)), chance.choice((0, 1, 1, 1, 2))):
            body = spoil(bodies[at], chance, sources)
            # A mark of UTF-16 or a directive counts for more than its own document.
            if at == 0 and body[:2] in (b"\xff\xfe", b"\xfe\xff"):
                continue
            bodies[at] = body if body.endswith(b"\n") else body + b"\n"
            names[at] = ""
            least -= 1
        data = b"---\n".join(bodies)
        yield Spoilt(_written(data, chance), [name for name in names if name], least)


def _written(data: bytes, chance: random.Random) -> bytes:
    """The same in another encoding, where that is possible."""
    way = chance.choice(_ENCODINGS)
    if way == "crlf" and b"\r" not in data:
        return data.replace(b"\n", b"\r\n")
    if way == "cr at the end":
        return data + b"\r"
    if way == "no end":
        return data.removesuffix(b"\n")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    return text.encode(way) if way.startswith("utf") and not text.startswith("\ufeff") else data


def all_spoilt(count: int, seed: int) -> Iterator[bytes]:
    """Files of several documents spoilt anywhere."""
    chance = random.Random(seed)
    texts = list(manifests(40).values())
    sources = [text.encode() for text in texts]
    for _ in range(count):
        chunks = [named(number, chance, texts)[1] for number in range(chance.randint(1, 5))]
        yield spoil("---\n".join(chunks).encode(), chance, sources)
