"""Manifests spoilt at random: bytes, lines, indentation, encodings, pieces of others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

_PIECES = (
    b"---\n", b"\n---\n", b"...\n", b"{{", b"}}", b"{{=", b": ", b"\n", b"- ", b"&a ", b"*a ", b"<<: *a\n", b"null", b"\t",
    b"[", b"]", b"{", b"}", b"'", b'"', b"|\n", b">-\n", b"#", b"? ", b"!!binary ", b"!!int ", b"%YAML 1.2\n", b"kind: x\n",
    b"argolint: disable=all", b"# argolint: disable=unknown-field -- x\n", b"\x00", b"\x1b[2J", b"\xff", b"\xc3", b"\xed\xa0\x80",
    b"\r", b"\r\n", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"steps.", b".outputs.", b"item",
)  # fmt: skip


def spoil(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """One to four corruptions."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, chance, others)
    return data


def _cut(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 1, 5, 40)) :]


def _insert(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_PIECES) + data[at:]


def _change(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _repeat(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[max(0, at - chance.randrange(200)) : at] + data[at:]


def _splice(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start = chance.randrange(len(other) + 1)
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[start : start + chance.randrange(400)] + data[at:]


def _half(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] if chance.random() < 0.7 else data[at:]


def _line(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """A line less, twice, elsewhere or with another indentation."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    line = lines.pop(at)
    way = chance.randrange(5)
    if way == 1:
        lines[at:at] = [line, line]
    elif way == 2:
        lines.insert(chance.randrange(len(lines) + 1), line)
    elif way == 3:
        lines.insert(at, b" " * chance.randrange(9) + line.lstrip())
    elif way == 4:
        lines.insert(at, b"\t" + line)
    return b"\n".join(lines)


def _indentation(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    count = chance.randrange(1, 12)
    inward = chance.random() < 0.5
    lines[at : at + count] = [b"  " + one if inward else one.removeprefix(b"  ") for one in lines[at : at + count]]
    return b"\n".join(lines)


def _encoding(data: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    way = chance.randrange(6)
    if way == 0:
        return data.replace(b"\n", b"\r\n")
    if way == 1:
        return b"\xef\xbb\xbf" + data
    if way == 2:
        return text.encode("utf-16")
    if way == 3:
        return b"\xfe\xff" + text.encode("utf-16-be")
    if way == 4:
        return text.encode("utf-16")[: -chance.randrange(1, 4)]
    return text.encode("latin-1", "replace")


_WAYS: tuple[Callable[[bytes, random.Random, Sequence[bytes]], bytes], ...] = (
    _cut, _cut, _insert, _insert, _insert, _change, _change, _repeat, _splice, _half, _line, _line, _indentation, _encoding,
)  # fmt: skip
