"""Templates that do something themselves: containers, scripts, resources, and whatever else has no steps or tasks."""

from __future__ import annotations

from argocli.lint.facts import TaggedText, TemplateFacts, named, tagged
from argocli.lint.semantics.artifacts import has_location
from argocli.lint.semantics.paths import clean_path
from argocli.lint.semantics.standins import starts_with_stand_in
from argocli.lint.semantics.tags import check_tags
from argocli.lint.semantics.validation import KEY, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from argocli.lint.semantics.scope import Scope
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

DEADLINE = "activeDeadlineSeconds must be a positive integer > 0 or an argo variable"


def check_leaf(run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope) -> None:
    """Judge the whole template: its tags, then what its type asks for."""
    _check_tags(run, base, template, view, scope)
    value, kind = template.value, template.type
    if kind == "container":
        _check_mounts(run, base, template, view)
    if kind in ("container", "script"):
        _check_image(run, base, template, view, kind)
    elif kind == "containerSet":
        from argocli.lint.semantics.container_set import check_container_set

        check_container_set(run, base, template, view)
    elif kind == "resource":
        from argocli.lint.semantics.resource import check_resource

        check_resource(run, base, template, view)
    if value.get("sidecars"):
        check_reserved(run, base, template, view, ("sidecars",))
    if value.get("activeDeadlineSeconds") is not None:
        _check_deadline(run, base, template, view)
    if value.get("parallelism") is not None:
        message = f"templates.{template.name}.parallelism is only valid for steps and dag templates"
        run.add("parallelism-not-allowed", message, base, (*template.path, "parallelism"), KEY)


def _check_tags(run: Validation, base: Base, template: TemplateFacts, view: View, scope: Scope) -> None:
    words = f"templates.{template.name}:"
    strings = template.strings
    if strings and template.value.get("inputs"):
        strings = [text for text in strings if not _is_overwritten(template, text, view)]
    if any(text.open for text in strings):
        from argocli.lint.semantics import unclosed

        unclosed.check_tags(run, base, template.value, "Template", template.path, view, scope, words, ())
    elif strings:
        check_tags(run, base, strings, view, scope, words)
    if base.holder.pod_metadata and base.holder.by_name.get(template.name) is template:
        lent = [text for text in base.holder.pod_metadata if not _has_own(template, text, base)]
        check_tags(run, base, lent, view, scope, words)
    if view.given is not None and (view.given.artifacts or not view.plain):
        _check_given(run, template, view, scope, words)


def _is_overwritten(template: TemplateFacts, text: TaggedText, view: View) -> bool:
    """Whether an argument takes the place of the string before anybody looks at it."""
    at = text.path[len(template.path) :]
    if len(at) < 4 or at[0] != "inputs" or not isinstance(at[2], int):
        return False
    one = template.value["inputs"][at[1]][at[2]]
    if at[1] == "parameters":
        return at[3] == "value" and (view.given is None or one.get("name") in view.given.parameters)
    supplied = view.given is None or one.get("name") in view.given.artifacts
    return at[3] not in ("name", "path") and supplied and not has_location(one)


def _has_own(template: TemplateFacts, text: TaggedText, base: Base) -> bool:
    """Whether the template's metadata has the key that spec.podMetadata would lend it."""
    at = text.path[len(base.holder.path) + 1 :]
    own = template.value.get("metadata") or {}
    return len(at) > 1 and at[1] in (own.get(at[0]) or {})


def _check_given(run: Validation, template: TemplateFacts, view: View, scope: Scope, words: str) -> None:
    """Arguments become part of the template: their tags have to be resolved in it."""
    given = view.given
    assert given is not None
    inputs = template.value.get("inputs") or {}
    for field, handed, key in (("parameters", given.parameters, "value"), ("artifacts", given.artifacts, "")):
        for one in inputs.get(field) or ():
            argument = handed.get(one["name"]) if named(one) else None
            place = given.place(field, one["name"]) if argument is not None else None
            if argument is None or place is None or (field == "artifacts" and has_location(one)):
                continue
            base, path = place
            for text in tagged(argument.get(key) if key else argument, (*path, key) if key else path):
                check_tags(run, base, [text], view, scope, words)


def _check_image(run: Validation, base: Base, template: TemplateFacts, view: View, kind: str) -> None:
    if view.field(template.value[kind], "image"):
        return
    defaults = base.holder.spec.get("templateDefaults") or {}
    counts = base.local or base.holder.kind != "ClusterWorkflowTemplate"
    if counts and (defaults.get(kind) or {}).get("image"):
        return
    run.add(
        "image-required", f"templates.{template.name}.{kind}.image may not be empty", base, (*template.path, kind), KEY
    )


def _check_mounts(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    """No two things at one path of the container."""
    mounts = template.value["container"].get("volumeMounts")
    artifacts = (template.value.get("inputs") or {}).get("artifacts")
    if not mounts and not artifacts:
        return
    words = f"templates.{template.name}"
    taken: dict[str, str] = {}
    for index, mount in enumerate(mounts or ()):
        path = view.field(mount or {}, "mountPath")
        place = (*template.path, "container", "volumeMounts", index)
        if path in taken:
            message = f"{words}.container.volumeMounts[{index}].mountPath '{path}' already mounted in {taken[path]}"
            run.add("mount-path-twice", message, base, place, mark=(*place, "mountPath"))
        taken[path] = f"container.volumeMounts.{(mount or {}).get('name') or ''}"
    for index, artifact in enumerate(artifacts or ()):
        written = (artifact or {}).get("path")
        if not written:
            continue
        path = view.text(clean_path(written))
        place = (*template.path, "inputs", "artifacts", index, "path")
        if path in taken:
            message = f"{words}.inputs.artifacts[{index}].path '{path}' already mounted in {taken[path]}"
            run.add("mount-path-twice", message, base, place)
        taken[path] = f"inputs.artifacts.{artifact.get('name') or ''}"


def check_reserved(run: Validation, base: Base, template: TemplateFacts, view: View, fields: tuple[str, ...]) -> None:
    """Names of containers that the controller adds itself."""
    items: Any = template.value
    for field in fields:
        items = items.get(field) or {}
    words = f"templates.{template.name}.{'.'.join(fields)}"
    for index, container in enumerate(items):
        name = view.field(container or {}, "name")
        if name in ("wait", "supervisor") or name.startswith("artifact-plugin-"):
            message = f'{words}: "{name}" is a reserved Argo container name'
            run.add("reserved-container-name", message, base, (*template.path, *fields, index), NAME)


def _check_deadline(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    value = template.value["activeDeadlineSeconds"]
    text = view.text(value) if isinstance(value, str) else str(value)
    digits = text[1:] if text[:1] in ("+", "-") else text
    whole = digits.isascii() and digits.isdigit()
    if whole and (text[0] != "-" or int(digits) == 0):
        return
    if not whole and ((text.startswith("{{") and text.endswith("}}")) or starts_with_stand_in(text)):
        return
    run.add("deadline-format", f"templates.{template.name}.{DEADLINE}", base, (*template.path, "activeDeadlineSeconds"))
