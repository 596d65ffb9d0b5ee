"""Template tags `{{name}}` and `{{=expression}}`, replaced in the JSON text of an object.

Values land inside JSON strings, so they are escaped as JSON string content. Rules: controller semantics, section on
substitution.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from argocli.expr.expression import ExpressionError, evaluate, required_names
from argocli.expr.go_values import for_html, json_text
from argocli.expr.scope import PLAIN, Scope, ScopeValue
from argocli.model.values import Json
from argocli.model.variables import LATE_BOUND


class SubstitutionError(Exception):
    """A tag that can never be replaced."""


class Unresolved(SubstitutionError):
    """A tag whose value does not exist yet: whoever asked has to wait for it."""


class AbsentOptional(SubstitutionError):
    """A tag whose source was skipped and has no default."""


def replace(text: str, scope: Scope, *, strict: Collection[str] | None = None, allow_unresolved: bool = True) -> str:
    """`text` with every known tag replaced.

    `strict` names first segments whose tags must be known (Unresolved otherwise); without `allow_unresolved` every tag
    must be. Raises SubstitutionError.
    """
    if "{{" not in text:
        return text
    parts: list[str] = []
    position = 0
    while True:
        start = text.find("{{", position)
        if start < 0:
            parts.append(text[position:])
            return "".join(parts)
        end = text.find("}}", start + 2)
        if end < 0:
            parts.append(text[position:])
            return "".join(parts)
        parts.append(text[position:start])
        body = text[start + 2 : end]
        if body.startswith("=") and PLAIN not in scope:
            parts.append(_expression(body, scope, strict, allow_unresolved))
        else:
            parts.append(_simple(body, scope, strict, allow_unresolved))
        position = end + 2


def replace_value(
    value: Json, scope: Scope, *, strict: Collection[str] | None = None, allow_unresolved: bool = True
) -> Json:
    """The same over a JSON value. Raises SubstitutionError also where the result is no JSON any more."""
    text = json.dumps(value, ensure_ascii=False)
    if "{{" not in text:
        return value
    replaced = replace(text, scope, strict=strict, allow_unresolved=allow_unresolved)
    try:
        result: Json = json.loads(replaced)
    except ValueError as error:
        raise SubstitutionError("cannot finish template replacement because the result was invalid JSON") from error
    return result


def _simple(body: str, scope: Scope, strict: Collection[str] | None, allow_unresolved: bool) -> str:
    name = body.strip()
    if name in scope:
        value = scope[name]
        if value is None:
            raise _absent(name)
        if isinstance(value, str):
            return escape(value)
    inner = body.rfind("{{")
    if inner >= 0:
        # A tag within a tag: the inner one is replaced, the outer is closed by what follows and read again later.
        nested = body[inner + 2 :].strip()
        if nested in scope:
            value = scope[nested]
            if value is None:
                raise _absent(nested)
            if isinstance(value, str):
                return "{{" + body[:inner] + escape(value)
        name = nested
    if not allow_unresolved or _is_strict(name, strict):
        raise Unresolved(f"failed to resolve {{{{{body}}}}}")
    return "{{" + body + "}}"


def _is_strict(name: str, strict: Collection[str] | None) -> bool:
    if not strict or ".outputs.artifacts." in name:
        return False
    return name.partition(".")[0] in strict


def _absent(name: str) -> AbsentOptional:
    return AbsentOptional(
        f"unable to substitute {{{{{name}}}}}: output is an absent optional (skipped/omitted node with no default)"
    )


def _expression(body: str, scope: Scope, strict: Collection[str] | None, allow_unresolved: bool) -> str:
    untouched = "{{" + body + "}}"
    source = unescape(body[1:])
    try:
        names = required_names(source)
        mentioned = required_names(source, guarded=True)
    except ExpressionError as error:
        if allow_unresolved and not strict:
            return untouched
        raise SubstitutionError(f"failed to evaluate expression: {error}") from error
    if allow_unresolved and any(_mentions(mentioned, late) and not _has(scope, late) for late in LATE_BOUND):
        return untouched
    missing = [name for name in names if not _has(scope, name)]
    for name in missing:
        if not allow_unresolved or (strict and name.partition(".")[0] in strict):
            raise Unresolved(f"failed to evaluate expression: {name} is missing")
    try:
        value = evaluate(source, scope)
    except ExpressionError as error:
        if missing or (allow_unresolved and not strict):
            return untouched
        raise SubstitutionError(f"failed to evaluate expression: {error}") from error
    if value is None:
        if missing or (allow_unresolved and not strict):
            return untouched
        raise SubstitutionError(f'failed to evaluate expression "{source}"')
    return escape(value if isinstance(value, str) else for_html(json_text(value)))


def _mentions(names: Collection[str], late: str) -> bool:
    return any(name == late or name.startswith(late + ".") for name in names)


def _has(scope: Scope, name: str) -> bool:
    """Whether a path leads to something: itself, something below it, or a structure above it."""
    if name in scope:
        return True
    prefix = name + "."
    if any(key.startswith(prefix) for key in scope):
        return True
    parent = name.rpartition(".")[0]
    while parent:
        if parent in scope and not isinstance(scope[parent], str):
            return True
        parent = parent.rpartition(".")[0]
    return False


def escape(value: str) -> str:
    """`value` as it stands inside the quotes of a JSON string."""
    return json.dumps(value, ensure_ascii=False)[1:-1]


def unescape(text: str) -> str:
    """The text of a JSON string's inside; `text` itself where it is none."""
    try:
        value = json.loads(f'"{text}"', strict=False)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


__all__ = [
    "AbsentOptional",
    "Scope",
    "ScopeValue",
    "SubstitutionError",
    "Unresolved",
    "escape",
    "replace",
    "replace_value",
]
