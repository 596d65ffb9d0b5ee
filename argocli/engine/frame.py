"""How the body of a steps or dag template calls other templates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from argocli.engine.call import Call, Prepared
from argocli.expr.govaluate import evaluate_when
from argocli.model import phases
from argocli.model.values import JsonObject, flag, mapping, text

_SUFFIX = re.compile(r"\(.*\)$")


@dataclass(frozen=True, slots=True)
class Frame:
    """A steps or dag template at work: `kind` is the word its members are referred to by, `body` its JSON text."""

    outer: Call
    prepared: Prepared
    boundary: str
    kind: str
    body: str

    def call(self, name: str, holder: JsonObject, caller: str = "") -> Call:
        """The call of one member under the node name `name`; `caller` is the boundary unless another node runs it."""
        member = _SUFFIX.sub("", text(holder, "name"))
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
            reads_result=self.reads_result(member),
            attempt_deadline=self.outer.attempt_deadline,
            avoid=self.outer.avoid,
        )

    def reads_result(self, member: str) -> bool:
        """Whether anything in the template's text refers to the member's `outputs.result`."""
        return (
            f"{self.kind}.{member}.outputs.result" in self.body
            or f"{self.kind}['{member}'].outputs.result" in self.body
            or f'{self.kind}[\\"{member}\\"].outputs.result' in self.body
        )


def should_run(condition: str) -> bool:
    """The verdict of a resolved `when`. Raises WhenError."""
    return evaluate_when(condition)


def continues_on(step: JsonObject, phase: str) -> bool:
    """Whether the step's `continueOn` covers that phase."""
    accepted = mapping(step, "continueOn")
    return (phase == phases.FAILED and flag(accepted, "failed")) or (phase == phases.ERROR and flag(accepted, "error"))
