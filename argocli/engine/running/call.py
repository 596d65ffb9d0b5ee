"""A template about to be run under a node name, and what it looks like once it is ready to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from argocli.engine.templates import TemplateBase
from argocli.model.values import JsonObject
from argocli.model.workflow import NodeFlag


@dataclass(frozen=True, slots=True)
class Call:
    """One template about to be run under a node name. `holder` is the step, task or hook that names the template;
    `caller` is the id of the node whose own run runs this one, `depth` how deep calls are nested there."""

    name: str
    holder: JsonObject
    base: TemplateBase
    arguments: JsonObject = field(default_factory=dict)
    boundary: str = ""
    caller: str = ""
    depth: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    on_exit: bool = False
    hooked: bool = False
    retried: bool = False
    reads_result: bool = False
    attempt_deadline: datetime | None = None
    avoid: tuple[str, ...] = ()  # hosts on which earlier attempts have failed

    @property
    def flags(self) -> NodeFlag | None:
        if not (self.hooked or self.retried):
            return None
        flags = NodeFlag()
        if self.hooked:
            flags["hooked"] = True
        if self.retried:
            flags["retried"] = True
        return flags


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template ready to run: inputs and variables filled in, and the base that its own names refer to."""

    template: JsonObject
    base: TemplateBase
    name: str  # for the pod's name; empty for inline templates


@dataclass(slots=True)
class Plan:
    """What is kept of a template at work between passes; steps and dag templates keep more of their own."""

    prepared: Prepared
