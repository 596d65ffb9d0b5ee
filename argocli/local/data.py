"""Data templates on this machine: the keys below an artifact location, put through expressions."""

from __future__ import annotations

import os

from argocli.expr.expression import ExpressionError, evaluate
from argocli.expr.go_values import json_text
from argocli.local import artifacts
from argocli.model.values import Json, JsonObject, mapping, objects, text


class DataError(Exception):
    """A transformation that cannot be evaluated."""


def run_data(body: JsonObject, store: str) -> str:
    """The last transformation's value as JSON text. Raises DataError."""
    source = mapping(mapping(body, "source"), "artifactPaths")
    data: Json = list(_paths(store, artifacts.key_of(source)))
    for step in objects(body, "transformation"):
        try:
            data = evaluate(text(step, "expression"), {"data": data})  # type: ignore[dict-item]  # any JSON will do
        except ExpressionError as error:
            raise DataError(f"failed to evaluate expression: {error}") from error
    return json_text(data)


def _paths(store: str, prefix: str) -> list[str]:
    """The keys of all files below `prefix`, relative to it, sorted."""
    top = artifacts.inside(store, prefix) if prefix else store
    found: list[str] = []
    for folder, _, names in os.walk(top):
        found.extend(os.path.relpath(os.path.join(folder, name), top) for name in names)
    return sorted(found)
