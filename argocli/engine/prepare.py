"""What a pass needs before it can begin: the executable spec with the workflow's variables filled in, and its parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from argocli.engine.agenda import Agenda
from argocli.engine.draft import Draft
from argocli.engine.given import Given, Surroundings
from argocli.engine.locks.view import WorkflowLocks
from argocli.engine.memory import Executable, Memory
from argocli.engine.orders import Orders
from argocli.engine.outside import parameter_maps
from argocli.engine.pods import PodObservation
from argocli.engine.run import Run
from argocli.engine.running.execute import execute
from argocli.engine.shared import Shared, shared_variables
from argocli.engine.signals import WorkflowEnds
from argocli.engine.templates import TemplateBase, TemplateLibrary
from argocli.engine.templates.globals import GlobalsError, duration_text, global_scope
from argocli.engine.templates.metadata import MetadataError, apply_metadata, foreseen, name_template
from argocli.engine.templates.spec import SpecError, SpecRefused, default_metadata, executable_spec
from argocli.engine.templates.substitution import substitute_spec
from argocli.engine.templates.validation import first_problem
from argocli.expr.scope import NOW
from argocli.expr.tags import ScopeValue, SubstitutionError
from argocli.model import phases, timestamps
from argocli.model.values import JsonObject, integer, mapping, text
from argocli.model.workflow import Outputs, Workflow


def prepare(
    draft: Draft, observed: Mapping[str, PodObservation], now: datetime, around: Surroundings, memory: Memory
) -> Run:
    """The parts of a pass over the draft. Raises WorkflowEnds where the workflow cannot be run at all."""
    try:
        executable = _remembered(draft, now, around, memory)
    except SpecError as error:
        raise WorkflowEnds(phases.FAILED, f"invalid spec: {error}") from error
    except (SpecRefused, MetadataError) as error:
        raise WorkflowEnds(phases.ERROR, str(error)) from error
    except (GlobalsError, SubstitutionError) as error:
        raise WorkflowEnds(phases.FAILED, f"failed to set global parameters: {error}") from error
    spec, outputs = executable.spec, draft.status.get("outputs") or Outputs()
    namespace, name = draft.metadata.get("namespace", ""), draft.metadata["name"]
    moving: dict[str, ScopeValue] = {
        "workflow.status": draft.phase,
        "workflow.duration": duration_text(draft.status, now),
        NOW: now.isoformat(),
    }
    return Run(
        given=Given(_shown(draft, spec), spec, observed, now, _deadline(draft, spec, now), text(spec, "shutdown")),
        around=around,
        table=memory.table,
        agenda=Agenda(memory.table, memory.visits),
        orders=Orders(),
        shared=Shared({**executable.known, **moving, **shared_variables(outputs)}, outputs.copy()),
        library=TemplateLibrary(
            namespace, around.objects, draft.stored, executable.base, mapping(spec, "templateDefaults")
        ),
        locks=WorkflowLocks(around.locks, namespace, name),
        memory=memory,
        execute=execute,
    )


def _shown(draft: Draft, spec: JsonObject) -> Workflow:
    """The workflow with this spec; metadata and status are those of the draft, as they become."""
    return {**draft.before, "spec": spec, "metadata": draft.metadata, "status": draft.status}


def _deadline(draft: Draft, spec: JsonObject, now: datetime) -> datetime | None:
    """When the workflow's own time is up, which begins with its first pass."""
    seconds = integer(spec, "activeDeadlineSeconds")
    started = timestamps.from_text(draft.status.get("startedAt") if draft.has_begun else timestamps.to_text(now))
    return started + timedelta(seconds=seconds) if seconds is not None and started is not None else None


def _remembered(draft: Draft, now: datetime, around: Surroundings, memory: Memory) -> Executable:
    """What the pass before has worked out. What the first one writes onto the object is to be seen by the second."""
    if memory.executable is not None:
        return memory.executable
    if draft.has_begun:
        memory.executable = _executable(draft, now, around)
        return memory.executable
    return _first_executable(draft, now, around)


def _executable(draft: Draft, now: datetime, around: Surroundings) -> Executable:
    """Of a workflow that has begun. Raises SpecRefused, GlobalsError, SubstitutionError, TemplatesMissing."""
    spec = executable_spec(draft.before, draft.status, around.objects, around.settings)
    known = _variables(_shown(draft, spec), now, around)
    return Executable(substitute_spec(spec, known), _base(draft, spec), known)


def _first_executable(draft: Draft, now: datetime, around: Surroundings) -> Executable:
    """Of a workflow that has not: its spec is looked over, and it gets the labels and annotations that it asks for.
    Raises SpecError and MetadataError, too."""
    own = draft.before["spec"]
    spec = executable_spec(draft.before, draft.status, around.objects, around.settings)
    base = _base(draft, spec)
    library = TemplateLibrary(
        draft.metadata.get("namespace", ""), around.objects, draft.stored, base, mapping(spec, "templateDefaults")
    )
    if problem := first_problem(own, spec, library):
        raise SpecError(problem)
    default_metadata(draft.metadata, around.settings)
    name_template(draft.metadata, mapping(own, "workflowTemplateRef"))
    shown = _shown(draft, spec)
    known = _variables({**shown, "metadata": foreseen(draft.metadata, spec)}, now, around)
    spec = substitute_spec(spec, known)
    if apply_metadata(draft.metadata, spec, known):
        known = _variables(shown, now, around)
        spec = substitute_spec(spec, known)
    return Executable(spec, base, known)


def _base(draft: Draft, spec: JsonObject) -> TemplateBase:
    """Where the names of the workflow's own templates are looked up."""
    reference = mapping(draft.before["spec"], "workflowTemplateRef")
    return TemplateBase.of("local/" if reference else f"local/{draft.metadata['name']}", spec)


def _variables(shown: Workflow, now: datetime, around: Surroundings) -> dict[str, str]:
    maps = parameter_maps(around.objects, shown["metadata"].get("namespace", ""))
    return global_scope(shown, now, maps, expressions=around.settings.expression_templates)
