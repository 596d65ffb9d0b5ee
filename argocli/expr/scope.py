"""What tags and expressions can refer to: flat dotted names, and their nested form for expressions."""

from __future__ import annotations

from collections.abc import Mapping

from argocli.model.values import JsonObject

# A string, an artifact, or None for an output that is absent because its producer was skipped.
ScopeValue = str | None | JsonObject
Scope = Mapping[str, ScopeValue]

# No tag can have these names. The time, as text: expressions know it as `now()`.
NOW = " now"
# Where this is in scope expression tags are names like any other, and so mostly unknown.
PLAIN = " plain"

Nested = dict[str, "NestedValue"]
NestedValue = str | None | JsonObject | Nested


def nest(scope: Scope) -> Nested:
    """Dotted names as nested maps. Where `x` and `x.y` both exist, `x` gives way if `x.` starts the next name."""
    names = sorted(name for name in scope if name not in (NOW, PLAIN))
    result: Nested = {}
    for index, name in enumerate(names):
        if index + 1 < len(names) and names[index + 1].startswith(name + "."):
            continue
        target = result
        *path, last = name.split(".")
        for part in path:
            below = target.get(part)
            if not isinstance(below, dict):
                below = {}
                target[part] = below
            target = below  # type: ignore[assignment]  # a JSON object and a nested scope have the same shape here
        target[last] = scope[name]
    return result
