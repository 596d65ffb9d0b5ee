"""What the controller's configuration changes about the engine; the defaults are upstream's."""

from __future__ import annotations

from dataclasses import dataclass, field

from argocli.model.values import JsonObject


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """pod_names: `v1` or `v2`. instance_id: which of several controllers this is, for the labels of pods.
    deep_recursion: no limit to nested calls. transient_pattern: a regular expression for errors that pass by
    themselves. pod_restarts: how often a pod that its machine lost before it began starts again. archive_logs:
    overrides templates and workflow where it is true. bubble_entry_error: an entry template that cannot be run ends
    the workflow. user_fields: what a workflow may say for itself in reference mode beside the usual.
    expression_templates: whether expression tags are evaluated. semaphore_limit_cache: for how many seconds the limit
    of a semaphore is not looked up again."""

    pod_names: str = "v2"
    instance_id: str = ""
    deep_recursion: bool = False
    transient_pattern: str = ""
    pod_restarts: int = 0
    archive_logs: bool = False
    bubble_entry_error: bool = True
    workflow_defaults: JsonObject = field(default_factory=dict)
    user_fields: frozenset[str] = frozenset()
    expression_templates: bool = True
    semaphore_limit_cache: float = 0
    reference_mode: str = ""  # "", "Strict" or "Secure": whether workflows have to come from a template
