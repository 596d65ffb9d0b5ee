"""The variables of the workflow itself: `workflow.*`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from argocli.engine.outside import why_missing
from argocli.engine.templates.arguments import ConfigMaps, no_config_maps
from argocli.expr.scope import NOW, PLAIN
from argocli.model import labels, phases, timestamps
from argocli.model.values import Json, JsonObject, any_text, mapping, objects, text
from argocli.model.workflow import Node, Status, Workflow

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_HTML = re.compile("[<>&\u2028\u2029]")
_PARAMETER_FIELDS = ("name", "default", "value", "valueFrom", "globalName", "enum", "description")
_ANY_TEXT_FIELDS = frozenset({"default", "value", "description"})


class GlobalsError(Exception):
    """A workflow parameter without a value."""


def global_scope(
    workflow: Workflow, now: datetime, config_maps: ConfigMaps = no_config_maps, *, expressions: bool = True
) -> dict[str, str]:
    """Everything known of a workflow at the start of a pass. `config_maps` are those that may serve as parameters;
    without `expressions` tags are no more than names.

    Raises GlobalsError.
    """
    metadata, spec, status = workflow["metadata"], workflow.get("spec", {}), workflow.get("status", Status())
    annotations, own_labels = metadata.get("annotations"), metadata.get("labels")
    scope = {
        "workflow.name": metadata["name"],
        "workflow.namespace": metadata.get("namespace", ""),
        "workflow.mainEntrypoint": text(spec, "entrypoint"),
        "workflow.serviceAccountName": text(spec, "serviceAccountName"),
        "workflow.uid": metadata.get("uid", ""),
        "workflow.status": status.get("phase", ""),
        "workflow.duration": duration_text(status, now),
        NOW: now.isoformat(),
        **({} if expressions else {PLAIN: ""}),
    }
    created = timestamps.from_text(metadata.get("creationTimestamp")) or timestamps.from_text(status.get("startedAt"))
    scope.update(_creation(created or now))
    scheduled = (annotations or {}).get(labels.SCHEDULED_TIME)
    if scheduled is not None:
        scope["workflow.scheduledTime"] = scheduled
    priority = any_text(spec.get("priority"))
    if priority is not None:
        scope["workflow.priority"] = priority
    scope.update(_parameters(objects(mapping(spec, "arguments"), "parameters"), config_maps))
    for section, entries in (("annotations", annotations), ("labels", own_labels)):
        listed = _go_json(dict(sorted(entries.items())) if entries else None)
        scope[f"workflow.{section}"] = scope[f"workflow.{section}.json"] = listed
        for key, value in (entries or {}).items():
            scope[f"workflow.{section}.{key}"] = value
    for parameter in status.get("outputs", {}).get("parameters", ()):
        produced = any_text(parameter.get("value"))
        if produced is not None:
            scope[f"workflow.outputs.parameters.{parameter['name']}"] = produced
    return scope


def duration_text(status: Status, now: datetime) -> str:
    """Seconds since the workflow started, up to its end where it has one, with six decimals."""
    started = timestamps.from_text(status.get("startedAt"))
    finished = timestamps.from_text(status.get("finishedAt")) or now
    return f"{(finished - started).total_seconds() if started else 0.0:.6f}"


def failures_json(nodes: Iterable[Node], pod_name: Callable[[Node], str]) -> str:
    """The nodes that Failed or ended in Error as a JSON list, quoted once more so that it survives substitution."""
    failed = [node for node in nodes if node.get("phase") in phases.UNSUCCESSFUL]
    failures: list[Json] = [_failure(node, pod_name(node)) for node in failed]
    return json.dumps(_go_json(failures or None), ensure_ascii=False)


def _failure(node: Node, pod: str) -> JsonObject:
    template = text(node.get("templateRef"), "template") or node.get("templateName", "")
    return {
        "displayName": node.get("displayName", ""),
        "message": node.get("message", ""),
        "templateName": template,
        "phase": node["phase"],
        "podName": pod,
        "finishedAt": node.get("finishedAt"),
    }


def _creation(moment: datetime) -> dict[str, str]:
    utc = moment.astimezone(UTC)
    month, day = _MONTHS[utc.month - 1], _DAYS[utc.weekday()]
    rfc3339 = timestamps.to_text(utc)
    letters = {
        "B": month,
        "b": month[:3],
        "m": f"{utc.month:02d}",
        "A": day,
        "a": day[:3],
        "d": f"{utc.day:02d}",
        "H": f"{utc.hour:02d}",
        "I": f"{utc.hour % 12 or 12:02d}",
        "M": f"{utc.minute:02d}",
        "S": f"{utc.second:02d}",
        "Y": f"{utc.year:04d}",
        "y": f"{utc.year % 100:02d}",
        "p": "AM" if utc.hour < 12 else "PM",
        "Z": "UTC",
        "z": "+0000",
        "L": f".{utc.microsecond // 1000:03d}",
        "s": str(int(utc.timestamp())),
        "RFC3339": rfc3339,
    }
    scope = {f"workflow.creationTimestamp.{letter}": value for letter, value in letters.items()}
    scope["workflow.creationTimestamp"] = rfc3339
    return scope


def _parameters(parameters: list[JsonObject], config_maps: ConfigMaps) -> dict[str, str]:
    listed = parameters_json(parameters)
    scope = {"workflow.parameters": listed, "workflow.parameters.json": listed}
    for parameter in parameters:
        name = text(parameter, "name")
        scope[f"workflow.parameters.{name}"] = _value(name, parameter, config_maps)
    return scope


def parameters_json(parameters: list[JsonObject]) -> str:
    """All parameters as one JSON list, each with the fields that it has."""
    return _go_json([_shown(parameter) for parameter in parameters] if parameters else None)


def _shown(parameter: JsonObject) -> JsonObject:
    shown: JsonObject = {}
    for field in _PARAMETER_FIELDS:
        value = parameter.get(field)
        if value is not None:
            shown[field] = any_text(value) if field in _ANY_TEXT_FIELDS else value
    return shown


def _value(name: str, parameter: JsonObject, config_maps: ConfigMaps) -> str:
    value = any_text(parameter.get("value"))
    if value is not None:
        return value
    source = mapping(parameter, "valueFrom")
    reference = mapping(source, "configMapKeyRef")
    map_name, key = text(reference, "name"), text(reference, "key")
    data = config_maps(map_name) if reference else None
    if reference and data is not None and key in data:
        return data[key]
    default = any_text(source.get("default"))
    if default is not None:
        return default
    if not reference:
        raise GlobalsError(f"either value or valueFrom must be specified in order to set global parameter {name}")
    reason = why_missing(map_name, data, key)
    raise GlobalsError(
        f"failed to set global parameter {name} from configmap with name {map_name} and key {key}: {reason}"
    )


def _go_json(value: Json) -> str:
    """Compact JSON as Go writes it: characters that HTML gives a meaning are escaped, others stay."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _HTML.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
