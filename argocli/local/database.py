"""What everything that is kept in the local database has in common: transactions, names, stamps."""

from __future__ import annotations

import re
import sqlite3

from argocli.errors import Refused

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")


class Transaction:
    """BEGIN IMMEDIATE, so that two writers queue up instead of failing half-way."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")


def check_name(name: str) -> None:
    """Raises Refused for what Kubernetes would not take."""
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise Refused(
            f'"{name}" is no valid name: lower case letters, digits, - and . only, beginning and ending with a letter '
            "or digit"
        )


def next_version(db: sqlite3.Connection) -> int:
    """A resourceVersion that nothing has yet; within a transaction."""
    db.execute("UPDATE counter SET value = value + 1")
    return int(db.execute("SELECT value FROM counter").fetchone()[0])
