"""Arguments: each has a value or a place to take it from, and the value is one that is allowed."""

from __future__ import annotations

from collections.abc import Sequence

from argocli.lint.facts import REPLACED, Fields, Path
from argocli.lint.semantics.artifacts import has_location
from argocli.lint.semantics.names import check_names
from argocli.lint.semantics.validation import KEY, NAME
from argocli.model.values import any_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

Source = tuple["Base", Path, Fields]  # whose file, where, and the mapping with parameters and artifacts

_NOT_HERE = ("path", "jsonPath", "parameter", "expression")


def check_arguments(
    run: Validation, sources: Sequence[Source], words: str, *, view: View | None = None, lenient: bool = False
) -> None:
    """Judge arguments; several sources are one list. `lenient`: values may come later."""
    for field in ("parameters", "artifacts"):
        seen: dict[str, Path] = {}
        start = 0
        for base, path, arguments in sources:
            items = arguments.get(field) or ()
            check_names(run, base, items, (*path, field), words + field, view=view, seen=seen, start=start)
            start += len(items)
    for base, path, arguments in sources:
        for index, parameter in enumerate(arguments.get("parameters") or ()):
            place = (*path, "parameters", index)
            if parameter is not REPLACED and not _check_parameter(
                run, base, parameter or {}, place, words, view=view, lenient=lenient
            ):
                return
    for base, path, arguments in sources:
        for index, artifact in enumerate(arguments.get("artifacts") or ()):
            if artifact is not REPLACED:
                _check_artifact(run, base, artifact or {}, (*path, "artifacts", index), words, view)


def _check_parameter(
    run: Validation, base: Base, parameter: Fields, path: Path, words: str, *, view: View | None, lenient: bool
) -> bool:
    """Judge one parameter. False where the rest of the arguments goes unseen: an enum whose value comes later."""
    value, source, enum = parameter.get("value"), parameter.get("valueFrom"), parameter.get("enum")
    said = words + (parameter.get("name") or "")
    bare = value is None and source is None and not lenient
    if bare:
        run.add("argument-value-required", f"{said}.value or {said}.valueFrom is required", base, path, NAME)
    if source is not None:
        known = any(source.get(key) is not None for key in ("configMapKeyRef", "supplied")) or source.get("event")
        if not known or any(source.get(key) for key in _NOT_HERE):
            message = f"{said}.valueFrom only allows: default, configMapKeyRef and supplied"
            run.add("argument-value-source", message, base, (*path, "valueFrom"), KEY)
    if enum is None:
        return True
    if not enum:
        run.add("enum-empty", f"{said}.enum should contain at least one value", base, (*path, "enum"), KEY)
    if value is None:
        if not lenient and not bare:
            run.add("argument-value-required", f"{said}.value is required", base, path, NAME)
        return not lenient
    text = _text(value, view)
    if enum and all(_text(one, view) != text for one in enum):
        message = f"{said}.value should be present in {said}.enum list"
        run.add("enum-mismatch", message, base, (*path, "value"))
    return True


def _text(value: object, view: View | None) -> str:
    text = any_text(value) or ""  # type: ignore[arg-type]  # decoded values are JSON
    return view.text(text) if view is not None and "{{" in text else text


def _check_artifact(run: Validation, base: Base, artifact: Fields, path: Path, words: str, view: View | None) -> None:
    said = words + (artifact.get("name") or "")
    source = artifact.get("from")
    if not source and not has_location(artifact, view):
        message = f"{said}.from, artifact location, or key is required"
        run.add("artifact-source-required", message, base, path, NAME)
    if source and artifact.get("fromExpression"):
        message = f"{said} shouldn't have both `from` and `fromExpression` in Artifact"
        run.add("artifact-two-sources", message, base, (*path, "fromExpression"), KEY)
