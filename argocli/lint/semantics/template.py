"""One template, for one call: what it is, what it asks for, and, the first time, its body."""

from __future__ import annotations

from argocli.lint.facts import DISPLAYED, LEAVES, PODS, Holder, TemplateFacts
from argocli.lint.semantics import leaf, outputs
from argocli.lint.semantics.artifacts import check_container_path, check_location, check_no_path
from argocli.lint.semantics.names import check_names
from argocli.lint.semantics.scope import Scope
from argocli.lint.semantics.substitution import Given, View
from argocli.lint.semantics.supply import check_supply
from argocli.lint.semantics.validation import KEY, MAX_DEPTH, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.validation import Base, Site, Validation

RETRY_POLICIES = ("Always", "OnError", "OnFailure", "OnTransientError")


def check_template(
    run: Validation, base: Base, template: TemplateFacts, given: Given | None, site: Site, outer: View | None = None
) -> None:
    """Judge a template for a call; without `given` all that it asks for is there. `outer` is the view of the template
    that an inline one stands in."""
    if not template.types:
        message = f"template '{template.name}' type is unknown"
        run.add("template-type-unknown", message, base, template.path, NAME)
        return
    if id(template) not in run.statics:
        run.statics.add(id(template))
        _check_static(run, base, template)
    if given is not None:
        check_supply(run, base, template, given, site)
    key = base.label + template.name
    timeout = template.value.get("timeout")
    if key in run.seen:
        if timeout and template.type in LEAVES and "{{" in timeout:
            _check_timeout(run, base, template, View(run, template, given, outer))
        return
    run.seen.add(key)
    view = View(run, template, given, outer)
    if timeout and template.type in LEAVES:
        _check_timeout(run, base, template, view)
    if not run.may_follow(base, template):
        return
    run.chain.append(site)
    if len(run.chain) > MAX_DEPTH:
        run.deferred.append((base, template, view, list(run.chain)))
    else:
        check_body(run, base, template, view)
    run.chain.pop()


def check_body(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    """What a template does, and what it leaves to others."""
    if any(text.open for text in template.strings):
        from argocli.lint.semantics import unclosed

        unclosed.check_template(run, base, template)
    kind = template.type
    scope = Scope(template.declared, {"steps": "steps", "dag": "tasks"}.get(kind, ""))
    if base.holder.spoiled or run.holder.spoiled:
        scope.doubted = doubted(run.holder, base.holder, template)
    if kind == "steps":
        from argocli.lint.semantics.steps import check_steps

        check_steps(run, base, template, view, scope)
    elif kind == "dag":
        from argocli.lint.semantics.dag import check_dag

        check_dag(run, base, template, view, scope)
    else:
        leaf.check_leaf(run, base, template, view, scope)
    value = template.value
    if value.get("outputs"):
        outputs.check_outputs(run, base, template, view, scope)
    if value.get("archiveLocation") is not None:
        words = f"templates.{template.name}.archiveLocation"
        check_location(run, base, value["archiveLocation"], (*template.path, "archiveLocation"), words, view)
    if value.get("metrics") is not None:
        from argocli.lint.semantics import metrics

        metrics.check_metrics(run, base, template, view)


def doubted(root: Holder, holder: Holder, template: TemplateFacts) -> tuple[str, ...]:
    """What variables of a template begin with that may be declared where the schema has found something."""
    found: list[str] = []
    direct = template.path in holder.spoiled
    for field, words in (("inputs", "inputs."), ("steps", "steps."), ("dag", "tasks.")):
        if direct or holder.spoiled_below((*template.path, field)):
            found.append(words)
    spec = root.path in root.spoiled
    if spec or root.spoiled_below((*root.path, "arguments")):
        found.append("workflow.parameters")
    if spec or root.spoiled_below((*root.path, "workflowMetadata")) or root.spoiled_below(("metadata",)):
        found += ["workflow.labels.", "workflow.annotations."]
    return tuple(found)


def run_deferred(run: Validation) -> None:
    """Bodies that were too deep have their turn."""
    while run.deferred:
        base, template, view, chain = run.deferred.pop()
        kept, run.chain = run.chain, [site for site in chain if not site.base.foreign][-1:]
        check_body(run, base, template, view)
        run.chain = kept


def _check_timeout(run: Validation, base: Base, template: TemplateFacts, view: View) -> None:
    digits = view.field(template.value, "timeout")
    digits = digits[1:] if digits[:1] in ("+", "-") else digits
    if digits.isascii() and digits.isdigit() and int(digits) < 2**63:
        message = f"{template.name} has invalid duration format in timeout: a unit is missing, such as {digits}s"
        run.add("timeout-format", message, base, (*template.path, "timeout"))


def _check_static(run: Validation, base: Base, template: TemplateFacts) -> None:
    """What is the same for every call."""
    value, path, kind = template.value, template.path, template.type
    words = f"templates.{template.name}"
    if len(template.types) > 1:
        message = f"{words} multiple template types specified. choose one: {', '.join(template.types)}"
        run.add("template-types-several", message, base, path, mark=(*path, template.types[1]), at=KEY)
    inputs = value.get("inputs")
    if inputs:
        _check_inputs(run, base, template, inputs)
    retry = value.get("retryStrategy")
    if retry and retry.get("retryPolicy") and retry["retryPolicy"] not in RETRY_POLICIES:
        message = f"{words}.retryStrategy.retryPolicy: {retry['retryPolicy']} is not a valid RetryPolicy"
        run.add("retry-policy", message, base, (*path, "retryStrategy", "retryPolicy"))
    if kind not in LEAVES:
        for field in ("timeout", "pendingTimeout"):
            if value.get(field):
                message = f"{template.name} template doesn't support {field} field"
                run.add("timeout-not-allowed", message, base, (*path, field), KEY)
    if value.get("podResources") is not None:
        _check_pod_resources(run, base, template)
    for index, container in enumerate(value.get("initContainers") or ()):
        if not (container or {}).get("name"):
            message = f"{words} initContainers must all have container name"
            run.add("init-container-name", message, base, (*path, "initContainers", index), NAME)
    if value.get("resourceClaims") and kind not in PODS:
        message = f"{words}.resourceClaims is not supported for {DISPLAYED[kind]} templates, which do not create a pod"
        run.add("resource-claims", message, base, (*path, "resourceClaims"), KEY)


def _check_inputs(run: Validation, base: Base, template: TemplateFacts, inputs: dict[str, object]) -> None:
    path = (*template.path, "inputs")
    words = f"templates.{template.name}.inputs"
    parameters = template.value["inputs"].get("parameters")
    if parameters:
        check_names(run, base, parameters, (*path, "parameters"), f"{words}.parameters")
    artifacts = template.value["inputs"].get("artifacts")
    if not artifacts:
        return
    check_names(run, base, artifacts, (*path, "artifacts"), f"{words}.artifacts")
    for index, one in enumerate(artifacts):
        artifact = one or {}
        place = (*path, "artifacts", index)
        said = f"{words}.artifacts.{artifact.get('name') or ''}"
        if template.type in LEAVES:
            check_container_path(run, base, artifact, place, said, artifact.get("path") or "")
        else:
            check_no_path(run, base, artifact.get("path") or "", place, said)
        if artifact.get("from"):
            run.add("input-from", f"{said}.from not valid in inputs", base, (*place, "from"), KEY)
        check_location(run, base, artifact, place, said)


def _check_pod_resources(run: Validation, base: Base, template: TemplateFacts) -> None:
    from argocli.lint.semantics.pods import check_pod_resources

    path, words = (*template.path, "podResources"), f"templates.{template.name}.podResources"
    if template.type in ("http", "plugin"):
        message = f"templates.{template.name}.podResources is not supported for {DISPLAYED[template.type]} templates"
        run.add("pod-resources", message, base, path, KEY)
    else:
        check_pod_resources(run, base, template.value["podResources"], path, words)
