"""Forgetting memoized outputs that nobody has asked for in a while."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from argocli.engine.outside import TYPE_LABEL, data_of
from argocli.model import timestamps
from argocli.model.values import JsonObject, mapping, text

UNUSED_FOR = timedelta(seconds=30)


def swept(config_map: JsonObject, now: datetime, unused_for: timedelta = UNUSED_FOR) -> JsonObject | None:
    """A cache without the entries that were last hit longer ago than that; itself where it has none of them, None where
    nothing is left and it may be deleted. Any other ConfigMap stays as it is."""
    if mapping(mapping(config_map, "metadata"), "labels").get(TYPE_LABEL) != "Cache":
        return config_map
    data = data_of(config_map)
    kept: JsonObject = {key: value for key, value in data.items() if not _is_stale(value, now - unused_for)}
    if not kept:
        return None
    return config_map if len(kept) == len(data) else {**config_map, "data": kept}


def _is_stale(written: str, oldest: datetime) -> bool:
    """What cannot be read is left to whoever asks for it, who is told so."""
    try:
        entry = json.loads(written)
    except ValueError:
        return False
    if not isinstance(entry, dict):
        return False
    last = timestamps.from_text(text(entry, "lastHitTimestamp"))
    return last is None or last < oldest
