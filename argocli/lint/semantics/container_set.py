"""Container sets: containers with names of their own, in an order that has no circle."""

from __future__ import annotations

from argocli.lint.facts import TemplateFacts
from argocli.lint.semantics.leaf import check_reserved
from argocli.lint.semantics.names import check_names, field_form
from argocli.lint.semantics.validation import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation


def check_container_set(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    """Judge the set and each of its containers."""
    body = template.value["containerSet"]
    words = f"templates.{template.name}.containerSet"
    path = (*template.path, "containerSet")
    containers = body.get("containers") or []
    if not containers:
        message = f"{words}.containers must have at least one container"
        listed = (*path, "containers") if "containers" in body else path
        run.add("containers-required", message, base, path, mark=listed, at=KEY)
        return
    check_names(run, base, containers, (*path, "containers"), f"{words}.containers", form=field_form, view=view)
    taken: dict[str, str] = {}
    for index, mount in enumerate(body.get("volumeMounts") or ()):
        place = view.field(mount or {}, "mountPath")
        if place in taken:
            message = f"{words}.volumeMounts[{index}].mountPath '{place}' already mounted in {taken[place]}"
            where = (*path, "volumeMounts", index)
            run.add("mount-path-twice", message, base, where, mark=(*where, "mountPath"))
        taken[place] = f"volumeMounts.{(mount or {}).get('name') or ''}"
    _check_order(run, base, template, view, words)
    _check_main(run, base, template, view, words)
    check_reserved(run, base, template, view, ("containerSet", "containers"))


def _check_order(run: Validation, base: Base, template: TemplateFacts, view: View, words: str) -> None:
    containers = [one or {} for one in template.value["containerSet"]["containers"]]
    path = (*template.path, "containerSet", "containers")
    needed: dict[str, list[str]] = {}
    index_of: dict[str, int] = {}
    for index, container in enumerate(containers):
        name = view.field(container, "name")
        needed[name] = [view.text(one) for one in container.get("dependencies") or ()]
        index_of[name] = index
    for name, others in needed.items():
        for number, other in enumerate(others):
            if other not in needed:
                message = f"{words}.containers.{name} dependency '{other}' not defined"
                where = (*path, index_of[name], "dependencies", number)
                run.add("container-dependency", message, base, where)
    circle = _circle(needed)
    if circle:
        message = f"{words}.containers dependency cycle detected: {'->'.join(circle)}"
        run.add("container-cycle", message, base, (*path, index_of[circle[0]], "dependencies"))


def _circle(needed: dict[str, list[str]]) -> list[str]:
    """A circle of dependencies, the same name at both ends."""
    done: set[str] = set()
    for start in sorted(needed):
        path: list[str] = []
        stack = [(other, False) for other in reversed(needed[start])]
        while stack:
            name, leaving = stack.pop()
            if leaving:
                path.pop()
                done.add(name)
            elif name in path:
                return [*path[path.index(name) :], name]
            elif name not in done and name in needed:
                path.append(name)
                stack.append((name, True))
                stack.extend((other, False) for other in reversed(needed[name]))
    return []


def _check_main(run: Validation, base: Base, template: TemplateFacts, view: View, words: str) -> None:
    inputs, outputs = template.value.get("inputs") or {}, template.value.get("outputs") or {}
    if not (inputs.get("artifacts") or outputs.get("parameters") or outputs.get("artifacts")):
        return
    containers = template.value["containerSet"]["containers"]
    if not any(view.field(one or {}, "name") == "main" for one in containers):
        message = f'{words}.containers must have a container named "main" for input or output'
        run.add("main-container-required", message, base, (*template.path, "containerSet", "containers"), KEY)
