"""Which template a step, task, entrypoint or exit handler means."""

from __future__ import annotations

from argocli.lint.facts import Call, Fields, Path, TemplateFacts
from argocli.lint.finding import UNRESOLVED
from argocli.lint.index import CLUSTER_TEMPLATE, TEMPLATE
from argocli.lint.semantics.patterns import holds_simple_tag
from argocli.lint.semantics.standins import PREFIX
from argocli.lint.semantics.validation import KEY, NAME, Base, Site, Validation
from argocli.manifest.positions import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View

UNDEFINED = "undefined-template"
MISSING = "unresolved-reference"

# The template, whose it is, and whether all was well: a reference with tags left leads to none, which is well too.
Found = tuple[TemplateFacts | None, Base, bool]


def find_called(run: Validation, site: Site, call: Call, view: View) -> Found:
    """What a step or task calls, as it reads after substitution."""
    base, value = site.base, call.value
    name, reference, inline = view.field(value, "template"), value.get("templateRef"), value.get("inline")
    local: TemplateFacts | None = None
    found: Found | None = None
    if reference is not None:
        found = _follow(run, site, reference, view, named=bool(name))
    elif name:
        local = find_named(run, site, name, (*site.path, "template"))
        found = (local, base, local is not None)
    if inline is not None and (reference is None or (found is not None and found[0] is not None)):
        return _inline(call, inline, base, view), base, True
    if found is not None:
        return found
    message = f"{site.words} failed to get a template: one of template, templateRef or inline is needed"
    run.add("template-missing", message, base, site.path, NAME)
    return None, base, False


def _inline(call: Call, inline: Fields, base: Base, view: View) -> TemplateFacts:
    if call.inline is None:
        call.inline = TemplateFacts(inline, (*call.path, "inline"))
    if base.local:
        return call.inline
    return base.stored.setdefault(view.text(call.name), call.inline)


def find_named(run: Validation, site: Site, name: str, path: Path) -> TemplateFacts | None:
    """A template of the same holder."""
    base = site.base
    found = base.holder.by_name.get(name)
    if found is None and not _misspelt_names(base):
        words = f"{site.words} " if site.value is not None else ""
        message = f"{words}template name '{name}' undefined{_guess(run, name, list(base.holder.by_name))}"
        run.add(UNDEFINED, message, base, path)
    return found


def _misspelt_names(base: Base) -> bool:
    """Whether a template is not known by its name because the schema found something in its place."""
    holder = base.holder
    if not holder.spoiled:
        return False
    listed = (*holder.path, "templates") not in holder.spoiled and (
        holder.templates or holder.path not in holder.spoiled
    )
    return not listed or any(not one.name and one.path in holder.spoiled for one in holder.templates)


def _follow(run: Validation, site: Site, reference: Fields, view: View, *, named: bool) -> Found:
    base, path = site.base, (*site.path, "templateRef")
    if named:
        message = f"{site.words} template name cannot be specified with templateRef"
        run.add("template-and-reference", message, base, site.path, mark=(*site.path, "template"), at=KEY)
    name, template = view.field(reference, "name"), view.field(reference, "template")
    for text, said in ((name, "resource name"), (template, "template name")):
        if not text:
            run.add("reference-incomplete", f"{site.words} {said} is required", base, path, KEY)
    if not name or not template:
        return None, base, False
    if holds_simple_tag(name) or holds_simple_tag(template):
        return None, base, True
    return find_referenced(run, site, name, template, cluster=bool(reference.get("clusterScope")), path=path)


def find_referenced(run: Validation, site: Site, name: str, template: str, *, cluster: bool, path: Path) -> Found:
    """A template of another object, which `path` refers to."""
    document = find_object(run, site, name, cluster=cluster, path=path)
    if document is None:
        return None, site.base, False
    base = run.base(document)
    found = base.holder.by_name.get(template)
    if found is not None or PREFIX in template:
        return found, base, True
    words = f"{site.words} " if site.value is not None else ""
    guess = _guess(run, template, list(base.holder.by_name))
    mark = (*path, "template") if path[-1] == "templateRef" else path
    message = f"{words}template reference {name}.{template} not found{guess}"
    run.add(UNDEFINED, message, site.base, path, mark=mark)
    return None, base, False


def find_object(run: Validation, site: Site, name: str, *, cluster: bool, path: Path) -> Document | None:
    """The WorkflowTemplate or ClusterWorkflowTemplate of a name. What is not among the files cannot be judged."""
    words = f"{site.words} " if site.value is not None else ""
    mark = path if path[-1] == "entrypoint" else (*path, "name")
    if not cluster and run.document.kind == CLUSTER_TEMPLATE:
        message = (
            f"{words}a ClusterWorkflowTemplate belongs to no namespace, so it cannot refer to the WorkflowTemplate "
            f"{name!r}: set clusterScope, or keep the template here"
        )
        run.add("cluster-scope-reference", message, site.base, path, mark=mark)
        return None
    kind = CLUSTER_TEMPLATE if cluster else TEMPLATE
    found = run.index.find(kind, "" if cluster else run.namespace, name)
    if found is None:
        said = "cluster workflow template" if cluster else "workflow template"
        where = "" if cluster else f' in namespace "{run.namespace}"'
        message = f'{words}couldn\'t find {said} "{name}"{where} among the files{_elsewhere(run, kind, name)}'
        run.add(MISSING, message, site.base, path, mark=mark, severity=UNRESOLVED)
    return found


def _elsewhere(run: Validation, kind: str, name: str) -> str:
    """Where there is one of that name, or nearly."""
    known = run.index.names()
    for other, namespace, one in known:
        if one == name and other != kind:
            hint = "set clusterScope: true" if other == CLUSTER_TEMPLATE else "leave out clusterScope"
            return f"; there is a {other} of that name: {hint}"
        if one == name:
            return f'; there is one in namespace "{namespace}"' if namespace else "; there is one without a namespace"
    return _guess(run, name, [one for other, _, one in known if other == kind])


def _guess(run: Validation, name: str, known: list[str]) -> str:
    if not run.may_guess():
        return ""
    from argocli.lint.suggest import closest

    guess = closest(name, known)
    return f", did you mean '{guess}'?" if guess and guess != name else ""
