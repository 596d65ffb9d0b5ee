"""How the body of a steps or dag template calls other templates."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from argocli.engine.running.call import Call, Prepared
from argocli.engine.signals import ExecutionError
from argocli.engine.templates.loops import LoopError
from argocli.expr.expression import ExpressionError
from argocli.expr.govaluate import WhenError
from argocli.expr.tags import SubstitutionError
from argocli.model import phases
from argocli.model.values import JsonObject, flag, mapping, text

# The ways of asking for a member's result, in JSON text.
_MEMBER = r"""(?:\.([^\s"'(){}\[\]]+?)|\['([^']*)'\]|\[\\"([^"\\]*)\\"\])"""
# What can go wrong while members are resolved: a step group, or a task, ends as Error with the text.
PROBLEMS = (SubstitutionError, ExpressionError, WhenError, LoopError, ExecutionError)
_SUFFIX = re.compile(r"\(.*\)$")


@dataclass(frozen=True, slots=True)
class Frame:
    """A steps or dag template at work: `kind` is the word its members are referred to by, `asked` are the members whose
    result its text asks for."""

    outer: Call
    prepared: Prepared
    boundary: str
    kind: str
    asked: frozenset[str]

    @classmethod
    def of(cls, outer: Call, prepared: Prepared, boundary: str, kind: str) -> Frame:
        found = re.findall(rf"(?={kind}{_MEMBER}\.outputs\.result)", json.dumps(prepared.template))
        return cls(outer, prepared, boundary, kind, frozenset(name for names in found for name in names if name))

    def call(self, name: str, holder: JsonObject, caller: str = "") -> Call:
        """The call of one member under the node name `name`; `caller` is the boundary unless another node runs it."""
        member = member_name(holder)
        return Call(
            name,
            holder,
            self.prepared.base,
            arguments=mapping(holder, "arguments"),
            boundary=self.boundary,
            caller=caller or self.boundary,
            depth=self.outer.depth + 1,
            variables={f"{self.kind}.name": member},
            on_exit=self.outer.on_exit,
            reads_result=member in self.asked,
            attempt_deadline=self.outer.attempt_deadline,
            avoid=self.outer.avoid,
        )


def member_name(holder: JsonObject) -> str:
    """What a step or task is called by others, without the item of its loop."""
    return _SUFFIX.sub("", text(holder, "name"))


def continues_on(step: JsonObject, phase: str) -> bool:
    """Whether the step's `continueOn` covers that phase."""
    accepted = mapping(step, "continueOn")
    return (phase == phases.FAILED and flag(accepted, "failed")) or (phase == phases.ERROR and flag(accepted, "error"))
