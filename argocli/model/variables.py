"""The one catalogue of Argo's template variables: names, where each is valid, what it holds.

A name has fixed segments and placeholders in angle brackets: `steps.<step>.outputs.result`. A placeholder stands for
one segment, `<key>` at the end for everything that follows, dots included.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Place(Enum):
    """Where in a manifest a variable can be used."""

    ANYWHERE = "anywhere in a workflow"
    TEMPLATE = "in a template"
    POD = "in a template that runs a pod"
    STEPS = "in the body and the outputs of a steps template"
    DAG = "in the body and the outputs of a dag template"
    LOOP = "in a step or task with withItems, withParam or withSequence"
    RETRY = "in a template with a retryStrategy, and in its retry expression"
    EXIT = "in exit handlers and hooks of the workflow"
    METRICS = "in the metrics of a template"
    HTTP_CONDITION = "in the success condition of an http template"
    DATA = "in the transformations of a data template"
    CRON = "in when and stopStrategy of a cron workflow"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable, or one family of them; `type` is what its text, or in an expression its value, says."""

    pattern: str
    places: frozenset[Place]
    type: str
    summary: str


# Known only later: an expression that names one of these waits for it, even where it could be evaluated without.
LATE_BOUND = (
    "item",
    "retries",
    "lastRetry.exitCode",
    "lastRetry.status",
    "lastRetry.duration",
    "lastRetry.message",
    "workflow.status",
    "workflow.failures",
)

_CLOCK = {
    "Y": "the year in four digits", "y": "the year in two digits", "m": "the month as 01 to 12",
    "B": "the name of the month", "b": "the short name of the month", "d": "the day of the month as 01 to 31",
    "A": "the name of the weekday", "a": "the short name of the weekday", "H": "the hour as 00 to 23",
    "I": "the hour as 01 to 12", "M": "the minute as 00 to 59", "S": "the second as 00 to 59", "p": "AM or PM",
    "L": "the milliseconds, after a dot", "Z": "the name of the time zone", "z": "the offset of the time zone",
}  # fmt: skip


def _in(*places: Place) -> frozenset[Place]:
    return frozenset(places)


def _workflow() -> list[Variable]:
    everywhere = _in(Place.ANYWHERE)
    flow = _in(Place.STEPS, Place.DAG, Place.EXIT)
    found = [
        Variable("workflow.name", everywhere, "text", "Name of the workflow"),
        Variable("workflow.namespace", everywhere, "text", "Namespace of the workflow"),
        Variable("workflow.uid", everywhere, "text", "Unique identifier of the workflow"),
        Variable("workflow.mainEntrypoint", everywhere, "text", "Name of the template that the workflow starts with"),
        Variable("workflow.serviceAccountName", everywhere, "text", "Service account that the pods run under"),
        Variable("workflow.priority", everywhere, "integer", "Priority of the workflow, where one is set"),
        Variable("workflow.scheduledTime", everywhere, "time", "When a cron workflow meant to start it"),
        Variable("workflow.status", everywhere, "phase", "Phase of the workflow; the final one in exit handlers"),
        Variable("workflow.duration", everywhere, "seconds", "How long the workflow has run"),
        Variable("workflow.failures", _in(Place.EXIT), "json", "List of the nodes that failed, in quotes"),
        Variable("workflow.creationTimestamp", everywhere, "time", "When the workflow was created"),
        Variable("workflow.creationTimestamp.RFC3339", everywhere, "time", "When the workflow was created"),
        Variable("workflow.creationTimestamp.s", everywhere, "seconds", "When the workflow was created, in Unix time"),
        Variable("workflow.outputs.parameters.<parameter>", flow, "text", "Output parameter with this globalName"),
        Variable("workflow.outputs.artifacts.<artifact>", flow, "artifact", "Output artifact with this globalName"),
    ]
    found += [
        Variable(f"workflow.creationTimestamp.{letter}", everywhere, "text", f"Creation of the workflow: {says}")
        for letter, says in _CLOCK.items()
    ]
    for field, entry in (("parameters", "parameter"), ("labels", "key"), ("annotations", "key")):
        one = {"parameters": "Argument of the workflow", "labels": "Label", "annotations": "Annotation"}[field]
        every = {"parameters": "arguments"}.get(field, field)
        found += [
            Variable(f"workflow.{field}", everywhere, "json", f"All {every} of the workflow"),
            Variable(f"workflow.{field}.json", everywhere, "json", f"All {every} of the workflow"),
            Variable(f"workflow.{field}.<{entry}>", everywhere, "text", f"{one} with this name"),
        ]
    return found


def _template() -> list[Variable]:
    template, pod = _in(Place.TEMPLATE), _in(Place.POD)
    declared = _in(Place.TEMPLATE, Place.METRICS)
    return [
        Variable("inputs.parameters", template, "json", "All input parameters of the template"),
        Variable("inputs.parameters.<parameter>", declared, "text", "Input parameter of the template"),
        Variable("inputs.artifacts.<artifact>", _in(Place.STEPS, Place.DAG), "artifact", "Input artifact to pass on"),
        Variable("inputs.artifacts.<artifact>.path", pod, "path", "Where the input artifact is in the container"),
        Variable("outputs.parameters.<parameter>.path", pod, "path", "File that the output parameter is read from"),
        Variable(
            "outputs.artifacts.<artifact>.path", pod, "path", "File or folder that the output artifact is made of"
        ),
        Variable("pod.name", pod, "text", "Name of the pod; of the attempt's pod where there are retries"),
        Variable("node.name", template, "text", "Name of the node that runs the template"),
        Variable("steps.name", template, "text", "Name of the step that calls the template"),
        Variable("tasks.name", template, "text", "Name of the task that calls the template"),
        Variable("item", _in(Place.LOOP), "any", "Value of the loop"),
        Variable("item.<key>", _in(Place.LOOP), "any", "Field of the value of the loop"),
        Variable("retries", _in(Place.RETRY, Place.METRICS), "integer", "Number of the attempt, from 0"),
        Variable("lastRetry.exitCode", _in(Place.RETRY), "integer", "Exit code of the attempt before"),
        Variable("lastRetry.status", _in(Place.RETRY), "phase", "Phase of the attempt before"),
        Variable("lastRetry.duration", _in(Place.RETRY), "seconds", "How long the attempt before took"),
        Variable("lastRetry.message", _in(Place.RETRY), "text", "Message of the attempt before"),
    ]


def _reference(prefix: str, one: str, place: Place) -> list[Variable]:
    """What `steps` and `tasks` say of a node that ran before."""
    places, start = _in(place), f"{prefix}.<{one}>"
    return [
        Variable(f"{start}.id", places, "text", f"Node identifier of the {one}"),
        Variable(f"{start}.ip", places, "text", f"Address of the {one}'s pod, if it is a daemon"),
        Variable(f"{start}.status", places, "phase", f"Phase of the {one}"),
        Variable(f"{start}.exitCode", places, "integer", f"Exit code of the {one}'s container"),
        Variable(f"{start}.startedAt", places, "time", f"When the {one} started"),
        Variable(f"{start}.finishedAt", places, "time", f"When the {one} finished"),
        Variable(f"{start}.hostNodeName", places, "text", f"Machine that the {one} ran on"),
        Variable(f"{start}.outputs.result", places, "text", f"Standard output of the {one}; of a loop a JSON list"),
        Variable(f"{start}.outputs.parameters", places, "json", f"All output parameters of the {one}, if it is a loop"),
        Variable(
            f"{start}.outputs.parameters.<parameter>",
            places,
            "text",
            f"Output parameter of the {one}; of a loop a JSON list",
        ),
        Variable(f"{start}.outputs.artifacts.<artifact>", places, "artifact", f"Output artifact of the {one}"),
    ]


def _special() -> list[Variable]:
    metrics, http, data = _in(Place.METRICS), _in(Place.HTTP_CONDITION), _in(Place.DATA)
    return [
        Variable("duration", metrics, "seconds", "How long the node ran, or has run so far"),
        Variable("status", metrics, "phase", "Phase of the node"),
        Variable("exitCode", metrics, "integer", "Exit code of the container"),
        Variable("outputs.result", metrics, "text", "Standard output of the container"),
        Variable("outputs.parameters.<parameter>", metrics, "text", "Output parameter of the template"),
        Variable(
            "resourcesDuration.<resource>", metrics, "seconds", "Use of cpu, memory or another resource over time"
        ),
        Variable("request.method", http, "text", "Method of the request"),
        Variable("request.url", http, "text", "Address of the request"),
        Variable("request.body", http, "text", "Body of the request"),
        Variable("request.bodyBytes", http, "bytes", "Body of the request"),
        Variable("request.headers", http, "map", "Headers of the request"),
        Variable("response.statusCode", http, "integer", "Status of the response"),
        Variable("response.body", http, "text", "Body of the response"),
        Variable("response.headers", http, "map", "Headers of the response"),
        Variable("data", data, "list", "Keys that the source found, or what the transformation before made of them"),
    ]


def _cron() -> list[Variable]:
    cron = _in(Place.CRON)
    found = [
        Variable("cronworkflow.name", cron, "text", "Name of the cron workflow"),
        Variable("cronworkflow.namespace", cron, "text", "Namespace of the cron workflow"),
        Variable("cronworkflow.succeeded", cron, "integer", "How many of its workflows succeeded"),
        Variable("cronworkflow.failed", cron, "integer", "How many of its workflows failed"),
        Variable("cronworkflow.lastScheduledTime", cron, "time", "When it last meant to start a workflow"),
    ]
    for field, one in (("labels", "Label"), ("annotations", "Annotation")):
        found += [
            Variable(f"cronworkflow.{field}", cron, "json", f"All {field} of the cron workflow"),
            Variable(f"cronworkflow.{field}.json", cron, "json", f"All {field} of the cron workflow"),
            Variable(f"cronworkflow.{field}.<key>", cron, "text", f"{one} with this name"),
        ]
    return found


@cache
def all_variables() -> tuple[Variable, ...]:
    """The whole catalogue; of two patterns that fit a name the fixed one comes first."""
    return (
        *_workflow(),
        *_template(),
        *_reference("steps", "step", Place.STEPS),
        *_reference("tasks", "task", Place.DAG),
        *_special(),
        *_cron(),
    )


def variables_for(places: Collection[Place]) -> tuple[Variable, ...]:
    """What can be used in something that is all of these places at once.

    Variables of the workflow come with every place, but not with those of a cron workflow, where no workflow is yet.
    """
    wanted = set(places)
    if wanted - {Place.CRON}:
        wanted.add(Place.ANYWHERE)
    return tuple(variable for variable in all_variables() if wanted & variable.places)


def find_variable(name: str) -> Variable | None:
    """The variable that a name such as `steps.my-step.outputs.result` is of, or None."""
    segments = name.split(".")
    return next((one for one in _families().get(segments[0], ()) if _fits(one.pattern.split("."), segments)), None)


@cache
def _families() -> dict[str, tuple[Variable, ...]]:
    """The catalogue by the first segment of the names."""
    families: dict[str, tuple[Variable, ...]] = {}
    for variable in all_variables():
        first = variable.pattern.partition(".")[0]
        families[first] = (*families.get(first, ()), variable)
    return families


def _fits(pattern: list[str], segments: list[str]) -> bool:
    if pattern[-1] == "<key>" and len(segments) > len(pattern):
        segments = [*segments[: len(pattern) - 1], ".".join(segments[len(pattern) - 1 :])]
    if len(segments) != len(pattern):
        return False
    return all(part == said or (part[0] == "<" and said) for part, said in zip(pattern, segments, strict=True))
