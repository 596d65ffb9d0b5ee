"""Kubernetes field selectors on the two fields that every object has: `metadata.name=x,metadata.namespace!=y`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from argocli.errors import UsageError
from argocli.model.values import Json, mapping, text

Matcher = Callable[[Mapping[str, Json]], bool]

_TERM = re.compile(r"\s*(metadata\.(?:name|namespace))\s*(==|=|!=)\s*([^=!,\s]*)\s*")


def terms(source: str) -> list[tuple[str, bool, str]]:
    """Field (`name` or `namespace`), whether it has to be equal, value. Raises UsageError."""
    found = []
    for part in source.split(","):
        if not part.strip():
            continue
        match = _TERM.fullmatch(part)
        if match is None:
            raise UsageError(
                f"unsupported requirement {part.strip()}",
                hint="a field selector knows metadata.name and metadata.namespace, with = and !=",
            )
        found.append((match.group(1).removeprefix("metadata."), match.group(2) != "!=", match.group(3)))
    return found


def parse_field_selector(source: str) -> Matcher:
    """A test over objects; an empty selector matches all. Raises UsageError."""
    wanted = terms(source)

    def matches(item: Mapping[str, Json]) -> bool:
        metadata = mapping(item, "metadata")
        return all((text(metadata, field) == value) is equal for field, equal, value in wanted)

    return matches
