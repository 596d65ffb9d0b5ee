"""Templates, cron workflows and config maps in SQLite: a ResourceStore beside the workflows."""

from __future__ import annotations

import json
import random
import sqlite3
import uuid

from argocli.errors import Conflict, NotFound, Refused
from argocli.local.database import Transaction, check_name, next_version
from argocli.model import timestamps
from argocli.model.field_selectors import parse_field_selector
from argocli.model.merge_patch import patched
from argocli.model.naming import GENERATED
from argocli.model.selectors import parse_selector
from argocli.model.values import JsonObject, mapping, text
from argocli.ports import Clock

_CLUSTER_WIDE = ("ClusterWorkflowTemplate",)
_WORDS = {
    "WorkflowTemplate": "workflow template",
    "ClusterWorkflowTemplate": "cluster workflow template",
    "CronWorkflow": "cron workflow",
    "ConfigMap": "config map",
}

# The method `list` hides the type of that name inside the class.
List = list


class SqliteResources:
    """A ResourceStore over an open database, in whose table each kind has its rows."""

    def __init__(self, db: sqlite3.Connection, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    def create(self, resource: JsonObject, *, dry_run: bool = False) -> JsonObject:
        kind, namespace, name = _named(resource)
        metadata = mapping(resource, "metadata")
        if not name and not text(metadata, "generateName"):
            raise Refused("name or generateName is required", hint="add metadata.name")
        with Transaction(self._db):
            if not name:
                name = text(metadata, "generateName") + "".join(random.choices(GENERATED, k=5))  # noqa: S311  # a name
            check_name(name)
            if self._find(kind, namespace, name) is not None:
                raise Conflict(f"{_called(kind, namespace, name)} exists already")
            made = self._stamped({**resource, "metadata": {**metadata, "name": name}}, None)
            if not dry_run:
                self._keep(made)
        return made

    def get(self, kind: str, namespace: str, name: str) -> JsonObject:
        namespace = "" if kind in _CLUSTER_WIDE else namespace
        found = self._find(kind, namespace, name)
        if found is None:
            raise NotFound(f"{_called(kind, namespace, name)} not found")
        return found

    def list(self, kind: str, namespace: str | None = None, *, labels: str = "", fields: str = "") -> List[JsonObject]:
        chosen, named = parse_selector(labels), parse_field_selector(fields)
        namespace = None if kind in _CLUSTER_WIDE else namespace or None
        rows = self._db.execute(
            "SELECT object FROM templates WHERE kind=? AND (? IS NULL OR namespace=?) ORDER BY namespace, name",
            (kind, namespace, namespace),
        )
        found: List[JsonObject] = [json.loads(body) for (body,) in rows]
        return [item for item in found if named(item) and chosen(_labels(item))]

    def update(self, resource: JsonObject) -> JsonObject:
        kind, namespace, name = _named(resource)
        with Transaction(self._db):
            current = self.get(kind, namespace, name)
            if _version(current) != _version(resource):
                raise Conflict(f"{_called(kind, namespace, name)} was changed by somebody else meanwhile")
            changed = self._stamped(resource, current)
            self._keep(changed)
        return changed

    def patch(self, kind: str, namespace: str, name: str, change: JsonObject) -> JsonObject:
        with Transaction(self._db):
            current = self.get(kind, namespace, name)
            changed = self._stamped(patched(current, change), current)
            self._keep(changed)
        return changed

    def delete(self, kind: str, namespace: str, name: str) -> None:
        found = self.get(kind, namespace, name)
        self._db.execute("DELETE FROM templates WHERE kind=? AND namespace=? AND name=?", _named(found))

    def put(self, resource: JsonObject) -> None:
        """Keep it, in the place of an older one of that name."""
        with Transaction(self._db):
            self._keep(self._stamped(resource, self._find(*_named(resource))))

    def _find(self, kind: str, namespace: str, name: str) -> JsonObject | None:
        row = self._db.execute(
            "SELECT object FROM templates WHERE kind=? AND namespace=? AND name=?", (kind, namespace, name)
        ).fetchone()
        found: JsonObject | None = json.loads(row[0]) if row is not None else None
        return found

    def _keep(self, resource: JsonObject) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO templates VALUES (?, ?, ?, ?)", (*_named(resource), json.dumps(resource))
        )

    def _stamped(self, resource: JsonObject, older: JsonObject | None) -> JsonObject:
        """With what a server gives: an identity that stays, a version that does not."""
        kept = mapping(older, "metadata")
        stamps: JsonObject = {
            "uid": kept.get("uid") or str(uuid.uuid4()),
            "creationTimestamp": kept.get("creationTimestamp") or timestamps.to_text(self._clock.now()),
            "resourceVersion": str(next_version(self._db)),
        }
        return {**resource, "metadata": {**mapping(resource, "metadata"), **stamps}}


def _named(resource: JsonObject) -> tuple[str, str, str]:
    kind, metadata = text(resource, "kind"), mapping(resource, "metadata")
    return kind, "" if kind in _CLUSTER_WIDE else text(metadata, "namespace"), text(metadata, "name")


def _called(kind: str, namespace: str, name: str) -> str:
    return f'{_WORDS.get(kind, kind)} "{name}"' + (f' in namespace "{namespace}"' if namespace else "")


def _version(resource: JsonObject) -> str:
    return text(mapping(resource, "metadata"), "resourceVersion")


def _labels(resource: JsonObject) -> dict[str, str]:
    return {key: str(value) for key, value in mapping(mapping(resource, "metadata"), "labels").items()}
