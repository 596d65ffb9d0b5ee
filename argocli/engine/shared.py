"""What is known to the whole workflow: its variables, and the outputs that nodes have made global."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from argocli.engine.templates.substitution import CHANGING
from argocli.expr.tags import ScopeValue
from argocli.model.values import JsonObject, any_text, text
from argocli.model.workflow import Node, Outputs, Parameter

_Named = TypeVar("_Named", Parameter, JsonObject)


@dataclass(slots=True)
class Shared:
    """`outputs` are those of the workflow's status; every one of them is among the `variables`, too."""

    variables: dict[str, ScopeValue]
    outputs: Outputs

    def moving(self) -> dict[str, ScopeValue]:
        """The variables that may have changed in this pass: members that ended in it may have added global outputs."""
        now = {key: value for key, value in self.variables.items() if key.startswith("workflow.outputs.")}
        now.update({key: self.variables[key] for key in CHANGING if key in self.variables})
        return now

    def publish(self, node: Node) -> None:
        """Outputs with a globalName become the workflow's own, and visible to whatever runs from now on."""
        outputs = node.get("outputs", {})
        for parameter in outputs.get("parameters", ()):
            name = parameter.get("globalName")
            value = any_text(parameter.get("value"))
            if not name or value is None:
                continue
            entry = Parameter(name=name, value=value)
            self.outputs["parameters"] = _put(self.outputs.get("parameters", []), entry)
            self.variables[f"workflow.outputs.parameters.{name}"] = value
        for artifact in outputs.get("artifacts", ()):
            name = text(artifact, "globalName")
            if not name:
                continue
            shared = {key: value for key, value in artifact.items() if key not in ("globalName", "path")}
            shared["name"] = name
            self.outputs["artifacts"] = _put(self.outputs.get("artifacts", []), shared)
            self.variables[f"workflow.outputs.artifacts.{name}"] = shared


def shared_variables(outputs: Outputs) -> dict[str, ScopeValue]:
    """Outputs that earlier passes made known to the whole workflow, as variables."""
    found: dict[str, ScopeValue] = {}
    for parameter in outputs.get("parameters", []):
        value = any_text(parameter.get("value"))
        if value is not None:
            found[f"workflow.outputs.parameters.{parameter['name']}"] = value
    for artifact in outputs.get("artifacts", []):
        found[f"workflow.outputs.artifacts.{text(artifact, 'name')}"] = artifact
    return found


def _put(known: list[_Named], entry: _Named) -> list[_Named]:
    """The list with the entry in the place of the one of the same name, or at its end."""
    result = [entry if other["name"] == entry["name"] else other for other in known]
    if entry not in result:
        result.append(entry)
    return result
