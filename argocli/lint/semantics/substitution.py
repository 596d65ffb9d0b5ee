"""A template's texts as they read once its tags are replaced: first by what the workflow knows, then by its inputs.

Nothing is copied: a view turns a text into what it would become, and only when a rule asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from argocli.lint.facts import BLANKS, LEAVES, PODS, Fields, Path, TemplateFacts, named
from argocli.lint.semantics.paths import clean_path
from argocli.model.values import any_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from argocli.lint.semantics.validation import Base, Validation

_RETRY = ("retries", "lastRetry.exitCode", "lastRetry.status", "lastRetry.duration", "lastRetry.message")


class Given:
    """Arguments of a call, by name. `sources` are the lists they came from: whose file, where, and the mapping that
    holds parameters and artifacts. `view` is the caller's."""

    __slots__ = ("artifacts", "parameters", "sources", "view")

    def __init__(self, sources: list[tuple[Base, Path, Fields]], view: View | None) -> None:
        self.sources = sources
        self.view = view
        self.parameters: dict[str, Fields] = {}
        self.artifacts: dict[str, Fields] = {}
        for _, _, arguments in sources:
            for field, found in (("parameters", self.parameters), ("artifacts", self.artifacts)):
                for one in arguments.get(field) or ():
                    if named(one):
                        name = one["name"]
                        found.setdefault(name if view is None or "{{" not in name else view.text(name), one)

    def text(self, parameter: Fields) -> str | None:
        """The value of a parameter as the caller hands it over."""
        value = any_text(parameter.get("value"))
        return self.view.text(value) if value and self.view is not None else value

    def place(self, field: str, name: str) -> tuple[Base, Path] | None:
        """Where an argument stands."""
        for base, path, arguments in self.sources:
            for index, one in enumerate(arguments.get(field) or ()):
                if one and one.get("name") == name:
                    return base, (*path, field, index)
        return None


class View:
    """How a template reads for one call; without `given` every input holds a stand-in. An inline template is read
    through its outer template's view first."""

    __slots__ = ("_inputs", "_local", "_plain", "given", "outer", "run", "template")

    def __init__(self, run: Validation, template: TemplateFacts, given: Given | None, outer: View | None) -> None:
        self.run = run
        self.template = template
        self.given = given
        self.outer = outer
        self._inputs: dict[str, str] | None = None
        self._local: dict[str, str] | None = None
        self._plain: bool | None = None

    def text(self, text: str | None) -> str:
        """What a text becomes."""
        if not text:
            return ""
        if "{{" not in text:
            return text
        text = self._first(text)
        return replace(text, self.inputs) if "{{" in text else text

    def field(self, source: Fields, key: str) -> str:
        """The text of a field."""
        value = source.get(key)
        if not value:
            return ""
        return self.text(value) if "{{" in value else str(value)

    def knows(self, name: str) -> bool:
        """Whether a tag of this name is replaced."""
        return name in self.run.globals or name in self.local or (self.outer is not None and self.outer.replaces(name))

    def replaces(self, name: str) -> bool:
        return self.knows(name) or name in self.inputs

    @property
    def plain(self) -> bool:
        """Whether no value brings tags or unusual characters with it, so that tags can be judged by their names."""
        if self._plain is None:
            self._plain = (
                self.run.plain
                and (self.outer is None or self.outer.plain)
                and (self.given is None or all(harmless(value) for value in self.inputs.values()))
            )
        return self._plain

    @property
    def local(self) -> dict[str, str]:
        """What the controller adds for the template: the pod's name, and variables of attempts."""
        if self._local is None:
            self._local = {}
            if self.template.type in PODS:
                self._local["pod.name"] = self.run.stand_in()
            if self.template.value.get("retryStrategy") is not None:
                self._local.update((name, self.run.stand_in()) for name in _RETRY)
        return self._local

    @property
    def inputs(self) -> dict[str, str]:
        """What the template's own inputs and outputs replace."""
        if self._inputs is None:
            self._inputs = self._read_inputs()
        return self._inputs

    def _first(self, text: str) -> str:
        if self.outer is not None:
            text = self.outer.text(text)
        local = self.local
        return replace(text, {**self.run.globals, **local} if local and "{{" in text else self.run.globals)

    def _read_inputs(self) -> dict[str, str]:
        found: dict[str, str] = {}
        value = self.template.value
        inputs, outputs = value.get("inputs") or {}, value.get("outputs") or {}
        listed = []
        for parameter in inputs.get("parameters") or ():
            if not named(parameter):
                continue
            text = self._value(parameter)
            if text is not None:
                found[f"inputs.parameters.{parameter['name']}"] = text
            listed.append(f'{{"name": {_quoted(parameter["name"])}, "value": {_quoted(text or "")}}}')
        found["inputs.parameters"] = "[" + ", ".join(listed) + "]"
        leaf = self.template.type in LEAVES
        for artifact in inputs.get("artifacts") or ():
            if named(artifact) and artifact.get("path"):
                path = clean_path(artifact["path"]) if leaf else artifact["path"]
                found[f"inputs.artifacts.{artifact['name']}.path"] = self._first(path)
        for artifact in outputs.get("artifacts") or ():
            if named(artifact) and artifact.get("path"):
                found[f"outputs.artifacts.{artifact['name']}.path"] = self._first(artifact["path"])
        for parameter in outputs.get("parameters") or ():
            if named(parameter) and (parameter.get("valueFrom") or {}).get("path"):
                found[f"outputs.parameters.{parameter['name']}.path"] = self._first(parameter["valueFrom"]["path"])
        return found

    def _value(self, parameter: Fields) -> str | None:
        """The value of an input; None where it comes from a config map."""
        given = self.given
        if given is None:
            return self.run.stand_in()
        argument = given.parameters.get(parameter["name"])
        if argument is not None:
            text = given.text(argument)
            source = argument.get("valueFrom")
        else:
            own = parameter.get("value")
            text = any_text(parameter.get("default") if own is None else own)
            source = parameter.get("valueFrom")
        if text is not None:
            return self._first(text)
        return None if (source or {}).get("configMapKeyRef") is not None else self.run.stand_in()


def _quoted(text: str) -> str:
    """The text in JSON."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    from json import dumps

    return dumps(text, ensure_ascii=False)


def replace(text: str, known: Mapping[str, str]) -> str:
    """`text` with every tag that is known replaced. Of a tag within a tag the inner one is."""
    parts: list[str] = []
    position = 0
    while True:
        start = text.find("{{", position)
        end = text.find("}}", start + 2) if start >= 0 else -1
        if end < 0:
            parts.append(text[position:])
            return "".join(parts)
        parts.append(text[position:start])
        parts.append(_replaced(text[start + 2 : end], known))
        position = end + 2


def _replaced(body: str, known: Mapping[str, str]) -> str:
    if body.startswith("="):
        return _evaluated(body, known)
    value = known.get(body.strip(BLANKS))
    if value is not None:
        return value
    inner = body.rfind("{{")
    if inner > 0:
        value = known.get(body[inner + 2 :])
        if value is not None:
            return "{{" + body[:inner] + value
    return "{{" + body + "}}"


def _evaluated(body: str, known: Mapping[str, str]) -> str:
    """An expression's result, or the tag itself where there is none (yet)."""
    from argocli.expr.tags import SubstitutionError, escape, unescape
    from argocli.expr.tags import replace as replace_tags

    tag = "{{" + body + "}}"
    try:
        return unescape(replace_tags(escape(tag), known))
    except SubstitutionError:
        return tag


def harmless(value: str) -> bool:
    """Whether a value neither brings a tag nor characters that Go would escape in a way that JSON does not know."""
    return "{{" not in value and (value.isprintable() or not breaks_json(value))


def breaks_json(value: Any) -> bool:
    """Whether Go's quoting of the value is no JSON: most control characters, and what is unprintable beyond U+FFFF."""
    if not isinstance(value, str) or value.isprintable():
        return False
    return any(
        (character < " " and character not in "\b\f\n\r\t")
        or character == "\x7f"
        or (character > "\uffff" and not character.isprintable())
        for character in value
    )
