"""Objects that workflows refer to, read when a pass asks for them and kept as long as they may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from argocli.engine.outside import CONFIG_MAP, Unavailable
from argocli.engine.templates import TemplateKey
from argocli.errors import NotFound, Unreachable
from argocli.model.values import JsonObject


class ObjectSource(Protocol):
    def template(self, kind: str, namespace: str, name: str) -> JsonObject:
        """A WorkflowTemplate, ClusterWorkflowTemplate or ConfigMap. Raises NotFound."""

    def keep_entry(self, namespace: str, config_map: str, key: str, value: str) -> None:
        """Write one entry of a memoization ConfigMap; where there is none it is made, with its label."""


class Cabinet(Mapping[TemplateKey, JsonObject | None]):
    """Answers for every key: None where there is no such object. Templates are read once for a workflow, ConfigMaps
    once for a pass."""

    def __init__(self, source: ObjectSource) -> None:
        self._source = source
        self._known: dict[TemplateKey, JsonObject | None] = {}

    def refresh(self) -> None:
        """A new pass begins."""
        self._known = {key: found for key, found in self._known.items() if key.kind != CONFIG_MAP and found is not None}

    def __getitem__(self, key: TemplateKey) -> JsonObject | None:
        if key not in self._known:
            try:
                self._known[key] = self._source.template(key.kind, key.namespace, key.name)
            except NotFound:
                self._known[key] = None
            except Unreachable as error:
                raise Unavailable(error.message) from error
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, TemplateKey)

    def __iter__(self) -> Iterator[TemplateKey]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
