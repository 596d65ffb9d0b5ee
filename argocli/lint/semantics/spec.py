"""A workflow as a whole: its arguments, what it starts with and ends with, and then every template of it."""

from __future__ import annotations

from argocli.lint.facts import REPLACED, Fields, Holder, Path, TemplateFacts, named
from argocli.lint.index import CLUSTER_TEMPLATE, TEMPLATE
from argocli.lint.semantics.arguments import check_arguments
from argocli.lint.semantics.lookup import find_named, find_object, find_referenced
from argocli.lint.semantics.names import check_names, field_form
from argocli.lint.semantics.patterns import holds_plain_tag
from argocli.lint.semantics.substitution import Given, harmless
from argocli.lint.semantics.template import check_template, run_deferred
from argocli.lint.semantics.validation import KEY, Base, Site, Validation
from argocli.model.values import any_text

NAME_LIMIT = 63

_SAID = {
    "Workflow": "workflow name",
    TEMPLATE: "workflow template name",
    CLUSTER_TEMPLATE: "cluster workflow template name",
    "CronWorkflow": "cron workflow name",
}


class Reference:
    """A workflowTemplateRef: whose spec it brings in, and how to call a template of it."""

    __slots__ = ("base", "cluster", "name", "path")

    def __init__(self, base: Base, name: str, path: Path, *, cluster: bool) -> None:
        self.base = base
        self.name = name
        self.path = path
        self.cluster = cluster


def check(run: Validation) -> None:
    """Judge a Workflow, WorkflowTemplate or ClusterWorkflowTemplate."""
    check_length(run, NAME_LIMIT)
    metadata = run.holder.metadata
    check_spec(run, metadata.get("labels") or {}, metadata.get("annotations") or {})


def check_length(run: Validation, limit: int) -> None:
    """Names become parts of others, so they must not be long."""
    name = run.holder.name
    size = len(name.encode())
    if size > limit:
        message = (
            f'{_SAID[run.document.kind]} "{name}" must not be more than {limit} characters long (currently {size})'
        )
        run.add("name-too-long", message, run.root, ("metadata", "name"))


def check_spec(run: Validation, labels: Fields, annotations: Fields) -> None:
    """Judge the spec of a workflow with these labels and annotations."""
    root, holder = run.root, run.holder
    spec, path = holder.spec, holder.path
    reference: Reference | None = None
    missing = False
    if spec.get("workflowTemplateRef") is not None:
        reference = _referenced(run, spec["workflowTemplateRef"])
        missing = reference is None
    if holder.templates:
        check_names(run, root, spec["templates"], (*path, "templates"), "spec.templates", field_form)
    if spec.get("executorPlugins"):
        from argocli.lint.semantics.plugins import check_executor_plugins

        check_executor_plugins(run)
    sources = _arguments(root, reference)
    if sources:
        check_arguments(run, sources, "spec.arguments.", lenient=run.lenient)
    _collect_globals(run, spec, reference, sources, labels, annotations)
    if not missing:
        _check_entrypoint(run, reference, Given(sources, None))
        _check_exit(run, reference)
    for name, hook in (spec.get("hooks") or {}).items():
        if name != "exit" and not (hook or {}).get("expression"):
            message = f"hooks.{name} Expression required"
            run.add("hook-expression-required", message, root, (*path, "hooks", name), KEY)
    if spec.get("podGC") is not None or spec.get("podResources") is not None:
        from argocli.lint.semantics.pods import check_pod_gc, check_pod_resources

        check_pod_gc(run, root, spec.get("podGC") or {}, (*path, "podGC"))
        resources = spec.get("podResources") or {}
        check_pod_resources(run, root, resources, (*path, "podResources"), "spec.podResources")
    _check_all(run, reference)
    run_deferred(run)


def _referenced(run: Validation, reference: Fields) -> Reference | None:
    """The template whose spec the workflow runs."""
    root, path = run.root, (*run.holder.path, "workflowTemplateRef")
    if run.holder.templates:
        message = "spec.templates: Templates is invalid field in spec if workflow referred WorkflowTemplate reference"
        run.add("templates-beside-reference", message, root, (*run.holder.path, "templates"), KEY)
    name, cluster = reference.get("name") or "", bool(reference.get("clusterScope"))
    found = find_object(run, Site(root, path, ""), name, cluster=cluster, path=path)
    return Reference(run.base(found), name, path, cluster=cluster) if found is not None else None


def _arguments(root: Base, reference: Reference | None) -> list[tuple[Base, Path, Fields]]:
    """The workflow's arguments, and those of the referenced template that it does not replace."""
    holder = root.holder
    own = holder.spec.get("arguments") or {}
    sources = [(root, (*holder.path, "arguments"), own)] if own else []
    if reference is None:
        return sources
    other = reference.base.holder
    theirs = other.spec.get("arguments") or {}
    kept: Fields = {}
    for field in ("parameters", "artifacts"):
        replaced = {one["name"] for one in own.get(field) or () if named(one)}
        kept[field] = [REPLACED if named(one) and one["name"] in replaced else one for one in theirs.get(field) or ()]
    if kept["parameters"] or kept["artifacts"]:
        sources.append((reference.base, (*other.path, "arguments"), kept))
    return sources


def _collect_globals(
    run: Validation,
    spec: Fields,
    reference: Reference | None,
    sources: list[tuple[Base, Path, Fields]],
    labels: Fields,
    annotations: Fields,
) -> None:
    """What every template can say about the workflow."""
    known = run.globals
    for _, _, arguments in sources:
        for parameter in arguments.get("parameters") or ():
            if not parameter:
                continue
            if "workflow.parameters" not in known:
                known["workflow.parameters"] = run.stand_in()
                known["workflow.parameters.json"] = run.stand_in()
            name, value = parameter.get("name"), any_text(parameter.get("value"))
            if name and f"workflow.parameters.{name}" not in known:
                known[f"workflow.parameters.{name}"] = run.stand_in() if value is None else value
                run.plain = run.plain and (value is None or harmless(value))
    metadata = [spec.get("workflowMetadata") or {}]
    if reference is not None:
        metadata.append(reference.base.holder.spec.get("workflowMetadata") or {})
    for field, groups in (
        ("labels", [labels, *(one.get(key) or {} for one in metadata for key in ("labels", "labelsFrom"))]),
        ("annotations", [annotations, *(one.get("annotations") or {} for one in metadata)]),
    ):
        for group in groups:
            for key in group:
                # Names are compared as JSON has them, where some characters are written otherwise.
                if not any(character in key for character in '"\\<>&'):
                    known.setdefault(f"workflow.{field}.{key}", run.stand_in())
    if spec.get("priority") is not None:
        known["workflow.priority"] = str(spec["priority"])


def _check_entrypoint(run: Validation, reference: Reference | None, given: Given) -> None:
    spec, path = run.holder.spec, run.holder.path
    entrypoint = spec.get("entrypoint") or ""
    if not entrypoint and reference is not None:
        entrypoint = reference.base.holder.spec.get("entrypoint") or ""
    if not entrypoint:
        if not run.template_mode:
            run.add("entrypoint-required", "spec.entrypoint is required", run.root, path, mark=path, at=KEY)
        return
    _call(run, reference, entrypoint, None if run.template_mode else given, (*path, "entrypoint"))


def _check_exit(run: Validation, reference: Reference | None) -> None:
    spec, path = run.holder.spec, run.holder.path
    handler = spec.get("onExit") or ""
    if not handler and reference is not None:
        handler = reference.base.holder.spec.get("onExit") or ""
    if not handler:
        return
    run.globals["workflow.failures"] = run.stand_in()
    source = reference.base.holder if reference is not None else run.holder
    run.any_artifact = _shares_any_artifact(source)
    own = spec.get("arguments") or {}
    given = Given([(run.root, (*path, "arguments"), own)] if own else [], None)
    _call(run, reference, handler, given, (*path, "onExit"))


def _shares_any_artifact(holder: Holder) -> bool:
    """Whether a template has an output artifact whose global name is known only at run time."""
    for template in holder.templates:
        for artifact in (template.value.get("outputs") or {}).get("artifacts") or ():
            if artifact and holds_plain_tag(artifact.get("globalName") or ""):
                return True
    return False


def _call(run: Validation, reference: Reference | None, name: str, given: Given | None, path: Path) -> None:
    """Judge the template that the workflow itself calls; `path` leads to the field that names it."""
    spec = run.holder.spec
    if reference is None:
        site = Site(run.root, path, "")
        found, base = find_named(run, site, name, path), run.root
    else:
        # Where the name comes from the referenced template, the reference is what can be pointed at.
        place = path if spec.get(str(path[-1])) else (*reference.path, "name")
        site = Site(run.root, place, "")
        found, base, _ = find_referenced(run, site, reference.name, name, cluster=reference.cluster, path=place)
    if found is not None:
        check_template(run, base, found, given, site)
    elif reference is None or name not in reference.base.holder.by_name:
        run.incomplete = True


def _check_all(run: Validation, reference: Reference | None) -> None:
    """Every template once more, whether something calls it or not."""
    base = reference.base if reference is not None else run.root
    for template in base.holder.templates:
        if template.name and base.holder.by_name[template.name] is template:
            _check_one(run, base, template, reference)


def _check_one(run: Validation, base: Base, template: TemplateFacts, reference: Reference | None) -> None:
    path = template.path if reference is None else (*reference.path, "name")
    check_template(run, base, template, None, Site(run.root, path, f"templates.{template.name}"))
