"""Objects outside the workflow that a pass reads: templates by reference, ConfigMaps by name."""

from __future__ import annotations

from collections.abc import Mapping

from argocli.engine.templates import TemplateKey, TemplatesMissing
from argocli.model.values import JsonObject, mapping

CONFIG_MAP = "ConfigMap"
TYPE_LABEL = "workflows.argoproj.io/configmap-type"

Objects = Mapping[TemplateKey, JsonObject | None]


class UnlabelledConfigMap(Exception):
    """A ConfigMap that is not marked as being for parameters."""


def config_map(objects: Objects, namespace: str, name: str) -> JsonObject | None:
    """The ConfigMap, None where there is none. Raises TemplatesMissing where nobody has looked yet."""
    key = TemplateKey(CONFIG_MAP, namespace, name)
    if key not in objects:
        raise TemplatesMissing(frozenset({key}))
    return objects[key]


def parameter_data(objects: Objects, namespace: str, name: str) -> dict[str, str] | None:
    """The data of a ConfigMap that may serve as parameters. Raises TemplatesMissing, UnlabelledConfigMap."""
    found = config_map(objects, namespace, name)
    if found is None:
        return None
    if mapping(mapping(found, "metadata"), "labels").get(TYPE_LABEL) != "Parameter":
        raise UnlabelledConfigMap(
            f"ConfigMap '{name}' needs to have the label {TYPE_LABEL}: Parameter to load parameters"
        )
    return data_of(found)


def data_of(found: JsonObject) -> dict[str, str]:
    """The texts of a ConfigMap."""
    return {key: value for key, value in mapping(found, "data").items() if isinstance(value, str)}
