"""What a pass asks to be remembered for later workflows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CacheWrite:
    """An entry to keep: `value` is JSON text for the ConfigMap's key, made with the label where it is absent."""

    namespace: str
    config_map: str
    key: str
    value: str
    node_id: str
