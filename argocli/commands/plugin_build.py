"""`argo executor-plugin build`: from the folder of a plugin to the ConfigMap that installs it, and a README."""

from __future__ import annotations

import os
from typing import NamedTuple, cast

from argocli.commands.session import Session
from argocli.errors import OK, ManifestError, Refused, UsageError
from argocli.lifecycle.executor_plugin import check, config_map, container_of, readme, with_program
from argocli.lint.walker import deviations
from argocli.manifest.dump import to_yaml
from argocli.manifest.parse import parse
from argocli.manifest.read import Unreadable, read_file
from argocli.model.values import JsonObject, mapping, text

_FIRST_LINE = "# Made by argo executor-plugin build. To change it, change plugin.yaml and build again.\n"
# Where a workflow has a container: its fields are those of the plugin's.
_PLACE, _OURS = "spec.templates[0].container", "spec.sidecar.container"


class BuildOptions(NamedTuple):
    names: tuple[str, ...] = ()

    def check(self) -> None:
        if len(self.names) != 1:
            raise UsageError(f"accepts 1 arg(s), received {len(self.names)}", hint="argo executor-plugin build DIR")


def run(options: BuildOptions, session: Session) -> int:
    options.check()
    folder = options.names[0]
    source = os.path.join(folder, "plugin.yaml")
    plugin = _plugin(source)
    program = _program(folder)
    if program is not None:
        plugin = with_program(plugin, program)
    try:
        check(plugin)
        _check_container(plugin)
    except ManifestError as error:
        raise ManifestError(error.message, source=source) from None
    name = f"{text(mapping(plugin, 'metadata'), 'name')}-executor-plugin-configmap.yaml"
    made = to_yaml(config_map(plugin, to_yaml(container_of(plugin))))
    for file, content in ((name, _FIRST_LINE + made), ("README.md", readme(plugin, name))):
        path = os.path.join(folder, file)
        _write(path, content)
        print(f"{path} created", file=session.stdout)
    return OK


def _plugin(source: str) -> JsonObject:
    documents = parse(_bytes(source), source)
    problems = [problem for document in documents for problem in document.problems]
    if problems:
        first = problems[0]
        raise ManifestError(first.message, source=source, line=first.span.line, column=first.span.column)
    if len(documents) != 1:
        raise ManifestError(f"one plugin is meant to be here, not {len(documents)}", source=source)
    return cast("JsonObject", documents[0].value)


def _check_container(plugin: JsonObject) -> None:
    stand_in: JsonObject = {"spec": {"templates": [{"container": container_of(plugin)}]}}
    for found in deviations(stand_in, "Workflow"):
        raise ManifestError(found.message.replace(_PLACE, _OURS))


def _program(folder: str) -> str | None:
    """The text of the file called `server`, whatever its suffix."""
    try:
        found = sorted(name for name in os.listdir(folder) if name.startswith("server."))
    except OSError as error:
        raise ManifestError((error.strerror or str(error)).lower(), source=folder) from error
    if len(found) > 1:
        raise Refused(f"there is more than one server in {folder}: {', '.join(found)}", hint="leave one of them")
    if not found:
        return None
    path = os.path.join(folder, found[0])
    try:
        return _bytes(path).decode()
    except UnicodeDecodeError as error:
        raise ManifestError("it is no text", source=path) from error


def _bytes(path: str) -> bytes:
    data = read_file(path)
    if isinstance(data, Unreadable):
        raise ManifestError(data.reason, source=path)
    return data


def _write(path: str, content: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error
