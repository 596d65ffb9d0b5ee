"""What Go's functions on texts do otherwise than Python's: blanks, letters case by case, cuts, quotes, encodings."""

from __future__ import annotations

import base64

from argocli.expr.errors import FunctionError

SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f",
          "\v": "\\v"}  # fmt: skip


def utf8(text: str) -> bytes:
    """The bytes of a text; halves of surrogate pairs stand for no character and become the replacement character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def upper(text: str) -> str:
    """Capital letters, one for one: a letter whose capital is two stays as it is."""
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def _capital(letter: str) -> str:
    for found in (letter.upper(), letter.title()):
        if len(found) == 1:
            return found
    return letter


def title_letter(letter: str) -> str:
    """The letter as it begins a title."""
    found = letter.title()
    return found if len(found) == 1 else letter


def lower(text: str) -> str:
    """Small letters, one for one."""
    return text.lower() if text.isascii() else "".join(letter.lower()[:1] for letter in text)


def split(source: str, by: str, limit: int, *, keep: bool = False) -> list[str]:
    """The parts of a text between separators, `limit` of them at most unless negative; `keep` leaves them on."""
    if limit == 0:
        return []
    if not by:
        cut = len(source) if limit < 0 else min(limit - 1, max(0, len(source) - 1))
        return [*source[:cut], *([source[cut:]] if source[cut:] else [])]
    parts = source.split(by) if limit < 0 else source.split(by, limit - 1)
    return [*(part + by for part in parts[:-1]), *parts[-1:]] if keep else parts


def quoted(source: str) -> str:
    """A text in quotes as Go writes it: what cannot be printed as an escape."""
    return '"' + "".join(_NAMED.get(one) or (one if one.isprintable() else _code(one)) for one in source) + '"'


def time_quoted(source: str) -> str:
    """A text in quotes as messages about dates write it: byte by byte where it is not ASCII."""
    letters = utf8(source).decode("latin-1")
    return '"' + "".join(map(_time_letter, letters)) + '"'


def _time_letter(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    return letter if " " <= letter < "\x80" else f"\\x{ord(letter):02x}"


def _code(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def decode64(source: str) -> str:
    """The text that base64 stands for. Raises FunctionError, naming the byte where it breaks off."""
    plain = _checked(source, _BASE64, 4, (0, 2, 3), "base64")
    return base64.b64decode(plain).decode("utf-8", "replace")


def decode32(source: str) -> str:
    """The text that base32 stands for. Raises FunctionError, naming the byte where it breaks off."""
    plain = _checked(source, _BASE32, 8, (0, 2, 4, 5, 7), "base32")
    return base64.b32decode(plain).decode("utf-8", "replace")


def _checked(source: str, alphabet: frozenset[str], block: int, ends: tuple[int, ...], name: str) -> str:
    """The text without line breaks, complete with its padding. Raises FunctionError."""
    taken = 0
    for place, character in enumerate(source):
        if character in "\r\n":
            continue
        if character == "=":
            _check_padding(source, place, taken, block, ends, name)
            break
        if character not in alphabet:
            raise _illegal(name, len(utf8(source[:place])))
        taken += 1
    else:
        if taken % block:
            raise _illegal(name, len(source) - taken % block)
    return source.replace("\r", "").replace("\n", "")


def _check_padding(source: str, place: int, taken: int, block: int, ends: tuple[int, ...], name: str) -> None:
    rest = taken % block
    if rest == 0 or rest not in ends:
        raise _illegal(name, place)
    missing = block - rest
    for at in range(place, len(source)):
        if source[at] in "\r\n":
            continue
        if not missing:
            raise _illegal(name, at)
        if source[at] != "=":
            raise _illegal(name, at - 1 if name == "base64" else at)
        missing -= 1
    if missing:
        raise _illegal(name, len(source) if name == "base64" else len(source) - block + missing)


def _illegal(name: str, place: int) -> FunctionError:
    return FunctionError(f"illegal {name} data at input byte {place}")
