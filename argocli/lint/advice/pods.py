"""What a pod is made of: volumes nobody declares, images without a tag, containers with nothing to do."""

from __future__ import annotations

from collections.abc import Iterator

from argocli.lint.advice.notes import Notes
from argocli.lint.facts import Fields, Path, TemplateFacts
from argocli.lint.semantics.validation import KEY, NAME

_SECRET = ("PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY")


def advise(notes: Notes) -> None:
    shared = _volumes(notes.spec)
    # A name that shows at run time only may be any.
    judged = notes.is_workflow and not any("{{" in name for name in shared)
    for template in notes.templates:
        own = _volumes(template.value)
        for path, body in containers(template):
            if judged:
                _mounts(notes, body, path, shared, own)
            _image(notes, body, path)
            _environment(notes, body, path)
        _nothing_to_do(notes, template)
        _preemptible(notes, template)


def containers(template: TemplateFacts) -> Iterator[tuple[Path, Fields]]:
    """Every container of a template, each with its path."""
    value = template.value
    for kind in ("container", "script"):
        if isinstance(value.get(kind), dict):
            yield (*template.path, kind), value[kind]
    inside = value.get("containerSet")
    if isinstance(inside, dict):
        yield (*template.path, "containerSet"), inside
        for index, body in enumerate(inside.get("containers") or ()):
            if isinstance(body, dict):
                yield (*template.path, "containerSet", "containers", index), body
    for kind in ("sidecars", "initContainers"):
        for index, body in enumerate(value.get(kind) or ()):
            if isinstance(body, dict):
                yield (*template.path, kind, index), body


def _volumes(owner: Fields) -> set[str]:
    found = {one.get("name") or "" for one in owner.get("volumes") or () if isinstance(one, dict)}
    for claim in owner.get("volumeClaimTemplates") or ():
        if isinstance(claim, dict):
            found.add((claim.get("metadata") or {}).get("name") or "")
    return found


def _mounts(notes: Notes, body: Fields, path: Path, shared: set[str], own: set[str]) -> None:
    """A library's templates mount what the workflow that calls them declares; a patch may add volumes."""
    if notes.refers_to_template or notes.spec.get("podSpecPatch"):
        return
    for index, mount in enumerate(body.get("volumeMounts") or ()):
        name = mount.get("name") if isinstance(mount, dict) else None
        if isinstance(name, str) and name and name not in shared and name not in own and "{{" not in name:
            if any("{{" in one for one in own):
                return
            message = f"no volume is called '{name}'"
            notes.warn("undeclared-volume", message, (*path, "volumeMounts", index), NAME)


def _image(notes: Notes, body: Fields, path: Path) -> None:
    image = body.get("image")
    if not isinstance(image, str) or not image or "{{" in image or "@" in image:
        return
    tag = image.rpartition("/")[2].partition(":")[2]
    if tag in ("", "latest"):
        said = "has no tag" if not tag else "has a tag that moves"
        notes.warn("image-without-tag", f"image '{image}' {said}: runs may differ", (*path, "image"))


def _environment(notes: Notes, body: Fields, path: Path) -> None:
    seen: set[str] = set()
    for index, entry in enumerate(body.get("env") or ()):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            notes.warn("duplicate-env", f"'{name}' is set twice: the last one counts", (*path, "env", index), NAME)
        seen.add(name)
        value = entry.get("value")
        if isinstance(value, str) and value and "{{" not in value and name.upper().endswith(_SECRET):
            message = f"'{name}' stands here for everybody to read: take it from a Secret"
            notes.warn("plain-secret", message, (*path, "env", index, "value"))


def _nothing_to_do(notes: Notes, template: TemplateFacts) -> None:
    value = template.value
    script = value.get("script")
    if isinstance(script, dict) and not script.get("source"):
        notes.warn("script-without-source", "the script has no source", (*template.path, "script"), KEY)
    request = value.get("http")
    if isinstance(request, dict) and not request.get("url"):
        notes.warn("http-without-url", "the request has no url", (*template.path, "http"), KEY)


def _preemptible(notes: Notes, template: TemplateFacts) -> None:
    pods = template.type in ("container", "script", "containerSet")
    if not pods or template.value.get("retryStrategy") or notes.spec.get("retryStrategy"):
        return
    defaults = notes.spec.get("templateDefaults")
    if isinstance(defaults, dict) and defaults.get("retryStrategy"):
        return
    message = "a pod that is evicted is not tried again: add a retryStrategy with retryPolicy OnError"
    notes.warn("no-retry", message, template.path, NAME)
