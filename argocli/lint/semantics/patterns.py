"""Shapes of names and tags."""

from __future__ import annotations

from functools import cache
from re import Pattern

from argocli.lint.facts import tags_of


def is_field_name(name: str) -> bool:
    """Letters, digits and dashes, the first no dash: templates, steps, tasks, containers."""
    return name[:1] != "-" and name.isascii() and name.replace("-", "a").isalnum()


def is_value_name(name: str) -> bool:
    """Letters, digits, dashes and underscores: parameters and artifacts."""
    return name.isascii() and name.replace("-", "a").replace("_", "a").isalnum()


def is_metric_name(name: str) -> bool:
    """Letters, digits and underscores, the first no digit."""
    return name.isascii() and name.replace("_", "a").isalnum() and not name[0].isdigit()


def holds_plain_tag(text: str) -> bool:
    """Whether a tag of dotted words stands in the text, right between its braces."""
    return "{{" in text and _plain_tag().search(text) is not None


@cache
def _plain_tag() -> Pattern[str]:
    import re

    return re.compile(r"\{\{[A-Za-z0-9-]+(\.[A-Za-z0-9_-]+)*\}\}")


def holds_simple_tag(text: str) -> bool:
    """Whether a tag that is no expression is left in the text."""
    return "{{" in text and any(not tag.expression for tag in tags_of(text)[0])
