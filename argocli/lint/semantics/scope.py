"""Which variables can be resolved at a place: inputs, the steps and tasks before it, its loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from argocli.lint.facts import Fields, Holder, TemplateFacts
from argocli.lint.semantics.patterns import holds_plain_tag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Validation

# Names that begin otherwise belong to nobody and are never judged.
CHECKED = ("item.", "steps.", "inputs.", "outputs.", "pod.", "workflow.", "tasks.")
# Filled in at run time, whatever follows.
PASSING = (
    "outputs.",
    "workflow.creationTimestamp",
    "workflow.scheduledTime",
    "workflow.duration",
    "steps.name",
    "tasks.name",
)
_ENDED = frozenset({"id", "startedAt", "finishedAt", "hostNodeName"})
_AGGREGATED = frozenset({"outputs.result", "exitCode"})


class Node:
    """A step or task as others see it. `status`: its status is in scope; `ended`: so is the rest; `aggregate`: it is a
    loop whose outputs come as lists; `unknown`: what it calls cannot be found, so nothing is said about it."""

    __slots__ = ("aggregate", "ended", "status", "template", "unknown")

    def __init__(self) -> None:
        self.template: TemplateFacts | None = None
        self.status = False
        self.ended = False
        self.aggregate = False
        self.unknown = False

    def has(self, what: str) -> bool:
        if self.unknown:
            return True
        if what == "status":
            return self.status
        if not self.ended:
            return False
        if what in _ENDED:
            return True
        template = self.template
        if template is None:
            return False
        if what in template.outputs:
            return True
        if not self.aggregate:
            return False
        return what == "outputs.parameters" or (what in _AGGREGATED and template.type in ("script", "containerSet"))


class Scope:
    """The names in a template's body. `word` is `steps` or `tasks`; `ancestor` tells whether a task's status is known
    because the one at hand depends on it. Names that begin with a `doubted` word are not judged: the schema has found
    something where they would be declared."""

    __slots__ = ("ancestor", "any_artifact", "any_item", "any_parameter", "doubted", "extra", "names", "nodes", "word")

    def __init__(self, names: set[str], word: str = "") -> None:
        self.names = names
        self.word = word
        self.nodes: dict[str, Node] = {}
        self.extra: set[str] = set()
        self.any_item = False
        self.any_parameter = False
        self.any_artifact = False
        self.ancestor: Callable[[str], bool] | None = None
        self.doubted: tuple[str, ...] = ()

    def node(self, name: str) -> Node:
        """The step or task of a name, made if need be."""
        found = self.nodes.get(name)
        if found is None:
            found = self.nodes[name] = Node()
        return found

    def inside(self, ancestor: Callable[[str], bool]) -> Scope:
        """The scope of one task: what it adds does not stay."""
        inner = Scope(self.names, self.word)
        inner.nodes = self.nodes
        inner.any_parameter, inner.any_artifact = self.any_parameter, self.any_artifact
        inner.ancestor = ancestor
        inner.doubted = self.doubted
        return inner

    def has(self, name: str, run: Validation) -> bool:
        """Whether a tag's name can be resolved, or need not be."""
        if name in self.names or name in run.globals or name in self.extra:
            return True
        if not name.startswith(CHECKED) or name.startswith(PASSING) or name.startswith(self.doubted):
            return True
        first, _, rest = name.partition(".")
        if first == "item":
            return self.any_item
        if first == "workflow":
            return self._has_global(rest, run)
        if first != self.word:
            return False
        node, _, what = rest.partition(".")
        found = self.nodes.get(node)
        if found is None:
            return False
        return found.has(what) or (what == "status" and self.ancestor is not None and self.ancestor(node))

    def _has_global(self, rest: str, run: Validation) -> bool:
        if run.template_mode and rest.startswith("parameters"):
            return True
        if rest.startswith("outputs.parameters."):
            return self.any_parameter or run.incomplete
        if rest.startswith("outputs.artifacts."):
            return self.any_artifact or run.any_artifact or run.incomplete
        return False


def leave(
    run: Validation,
    scope: Scope,
    name: str,
    template: TemplateFacts | None,
    holder: Holder,
    *,
    aggregate: bool,
    ok: bool = True,
    inline: View | None = None,
) -> None:
    """A step or task has ended: what others can say of it, and the global outputs that it brings. `ok`: what it calls
    was found, in `holder`; an `inline` template has been read through this view."""
    node = scope.node(name)
    node.template = template
    node.ended = True
    node.aggregate = aggregate
    node.unknown = not ok or (template is not None and _doubted(holder, template))
    if template is None:
        return
    outputs = template.value.get("outputs")
    if not outputs:
        return
    for field in ("parameters", "artifacts"):
        for written in _global_names(outputs.get(field) or ()):
            shared = written if inline is None else inline.text(written)
            if not holds_plain_tag(shared):
                run.globals.setdefault(f"workflow.outputs.{field}.{shared}", run.stand_in())
            elif field == "parameters":
                scope.any_parameter = True
            else:
                scope.any_artifact = True


def _doubted(holder: Holder, template: TemplateFacts) -> bool:
    """Whether the schema has found something where the template would say what it leaves to others."""
    return bool(holder.spoiled) and (
        template.path in holder.spoiled or holder.spoiled_below((*template.path, "outputs"))
    )


def _global_names(outputs: Iterable[Fields | None]) -> Iterable[str]:
    return (one["globalName"] for one in outputs if one and one.get("globalName"))
