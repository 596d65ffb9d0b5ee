"""Workflows in SQLite: one file in WAL mode that any number of processes read and one at a time writes."""

from __future__ import annotations

import json
import random
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator

from argocli.errors import ArgoError, Conflict, NotFound, Refused
from argocli.local import places
from argocli.local.database import Transaction, check_name, next_version
from argocli.local.resources import SqliteResources
from argocli.model import phases, timestamps
from argocli.model.brief import brief
from argocli.model.field_selectors import parse_field_selector
from argocli.model.naming import GENERATED
from argocli.model.selectors import parse_selector
from argocli.model.values import JsonObject, mapping
from argocli.model.workflow import Metadata, Status, Workflow
from argocli.ports import Change, Clock, Detail

_VERSION = 1
_POLL = 0.05
_IDLE = 0.5

_SCHEMA = """
CREATE TABLE IF NOT EXISTS workflows (
    namespace TEXT NOT NULL, name TEXT NOT NULL, uid TEXT NOT NULL, version INTEGER NOT NULL,
    created REAL NOT NULL, finished INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    labels TEXT NOT NULL, object TEXT NOT NULL,
    PRIMARY KEY (namespace, name, uid)
);
CREATE INDEX IF NOT EXISTS workflows_version ON workflows (version);
CREATE TABLE IF NOT EXISTS templates (
    kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, object TEXT NOT NULL,
    PRIMARY KEY (kind, namespace, name)
);
CREATE TABLE IF NOT EXISTS counter (value INTEGER NOT NULL);
"""


# The method `list` hides the type of that name inside the class.
List = list


class SqliteStore:
    """A WorkflowStore in the state folder; every process opens its own."""

    def __init__(self, state: str, clock: Clock) -> None:
        self.state = places.ensure(state)
        self._clock = clock
        try:
            self._db = sqlite3.connect(places.database(state), timeout=10, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._migrate()
        except sqlite3.DatabaseError as error:
            raise ArgoError(
                f"the local store {places.database(state)} cannot be opened: {error}",
                hint="move the file away to start with an empty store",
            ) from error

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            raise Refused(
                f"the local store was written by a newer argo (format {version}, this one knows {_VERSION})",
                hint="install that version again, or point XDG_STATE_HOME elsewhere",
            )
        if version < _VERSION:
            with Transaction(self._db):
                for statement in _SCHEMA.split(";"):
                    self._db.execute(statement)
                if self._db.execute("SELECT count(*) FROM counter").fetchone()[0] == 0:
                    self._db.execute("INSERT INTO counter VALUES (0)")
                self._db.execute(f"PRAGMA user_version={_VERSION}")

    def close(self) -> None:
        self._db.close()

    def create(self, workflow: Workflow, *, dry_run: bool = False) -> Workflow:
        metadata: Metadata = {**workflow["metadata"]}
        now = self._clock.now()
        metadata.setdefault("namespace", "default")
        generated = not metadata.get("name")
        if generated and not metadata.get("generateName"):
            raise Refused("name or generateName is required", hint="add metadata.generateName, or use --name")
        metadata["creationTimestamp"] = timestamps.to_text(now)
        metadata["uid"] = str(uuid.uuid4())
        with Transaction(self._db):
            while generated:
                suffix = "".join(random.choices(GENERATED, k=5))  # noqa: S311  # a name, no secret
                metadata["name"] = metadata["generateName"] + suffix
                if not self._exists(metadata["namespace"], metadata["name"]):
                    break
            check_name(metadata["name"])
            if self._exists(metadata["namespace"], metadata["name"]):
                raise Conflict(
                    f'workflow "{metadata["name"]}" already exists in namespace "{metadata["namespace"]}"',
                    hint="choose another --name, or use generateName",
                )
            version = 0 if dry_run else next_version(self._db)
            metadata["resourceVersion"] = str(version)
            created: Workflow = {**workflow, "metadata": metadata}
            if not dry_run:
                self._db.execute(
                    "INSERT INTO workflows (namespace, name, uid, version, created, finished, labels, object)"
                    " VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
                    (metadata["namespace"], metadata["name"], metadata["uid"], version, now.timestamp(),
                     json.dumps(metadata.get("labels", {})), json.dumps(created)),
                )  # fmt: skip
        return created

    def _exists(self, namespace: str, name: str) -> bool:
        found = self._db.execute(
            "SELECT 1 FROM workflows WHERE namespace=? AND name=? AND deleted=0", (namespace, name)
        ).fetchone()
        return found is not None

    def get(self, namespace: str, name: str, *, detail: Detail = "whole") -> Workflow:
        return _cut(self._get(namespace, name), detail)

    def _get(self, namespace: str, name: str) -> Workflow:
        if name == "@latest":
            row = self._db.execute(
                "SELECT object FROM workflows WHERE namespace=? AND deleted=0"
                " ORDER BY created DESC, rowid DESC LIMIT 1",
                (namespace,),
            ).fetchone()
            if row is None:
                raise NotFound(f'no workflows found in namespace "{namespace}"')
            return _load(row[0])
        row = self._db.execute(
            "SELECT object FROM workflows WHERE namespace=? AND name=? AND deleted=0", (namespace, name)
        ).fetchone()
        if row is None:
            raise NotFound(
                f'workflow "{name}" not found in namespace "{namespace}"', hint="argo list --local shows what is there"
            )
        return _load(row[0])

    def version(self, namespace: str, name: str) -> str | None:
        """The resourceVersion of an object, None where there is no such object."""
        row = self._db.execute(
            "SELECT version FROM workflows WHERE namespace=? AND name=? AND deleted=0", (namespace, name)
        ).fetchone()
        return None if row is None else str(row[0])

    def list(
        self,
        namespace: str | None = None,
        *,
        labels: str = "",
        fields: str = "",
        detail: Detail = "whole",
        chunk: int = 0,
    ) -> List[Workflow]:
        chosen, named = parse_selector(labels), parse_field_selector(fields)
        rows = self._db.execute(
            "SELECT labels, object FROM workflows WHERE deleted=0 AND (? IS NULL OR namespace=?)"
            " ORDER BY created DESC, rowid DESC",
            (namespace or None, namespace),
        )
        found = (_load(body) for given, body in rows if chosen(json.loads(given)))
        return [_cut(item, detail) for item in found if named(item)]  # type: ignore[arg-type]

    def unfinished(self) -> List[tuple[str, str]]:
        """Namespace and name of every workflow that the controller has to look after, oldest first."""
        rows = self._db.execute(
            "SELECT namespace, name FROM workflows WHERE deleted=0 AND finished=0 ORDER BY created, rowid"
        )
        return [(namespace, name) for namespace, name in rows]

    def update(self, workflow: Workflow) -> Workflow:
        metadata = workflow["metadata"]
        with Transaction(self._db):
            row = self._db.execute(
                "SELECT version FROM workflows WHERE namespace=? AND name=? AND uid=? AND deleted=0",
                (metadata["namespace"], metadata["name"], metadata["uid"]),
            ).fetchone()
            if row is None:
                raise NotFound(f'workflow "{metadata["name"]}" not found in namespace "{metadata["namespace"]}"')
            if str(row[0]) != metadata.get("resourceVersion"):
                raise Conflict(f'workflow "{metadata["name"]}" was changed by somebody else meanwhile')
            version = next_version(self._db)
            updated: Workflow = {**workflow, "metadata": {**metadata, "resourceVersion": str(version)}}
            finished = workflow.get("status", Status()).get("phase") in phases.WORKFLOW_COMPLETED
            self._db.execute(
                "UPDATE workflows SET version=?, finished=?, labels=?, object=? WHERE namespace=? AND name=? AND uid=?",
                (version, int(finished), json.dumps(metadata.get("labels", {})), json.dumps(updated, default=dict),
                 metadata["namespace"], metadata["name"], metadata["uid"]),
            )  # fmt: skip
        return updated

    def amend(self, namespace: str, name: str, change: Callable[[Workflow], Workflow]) -> Workflow:
        while True:
            current = self.get(namespace, name)
            changed = change(current)
            if changed is current:
                return current
            try:
                return self.update(changed)
            except Conflict:
                continue

    def delete(self, namespace: str, name: str, *, force: bool = False, uid: str = "") -> None:
        metadata = self.get(namespace, name)["metadata"]
        if uid and uid != metadata["uid"]:
            raise Conflict(f'workflow "{name}" is another by now')
        with Transaction(self._db):
            self._db.execute(
                "UPDATE workflows SET deleted=1, version=? WHERE namespace=? AND name=? AND uid=?",
                (next_version(self._db), metadata["namespace"], metadata["name"], metadata["uid"]),
            )

    def deleted(self) -> List[Workflow]:
        """Objects that are gone but whose pods may still be there."""
        rows = self._db.execute("SELECT object FROM workflows WHERE deleted=1")
        return [_load(body) for (body,) in rows]

    def forget(self, uid: str) -> None:
        """Drop the last trace of a deleted object, once its pods are gone."""
        self._db.execute("DELETE FROM workflows WHERE uid=? AND deleted=1", (uid,))

    def watch(self, namespace: str | None = None, name: str | None = None) -> Iterator[Change | None]:
        known: set[str] = set()
        seen = -1
        quiet = 0.0
        while True:
            rows = self._db.execute(
                "SELECT version, deleted, object FROM workflows WHERE version > ? AND (? IS NULL OR namespace=?)"
                " AND (? IS NULL OR name=?) ORDER BY version",
                (seen, namespace, namespace, name, name),
            ).fetchall()
            for version, deleted, body in rows:
                seen = max(seen, version)
                workflow = _load(body)
                uid = workflow["metadata"]["uid"]
                if deleted:
                    if uid in known:
                        known.discard(uid)
                        yield Change("deleted", workflow)
                    continue
                yield Change("modified" if uid in known else "added", workflow)
                known.add(uid)
            quiet = 0.0 if rows else quiet + _POLL
            if quiet >= _IDLE:
                quiet = 0.0
                yield None
            time.sleep(_POLL)

    def resources(self) -> SqliteResources:
        """The templates, cron workflows and config maps of this store."""
        return SqliteResources(self._db, self._clock)

    def keep_template(self, template: JsonObject) -> None:
        """Keep a WorkflowTemplate or its like, in the place of an older one of that name."""
        self.resources().put(template)

    def template(self, kind: str, namespace: str, name: str) -> JsonObject:
        """The object as it was last kept. Raises NotFound."""
        return self.resources().get(kind, namespace, name)

    def keep_entry(self, namespace: str, config_map: str, key: str, value: str) -> None:
        """One entry of a memoization ConfigMap, which is made where there is none."""
        try:
            found = self.template("ConfigMap", namespace, config_map)
        except NotFound:
            labels: JsonObject = {"workflows.argoproj.io/configmap-type": "Cache"}
            found = {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"namespace": namespace, "name": config_map, "labels": labels},
            }
        self.keep_template({**found, "data": {**mapping(found, "data"), key: value}})


def _load(body: str) -> Workflow:
    workflow: Workflow = json.loads(body)
    return workflow


def _cut(workflow: Workflow, detail: Detail) -> Workflow:
    if detail == "row":
        return brief(workflow)
    if detail == "name":
        return {**workflow, "spec": {}, "status": {}}
    return workflow
