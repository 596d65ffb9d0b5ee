"""Objects outside the workflow that a pass reads: templates by reference, ConfigMaps by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from argocli.engine.templates import TemplateKey, TemplatesMissing
from argocli.model.values import JsonObject, mapping

CONFIG_MAP = "ConfigMap"
TYPE_LABEL = "workflows.argoproj.io/configmap-type"

Objects = Mapping[TemplateKey, JsonObject | None]


class Unavailable(Exception):
    """An object that cannot be read now, and may be later. Looking one up raises it."""


def config_map(objects: Objects, namespace: str, name: str) -> JsonObject | None:
    """The ConfigMap, None where there is none. Raises TemplatesMissing where nobody has looked yet."""
    key = TemplateKey(CONFIG_MAP, namespace, name)
    if key not in objects:
        raise TemplatesMissing(frozenset({key}))
    return objects[key]


def parameter_data(objects: Objects, namespace: str, name: str) -> dict[str, str] | None:
    """The data of a ConfigMap that is marked as being for parameters; None where there is no such one. Raises
    TemplatesMissing."""
    found = config_map(objects, namespace, name)
    if found is None or mapping(mapping(found, "metadata"), "labels").get(TYPE_LABEL) != "Parameter":
        return None
    return data_of(found)


def parameter_maps(objects: Objects, namespace: str) -> Callable[[str], dict[str, str] | None]:
    """The same for whoever asks by the name alone."""

    def data(name: str) -> dict[str, str] | None:
        return parameter_data(objects, namespace, name)

    return data


def why_missing(name: str, data: Mapping[str, str] | None, key: str) -> str:
    """What is said of a parameter that a ConfigMap does not give; the map itself may be there without the label."""
    if data is not None:
        return f"ConfigMap '{name}' does not have the key '{key}'"
    return (
        f"ConfigMap '{name}' does not exist. Please make sure it has the label {TYPE_LABEL}: Parameter "
        "to be detectable by the controller"
    )


def data_of(found: JsonObject) -> dict[str, str]:
    """The texts of a ConfigMap."""
    return {key: value for key, value in mapping(found, "data").items() if isinstance(value, str)}
