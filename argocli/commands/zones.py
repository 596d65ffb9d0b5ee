"""Time zones by their names, as this machine knows them."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo


def zone(name: str) -> tzinfo:
    """Raises ValueError where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(f"unknown time zone {name}") from error
