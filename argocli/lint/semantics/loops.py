"""The loop of a step or task: at most one, and what it brings into scope."""

from __future__ import annotations

from argocli.lint.facts import Fields
from argocli.lint.semantics.scope import Scope
from argocli.lint.semantics.validation import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Site, Validation

_LOOPS = ("withItems", "withParam", "withSequence")


def check_loop(run: Validation, site: Site, step: Fields, view: View, scope: Scope) -> bool:
    """Judge the loop and add its names to the scope. Whether the outputs come as lists."""
    items, sequence = step.get("withItems"), step.get("withSequence")
    param = view.field(step, "withParam")
    if not items and not param and sequence is None:
        return False
    given = [name for name, there in zip(_LOOPS, (items, param, sequence is not None), strict=True) if there]
    if len(given) > 1:
        message = f"{site.words} only one of withItems, withParam, withSequence can be specified"
        run.add("several-loops", message, site.base, site.path, mark=(*site.path, given[1]), at=KEY)
    if sequence is not None and sequence.get("count") is not None and sequence.get("end") is not None:
        message = f"{site.words} only one of count or end can be defined in withSequence"
        path = (*site.path, "withSequence")
        run.add("sequence-count-and-end", message, site.base, path, mark=(*path, "end"), at=KEY)
    if items:
        for item in items:
            if isinstance(item, dict):
                scope.extra.update(f"item.{key}" for key in item)
            elif isinstance(item, list):
                scope.extra.update(f"item.[{index}]" for index in range(len(item)))
    elif param:
        scope.any_item = True
    return bool(items) or bool(param)
