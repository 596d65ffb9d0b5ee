"""What locks are called, and how many may hold a semaphore."""

from __future__ import annotations

import re
from collections.abc import Mapping

from argocli.engine import outside
from argocli.engine.outside import Objects
from argocli.model.values import JsonObject, mapping, objects, text

_CONFIG_MAP = "ConfigMap"
_DATABASE = "Database"
_INTEGER = re.compile(r"[+-]?[0-9]+")


class LockError(Exception):
    """A synchronization that cannot be used; a `transient` one may be later."""

    def __init__(self, reason: str, *, transient: bool = False) -> None:
        super().__init__(reason)
        self.transient = transient


def named_by(wanted: JsonObject, namespace: str) -> dict[str, bool]:
    """The names of all locks of a `synchronization`, each with whether it is a mutex. Raises LockError."""
    semaphores, mutexes = objects(wanted, "semaphores"), objects(wanted, "mutexes")
    for items in (semaphores, mutexes):
        if any(item in items[:place] for place, item in enumerate(items)):
            raise _invalid("duplicate synchronization item found")
    named = {_semaphore(item, namespace): False for item in semaphores}
    named.update({_mutex(item, namespace): True for item in mutexes})
    return named


def _semaphore(item: JsonObject, namespace: str) -> str:
    place = text(item, "namespace") or namespace
    reference, database = mapping(item, "configMapKeyRef"), mapping(item, "database")
    if reference and database:
        raise _invalid("invalid semaphore with both ConfigMapKeyRef and Database")
    if reference:
        return _joined(place, _CONFIG_MAP, _filled(text(reference, "name")), _filled(text(reference, "key")))
    if database:
        return _joined(place, _DATABASE, _filled(text(database, "key")))
    raise _invalid("cannot get LockName for a Semaphore without a ConfigMapRef or Database")


def _mutex(item: JsonObject, namespace: str) -> str:
    kind = _DATABASE if item.get("database") is True else "Mutex"
    return _joined(text(item, "namespace") or namespace, kind, _filled(text(item, "name")))


def _joined(*parts: str) -> str:
    return "/".join(parts)


def _filled(part: str) -> str:
    if not part:
        raise _invalid("Invalid lock key: ResourceName is missing")
    return part


def _invalid(reason: str) -> LockError:
    return LockError(f"requested configuration is invalid: {reason}")


def limit_of(name: str, known: Objects, database: Mapping[str, int]) -> int | None:
    """How many may hold the semaphore as things stand; None where nobody says.

    Raises TemplatesMissing where nobody has looked yet, Unavailable where it cannot be read now.
    """
    parts = name.split("/", 2)
    if len(parts) < 3:
        return None
    namespace, kind, rest = parts
    if kind == _DATABASE:
        return database.get(f"{namespace}/{rest}")
    map_name, _, entry = rest.partition("/")
    found = outside.config_map(known, namespace, map_name)
    value = outside.data_of(found).get(entry, "") if found is not None else ""
    return int(value) if _INTEGER.fullmatch(value) else None
