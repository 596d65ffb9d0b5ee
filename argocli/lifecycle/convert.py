"""Old spellings of Argo objects in the one that the present version reads. Pure.

A lock or a schedule that stands alone becomes the only entry, or the last one, of the list that replaced it.
"""

from __future__ import annotations

from argocli.model.values import Json, JsonObject, mapping, sequence

_TEMPLATES = ("WorkflowTemplate", "ClusterWorkflowTemplate")
_LOCKS = (("semaphore", "semaphores"), ("mutex", "mutexes"))


def convert_object(document: JsonObject) -> JsonObject:
    """The object in the present form; one of another kind, or without old spellings, comes back as it is."""
    kind = document.get("kind")
    spec = document.get("spec")
    if not isinstance(spec, dict):
        return document
    if kind == "CronWorkflow":
        changed = _cron_spec(spec)
    elif kind == "Workflow" or kind in _TEMPLATES:
        changed = _workflow_spec(spec)
    else:
        return document
    return document if changed == spec else {**document, "spec": changed}


def _cron_spec(spec: JsonObject) -> JsonObject:
    changed = dict(spec)
    schedule = changed.pop("schedule", None)
    if schedule not in (None, ""):
        changed["schedules"] = [schedule]
    if isinstance(spec.get("workflowSpec"), dict):
        changed["workflowSpec"] = _workflow_spec(mapping(spec, "workflowSpec"))
    return changed


def _workflow_spec(spec: JsonObject) -> JsonObject:
    changed = _with_lists_of_locks(spec)
    if isinstance(changed.get("templates"), list):
        changed["templates"] = [_template(item) for item in sequence(changed, "templates")]
    if isinstance(changed.get("templateDefaults"), dict):
        changed["templateDefaults"] = _template(changed["templateDefaults"])
    return changed


def _template(template: Json) -> Json:
    """A template and those written within its steps and tasks."""
    if not isinstance(template, dict):
        return template
    changed = _with_lists_of_locks(template)
    if isinstance(changed.get("steps"), list):
        changed["steps"] = [
            [_holder(step) for step in group] if isinstance(group, list) else group
            for group in sequence(changed, "steps")
        ]
    if isinstance(changed.get("dag"), dict):
        dag = mapping(changed, "dag")
        if isinstance(dag.get("tasks"), list):
            changed["dag"] = {**dag, "tasks": [_holder(task) for task in sequence(dag, "tasks")]}
    return changed


def _holder(holder: Json) -> Json:
    if isinstance(holder, dict) and isinstance(holder.get("inline"), dict):
        return {**holder, "inline": _template(holder["inline"])}
    return holder


def _with_lists_of_locks(owner: JsonObject) -> JsonObject:
    wanted = owner.get("synchronization")
    if not isinstance(wanted, dict):
        return dict(owner)
    changed = dict(wanted)
    for single, several in _LOCKS:
        lock = changed.pop(single, None)
        if isinstance(lock, dict):
            changed[several] = [*sequence(changed, several), lock]
    return {**owner, "synchronization": changed}
