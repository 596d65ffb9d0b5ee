"""`argo node set`: decide for nodes that wait for somebody."""

from __future__ import annotations

import json
from typing import NamedTuple

from argocli.commands.session import Session
from argocli.errors import OK, UsageError
from argocli.lifecycle.node_set import set_nodes
from argocli.lifecycle.submit import parse_parameter

_PHASES = ("Succeeded", "Failed", "Error")


class NodeOptions(NamedTuple):
    names: tuple[str, ...] = ()
    phase: str = ""
    message: str = ""
    output_parameter: tuple[str, ...] = ()
    node_field_selector: str = ""

    def check(self) -> None:
        if not self.names or self.names[0] != "set":
            given = f"unknown action {self.names[0]!r}" if self.names else "an action is needed"
            raise UsageError(given, hint="argo node set WORKFLOW --node-field-selector displayName=STEP ...")
        if len(self.names) != 2:
            raise UsageError("one workflow is needed", hint="argo node set WORKFLOW")
        if self.phase and self.phase not in _PHASES:
            raise UsageError(f"{self.phase} is an invalid phase to set to", hint=f"one of {', '.join(_PHASES)}")
        if not self.node_field_selector:
            raise UsageError("a node field selector is needed", hint="--node-field-selector displayName=STEP")


def run(options: NodeOptions, session: Session) -> int:
    options.check()
    given = dict(parse_parameter(item) for item in options.output_parameter)
    outputs = {name: _unquoted(value) for name, value in given.items()}
    session.store().amend(
        session.namespace,
        options.names[1],
        lambda workflow: set_nodes(
            workflow,
            session.clock.now(),
            node_field_selector=options.node_field_selector,
            phase=options.phase,
            message=options.message,
            output_parameters=outputs,
        ),
    )
    session.hand_over()
    print("workflow values set", file=session.stdout)
    return OK


def _unquoted(value: str) -> str:
    """A value given in double quotes means what stands between them."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value
    return value
