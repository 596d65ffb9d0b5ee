"""Resource templates: an action, and a manifest to do it with."""

from __future__ import annotations

from argocli.lint.facts import TemplateFacts, tags_of
from argocli.lint.semantics.standins import starts_with_stand_in
from argocli.lint.semantics.validation import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

ACTIONS = ("get", "create", "apply", "delete", "replace", "patch")


def check_resource(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    """Judge the action and the manifest."""
    body = template.value["resource"]
    path = (*template.path, "resource")
    words = f"templates.{template.name}.resource"
    action = view.field(body, "action")
    if action not in ACTIONS and not starts_with_stand_in(action):
        message = f"{words}.action must be one of: {', '.join(ACTIONS)}"
        if body.get("action"):
            run.add("resource-action", message, base, (*path, "action"))
        else:
            run.add("resource-action", message, base, path, KEY)
    if action in ("delete", "get"):
        return
    manifest, source = view.field(body, "manifest"), body.get("manifestFrom")
    if not manifest and source is None:
        message = f"either {words}.manifest or {words}.manifestFrom must be specified"
        run.add("manifest-required", message, base, path, KEY)
    if manifest and source is not None:
        message = f"{words} shouldn't have both `manifest` and `manifestFrom`"
        run.add("manifest-twice", message, base, path, mark=(*path, "manifestFrom"), at=KEY)
    if source is not None:
        _check_source(run, base, template, view)
    if manifest and not starts_with_stand_in(manifest):
        problem = _syntax_problem(manifest)
        if problem:
            message = f"{words}.manifest must be a valid yaml: {problem}"
            run.add("manifest-syntax", message, base, (*path, "manifest"))


def _check_source(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    source = template.value["resource"]["manifestFrom"].get("artifact")
    name = view.field(source or {}, "name")
    artifacts = (template.value.get("inputs") or {}).get("artifacts") or ()
    if not any(one and one.get("name") == name for one in artifacts):
        path = (*template.path, "resource", "manifestFrom")
        message = f"templates.{template.name}.resource: artifact {name} in `manifestFrom` refer to a non-exist artifact"
        place = (*path, "artifact", "name") if name else path
        run.add("manifest-artifact", message, base, place, mark=place)


def _syntax_problem(manifest: str) -> str:
    """What keeps the text from being YAML; a word stands for every expression left in it."""
    from argocli.manifest.syntax import first_problem

    parts: list[str] = []
    position = 0
    for tag in tags_of(manifest)[0]:
        if tag.expression:
            parts.append(manifest[position : tag.start])
            parts.append("expression")
            position = tag.end
    parts.append(manifest[position:])
    return first_problem("".join(parts))
