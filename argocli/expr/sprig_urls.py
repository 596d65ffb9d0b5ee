"""The `sprig` functions that take URLs apart and put them together, as Go reads and writes them."""

from __future__ import annotations

import re

from argocli.expr.errors import FunctionError
from argocli.expr.functions import Function
from argocli.expr.go_texts import quoted, utf8
from argocli.expr.values import Value, go_kind

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.S)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.S)
_ALWAYS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_IN_PATH = _ALWAYS | frozenset("$&+,/:;=@!'()*[]")
_IN_FRAGMENT = _ALWAYS | frozenset("$&+,/:;=?@!'()*[]")
_IN_USER = _ALWAYS | frozenset("$&+,;=")
_IN_HOST = _ALWAYS | frozenset("$&+,:;=[]<>\"!'()*")


def _unescaped(text: str, whole: str) -> str:
    """The text that percent signs stand for. Raises FunctionError."""
    bad = _BAD_ESCAPE.search(text)
    if bad:
        raise _unparsable(whole, f"invalid URL escape {quoted(bad.group())}")
    if "%" not in text:
        return text
    spelled = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), utf8(text).decode("latin-1"))
    return spelled.encode("latin-1").decode("utf-8", "replace")


def _escaped(text: str, allowed: frozenset[str]) -> str:
    return "".join(chr(byte) if chr(byte) in allowed else f"%{byte:02X}" for byte in utf8(text))


def _unparsable(whole: str, problem: str) -> FunctionError:
    return FunctionError(f"unable to parse url: parse {quoted(whole)}: {problem}")


def _parse(source: str) -> Value:
    rest, _, fragment = source.partition("#")
    if any(letter < " " or letter == "\x7f" for letter in source):
        raise _unparsable(source, "net/url: invalid control character in URL")
    match = _SCHEME.fullmatch(rest)
    scheme, rest = (match[1].lower(), match[2]) if match else ("", rest)
    if not match and rest.startswith(":"):
        raise _unparsable(source, "missing protocol scheme")
    rest, _, query = rest.partition("?")
    opaque = host = user = ""
    if scheme and not rest.startswith("/"):
        opaque, rest = rest, ""
    elif not scheme and ":" in rest.partition("/")[0]:
        raise _unparsable(source, "first path segment in URL cannot contain colon")
    elif rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        user, at, host = authority.rpartition("@")
        host = _host(host, source)
        user = _userinfo(user, source) if at else ""
    return {
        "scheme": scheme, "host": host, "hostname": _hostname(host), "path": _unescaped(rest, source), "query": query,
        "opaque": opaque, "fragment": _unescaped(fragment, source), "userinfo": user,
    }  # fmt: skip


def _host(text: str, whole: str) -> str:
    if text.startswith("[") and "]" not in text:
        raise _unparsable(whole, "missing ']' in host")
    colon = text.rpartition("]")[2] if text.startswith("[") else text
    port = colon.partition(":")[1] + colon.partition(":")[2] if ":" in colon else ""
    port = ":" + colon.rpartition(":")[2] if port else ""
    if port and not all("0" <= letter <= "9" for letter in port[1:]):
        raise _unparsable(whole, f"invalid port {quoted(port)} after host")
    if " " in text:
        raise _unparsable(whole, 'invalid character " " in host name')
    return _unescaped(text, whole)


def _hostname(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if (colon and port.isdigit()) or (colon and not port) else host


def _userinfo(text: str, whole: str) -> str:
    if not all((letter.isascii() and letter.isalnum()) or letter in "-._:~!$&'()*+,;=%@" for letter in text):
        raise _unparsable(whole, "net/url: invalid userinfo")
    name, colon, word = text.partition(":")
    return _escaped(_unescaped(name, whole), _IN_USER) + colon + _escaped(_unescaped(word, whole), _IN_USER)


def _part(parts: dict[str, Value], key: str) -> str:
    value = parts.get(key, "")
    if value is None:
        raise FunctionError("runtime error: invalid memory address or nil pointer dereference")
    if not isinstance(value, str):
        found = go_kind(value)
        raise FunctionError(f"unable to parse {key} key, must be of type string, but {found} found")
    return value


def _join(parts: dict[str, Value]) -> str:
    names = ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")
    scheme, host, path, query, opaque, fragment, user = (_part(parts, name) for name in names)
    text = scheme + ":" if scheme else ""
    if opaque:
        text += opaque
    else:
        named = f"{_userinfo(user, user)}@" if user else ""
        if scheme or host or user:
            bare = not host and not path and not user
            text += "" if bare else ("//" if host or path or user else "")
            text += named + _escaped(host, _IN_HOST)
        written = _escaped(path, _IN_PATH)
        if written and written[0] != "/" and host:
            text += "/"
        if not text and ":" in written.partition("/")[0]:
            text += "./"
        text += written
    text += "?" + query if query else ""
    return text + ("#" + _escaped(fragment, _IN_FRAGMENT) if fragment else "")


URL_FUNCTIONS: dict[str, Function] = {"urlParse": _parse, "urlJoin": _join}
