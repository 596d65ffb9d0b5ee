"""Kubeconfig files: found, read, and merged as kubectl does. The first file that names a thing decides about it."""

from __future__ import annotations

import binascii
import os

from argocli.errors import Unreachable
from argocli.manifest.parse import parse
from argocli.manifest.read import Unreadable, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from argocli.manifest.positions import Document
    from argocli.model.values import Json, JsonObject

# What makes a file unusable; keys given twice and a missing kind do not.
_FATAL = frozenset({"syntax", "hostile", "unusable-value", "not-a-mapping"})


class BrokenConfig(Unreachable):
    """A kubeconfig, or what goes with it, that cannot be used as it stands."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint or _MEND)


_MEND = "mend the kubeconfig, or choose another way in: --kubeconfig, --context, --user"


class Entry:
    """One cluster, user or context: its fields, each with its place in the file."""

    __slots__ = ("document", "name", "path", "value")

    def __init__(self, name: str, value: JsonObject, document: Document, path: tuple[str | int, ...]) -> None:
        self.name = name
        self.value = value
        self.document = document
        self.path = path

    @property
    def file(self) -> str:
        return self.document.source

    def fail(self, key: str, message: str) -> BrokenConfig:
        return _broken(self.document, (*self.path, key), message)

    def text(self, key: str) -> str:
        value = self.value.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        raise self.fail(key, f"{key} has to be text")

    def flag(self, key: str) -> bool:
        value = self.value.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise self.fail(key, f"{key} has to be true or false")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.value.get(key)
        items = value if isinstance(value, list) else [] if value is None else [value]
        if any(not isinstance(item, str) for item in items) or (value is not None and not isinstance(value, list)):
            raise self.fail(key, f"{key} has to be a list of texts")
        return tuple(str(item) for item in items)

    def object(self, key: str) -> JsonObject | None:
        value = self.value.get(key)
        if value is None or isinstance(value, dict):
            return value
        raise self.fail(key, f"{key} has to be a mapping")

    def data(self, key: str) -> bytes:
        """What is given as base64."""
        text = "".join(self.text(key).split())
        try:
            return binascii.a2b_base64(text, strict_mode=True) if text else b""
        except binascii.Error:
            raise self.fail(key, f"{key} is not valid base64") from None

    def file_path(self, key: str) -> str:
        """A path, taken from the folder of the file where it is relative."""
        text = self.text(key)
        return os.path.join(os.path.dirname(os.path.abspath(self.file)), text) if text else ""


class Kubeconfig:
    """What all files together say. `current_in` is the document that names the current context."""

    __slots__ = ("clusters", "contexts", "current", "current_in", "files", "users")

    def __init__(self) -> None:
        self.clusters: dict[str, Entry] = {}
        self.users: dict[str, Entry] = {}
        self.contexts: dict[str, Entry] = {}
        self.current = ""
        self.current_in: Document | None = None
        self.files: list[str] = []

    @property
    def place(self) -> str:
        return " and ".join(self.files)

    def missing_current(self, message: str) -> BrokenConfig:
        return _broken(self.current_in, ("current-context",), message) if self.current_in else BrokenConfig(message)


def load(explicit: str, environ: Mapping[str, str]) -> Kubeconfig:
    """The file of --kubeconfig, which has to exist; else those of KUBECONFIG that exist; else ~/.kube/config."""
    config = Kubeconfig()
    if explicit:
        path = os.path.expanduser(explicit)
        if not os.path.exists(path):
            raise BrokenConfig(f"there is no kubeconfig {explicit}", hint="--kubeconfig (or ARGO_KUBECONFIG) names it")
        _add(config, path)
        return config
    for path in paths(environ):
        if os.path.exists(path):
            _add(config, path)
    return config


def paths(environ: Mapping[str, str]) -> list[str]:
    """The files to look into where none was named on the command line."""
    listed = environ.get("KUBECONFIG", "")
    if listed:
        return list(dict.fromkeys(os.path.expanduser(path) for path in listed.split(os.pathsep) if path))
    home = environ.get("HOME") or os.path.expanduser("~")
    return [os.path.join(home, ".kube", "config")]


def _add(config: Kubeconfig, path: str) -> None:
    data = read_file(path)
    if isinstance(data, Unreadable):
        raise BrokenConfig(f"the kubeconfig {path} cannot be read: {data.reason}")
    config.files.append(path)
    documents = parse(data, path)
    if not documents:
        return
    document = documents[0]
    for problem in document.problems:
        if problem.code in _FATAL:
            message = "a kubeconfig has to be a mapping" if problem.code == "not-a-mapping" else problem.message
            raise BrokenConfig(f"{path}:{problem.span.line}:{problem.span.column}: {message}")
    value = document.value
    if not isinstance(value, dict):
        return
    if document.kind not in ("", "Config"):
        raise _broken(document, ("kind",), f"this is a {document.kind}, not a kubeconfig")
    _merge(config.clusters, value, document, "clusters", "cluster")
    _merge(config.users, value, document, "users", "user")
    _merge(config.contexts, value, document, "contexts", "context")
    current = value.get("current-context")
    if current is not None and not isinstance(current, str):
        raise _broken(document, ("current-context",), "current-context has to be text")
    if current and not config.current:
        config.current, config.current_in = current, document


def _merge(known: dict[str, Entry], source: JsonObject, document: Document, plural: str, singular: str) -> None:
    """Whole entries only: nothing of a second one with the same name is looked at."""
    listed = source.get(plural)
    if listed is None:
        return
    if not isinstance(listed, list):
        raise _broken(document, (plural,), f"{plural} has to be a list")
    here: set[str] = set()
    for index, item in enumerate(listed):
        name: Json = item.get("name") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(name, str):
            raise _broken(document, (plural, index), f"each of {plural} has to have a name, as text")
        if name in here:
            raise _broken(document, (plural, index, "name"), f'{plural} has "{name}" twice')
        here.add(name)
        value = item.get(singular)
        if value is not None and not isinstance(value, dict):
            raise _broken(document, (plural, index, singular), f"{singular} has to be a mapping")
        known.setdefault(name, Entry(name, value or {}, document, (plural, index, singular)))


def _broken(document: Document, path: Sequence[str | int], message: str) -> BrokenConfig:
    span = document.locate_key(path) if path else document.locate(path)
    return BrokenConfig(f"{document.source}:{span.line}:{span.column}: {message}")
