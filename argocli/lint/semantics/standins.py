"""Stand-ins: texts for values that are known at run time only."""

from __future__ import annotations

PREFIX = "__standin__-"

_LETTER = "a"


def stand_in(number: int) -> str:
    return f"{PREFIX}{number}"


def starts_with_stand_in(text: str) -> bool:
    return text.startswith(PREFIX)


def as_letters(text: str) -> str:
    """The text with a letter for every stand-in, to judge what is around them."""
    first, *others = text.split(PREFIX)
    return first + "".join(_LETTER + other.lstrip("0123456789") for other in others)


def for_people(text: str) -> str:
    """The text with dots for stand-ins."""
    first, *others = text.split(PREFIX)
    return first + "".join("…" + other.lstrip("0123456789") for other in others)


# What a workflow always knows about itself.
WORKFLOW_NAMES = (
    "workflow.name",
    "workflow.namespace",
    "workflow.mainEntrypoint",
    "workflow.serviceAccountName",
    "workflow.uid",
    "workflow.status",
    "workflow.labels",
    "workflow.labels.json",
    "workflow.annotations",
    "workflow.annotations.json",
)
WORKFLOW = {name: stand_in(number) for number, name in enumerate(WORKFLOW_NAMES)}
FIRST_FREE = len(WORKFLOW_NAMES)
