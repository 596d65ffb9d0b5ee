"""A document as Argo's decoder keeps it: fields that do not exist are gone, values of a wrong type too, keys have their
own spelling. Only documents in which something deviates need it."""

from __future__ import annotations

from argocli.lint.values import CHECKS
from argocli.lint.walker import kinds, types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Path = tuple[str | int, ...]


def decoded(value: Any, kind: str, *, strict: bool = True) -> tuple[dict[str, Any], dict[Path, str]]:
    """What is left of a document of a known kind, and by path the keys that were spelled otherwise."""
    renamed: dict[Path, str] = {}
    result = _Decoder(renamed).decode(value, {"ref": kinds()[kind]}, (), strict)
    return (result if isinstance(result, dict) else {}), renamed


class _Decoder:
    def __init__(self, renamed: dict[Path, str]) -> None:
        self.renamed = renamed

    def decode(self, value: Any, kind: Any, path: Path, strict: bool) -> Any:
        if value is None:
            return None
        reference = kind.get("ref")
        if reference is not None:
            definition = types()[reference]
            fields = definition.get("fields")
            return (
                self._struct(value, reference, fields, path, strict)
                if fields is not None
                else self.decode(value, definition, path, strict)
            )
        item = kind.get("list")
        if item is not None:
            if not isinstance(value, list):
                return None
            return [self.decode(entry, item, (*path, index), strict) for index, entry in enumerate(value)]
        entry_kind = kind.get("map")
        if entry_kind is not None:
            if not isinstance(value, dict):
                return None
            return {key: self.decode(entry, entry_kind, (*path, key), strict) for key, entry in value.items()}
        basic = kind["is"]
        if basic == "any-string":
            return "" if isinstance(value, dict | list) else value
        return None if CHECKS[basic](value) else value

    def _struct(self, value: Any, name: str, fields: Any, path: Path, strict: bool) -> Any:
        if not isinstance(value, dict):
            return None
        step = name == "WorkflowStep"
        exact = strict or step
        result: dict[str, Any] = {}
        folded: dict[str, str] = {}
        for key, entry in value.items():
            field = key
            if key not in fields:
                if exact:
                    continue
                folded = folded or {known.lower(): known for known in fields}
                field = folded.get(key.lower(), "")
                if not field:
                    continue
                self.renamed[*path, field] = key
            elif (*path, field) in self.renamed:
                del self.renamed[*path, field]
            result[field] = self.decode(entry, fields[field], (*path, field), strict and not step)
        return result
