"""Whether a text within a manifest is YAML itself."""

from __future__ import annotations

from argocli.manifest.builder import Builder, Hostile
from argocli.manifest.scalars import UnusableScalar


def first_problem(text: str) -> str:
    """Why the first document of a text cannot be read, with the line and column in it; empty where it can be."""
    try:
        Builder(text, 0).next_document()
    except (Hostile, UnusableScalar) as error:
        return str(error)
    except Builder.errors as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = getattr(error, "problem", None) or str(error).partition("\n")[0]
        return f"{said} (line {mark.line + 1}, column {mark.column + 1})" if mark is not None else said
    return ""
