"""What rules ask of a template again and again, collected once: its type, its strings with tags, the calls it makes.

Values here are decoded ones (see `decoded`): every field is absent, null or of its own type.
"""

from __future__ import annotations

from argocli.manifest.positions import Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Fields = dict[str, "Any"]
Path = tuple[str | int, ...]

# In the order in which a template that has several of them is taken for one.
TYPES = (
    "container",
    "containerSet",
    "steps",
    "dag",
    "script",
    "resource",
    "data",
    "suspend",
    "http",
    "plugin",
)
LEAVES = frozenset({"container", "containerSet", "script", "resource", "data", "http", "plugin"})
PODS = frozenset({"container", "containerSet", "script", "resource", "data"})
DISPLAYED = {
    "container": "Container",
    "containerSet": "ContainerSet",
    "steps": "Steps",
    "dag": "DAG",
    "script": "Script",
    "resource": "Resource",
    "data": "Data",
    "suspend": "Suspend",
    "http": "HTTP",
    "plugin": "Plugin",
}

# Stands for an argument that another list has under its name; it keeps the place of the entry in its own list.
REPLACED: Fields = {}

# What may surround a tag's name: spaces only, since line breaks and tabs are escaped in JSON.
BLANKS = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


class Tag:
    """One `{{...}}` of a text: `start` and `end` take in the braces, `name` is empty for expressions."""

    __slots__ = ("body", "end", "expression", "name", "start")

    def __init__(self, start: int, end: int, body: str) -> None:
        self.start = start
        self.end = end
        self.body = body
        self.expression = body[:1] == "="
        self.name = "" if self.expression else body.strip(BLANKS)


def tags_of(text: str) -> tuple[list[Tag], bool]:
    """The tags of a text, each up to the first closing braces, and whether one is left open at the end."""
    found: list[Tag] = []
    start = text.find("{{")
    while start >= 0:
        end = text.find("}}", start + 2)
        if end < 0:
            return found, True
        found.append(Tag(start, end + 2, text[start + 2 : end]))
        start = text.find("{{", end + 2)
    return found, False


class TaggedText:
    """A string, or with `key` a mapping's key, that holds tags; `open`: one of them is not closed in it."""

    __slots__ = ("key", "open", "path", "tags", "text")

    def __init__(self, path: Path, text: str, *, key: bool = False) -> None:
        self.path = path
        self.text = text
        self.key = key
        self.tags, self.open = tags_of(text)


def tagged(value: Any, path: Path) -> list[TaggedText]:
    """Every string and key below a value that holds `{{`, in the order of the text."""
    found: list[TaggedText] = []
    if isinstance(value, str):
        if "{{" in value:
            found.append(TaggedText(path, value))
    elif value:
        _collect(value, list(path), found)
    return found


def _collect(value: Any, at: list[str | int], found: list[TaggedText]) -> None:
    if type(value) is dict:
        for key, item in value.items():
            if "{{" in key:
                found.append(TaggedText((*at, key), key, key=True))
            kind = type(item)
            if kind is str:
                if "{{" in item:
                    found.append(TaggedText((*at, key), item))
            elif kind is dict or kind is list:
                at.append(key)
                _collect(item, at, found)
                at.pop()
    elif type(value) is list:
        for index, item in enumerate(value):
            kind = type(item)
            if kind is str:
                if "{{" in item:
                    found.append(TaggedText((*at, index), item))
            elif kind is dict or kind is list:
                at.append(index)
                _collect(item, at, found)
                at.pop()


class Call:
    """A step or task: `group` is the number of the step's group, -1 for tasks."""

    __slots__ = ("group", "inline", "name", "path", "value")

    def __init__(self, value: Fields, path: Path, group: int) -> None:
        self.value = value
        self.path = path
        self.group = group
        self.name: str = value.get("name") or ""
        self.inline: TemplateFacts | None = None


class TemplateFacts:
    """A template: `types` are the ones it has, of which the first counts; `path` leads to it in its document."""

    __slots__ = ("_calls", "_declared", "_groups", "_outputs", "_strings", "name", "path", "type", "types", "value")

    def __init__(self, value: Fields, path: Path) -> None:
        self.value = value
        self.path = path
        self.name: str = value.get("name") or ""
        self.types = [kind for kind in TYPES if value.get(kind) is not None]
        self.type = self.types[0] if self.types else ""
        self._strings: list[TaggedText] | None = None
        self._groups: dict[Path, list[TaggedText]] | None = None
        self._calls: list[Call] | None = None
        self._declared: set[str] | None = None
        self._outputs: frozenset[str] | None = None

    @property
    def leaf(self) -> bool:
        return self.type in LEAVES

    @property
    def strings(self) -> list[TaggedText]:
        """Every string and key of the template that holds a tag."""
        if self._strings is None:
            self._strings = tagged(self.value, self.path)
        return self._strings

    def strings_below(self, *part: str | int) -> list[TaggedText]:
        """Those of one step, of one task (`dag`, `tasks`, index) or of one field."""
        if self._groups is None:
            self._groups = {}
            start = len(self.path)
            for text in self.strings:
                field = text.path[start]
                size = 3 if field in ("steps", "dag") else 1
                self._groups.setdefault(text.path[start : start + size], []).append(text)
        return self._groups.get(part, [])

    def strings_of(self, call: Call) -> list[TaggedText]:
        return self.strings_below(*call.path[len(self.path) :]) if self.strings else []

    @property
    def calls(self) -> list[Call]:
        """The steps group by group, or the tasks, as they stand in the text."""
        if self._calls is None:
            self._calls = list(_calls(self))
        return self._calls

    @property
    def declared(self) -> set[str]:
        """The names that the template's inputs bring into its scope."""
        if self._declared is None:
            inputs = self.value.get("inputs") or {}
            names = {f"inputs.parameters.{one['name']}" for one in inputs.get("parameters") or () if named(one)}
            for artifact in inputs.get("artifacts") or ():
                if named(artifact):
                    names.add(f"inputs.artifacts.{artifact['name']}")
                    if self.type in LEAVES:
                        names.add(f"inputs.artifacts.{artifact['name']}.path")
            if self.type in PODS:
                names.add("pod.name")
            names.add("inputs.parameters")
            self._declared = names
        return self._declared

    @property
    def outputs(self) -> frozenset[str]:
        """What others can say after the name of a step that calls the template, once it has ended."""
        if self._outputs is None:
            outputs = self.value.get("outputs") or {}
            names = {f"outputs.parameters.{one['name']}" for one in outputs.get("parameters") or () if named(one)}
            names.update(f"outputs.artifacts.{one['name']}" for one in outputs.get("artifacts") or () if named(one))
            if self.value.get("daemon"):
                names.add("ip")
            if self.has_result:
                names.update(("outputs.result", "exitCode"))
            self._outputs = frozenset(names)
        return self._outputs

    @property
    def has_result(self) -> bool:
        value = self.value
        if value.get("containerSet") is not None:
            containers = value["containerSet"].get("containers") or ()
            if any(one and one.get("name") == "main" for one in containers):
                return True
        return any(value.get(kind) is not None for kind in ("container", "script", "data", "http", "plugin"))


def named(item: Fields | None) -> bool:
    """Whether an entry of a list has a name."""
    return bool(item and item.get("name"))


def _calls(template: TemplateFacts) -> list[Call]:
    calls: list[Call] = []
    if template.type == "steps":
        for number, group in enumerate(template.value["steps"]):
            for index, step in enumerate(group or ()):
                calls.append(Call(step or {}, (*template.path, "steps", number, index), number))
    elif template.type == "dag":
        for index, task in enumerate(template.value["dag"].get("tasks") or ()):
            calls.append(Call(task or {}, (*template.path, "dag", "tasks", index), -1))
    return calls


class Holder:
    """A document whose templates are called by name: its spec, where that stands, and the templates in it. `renamed`
    has the keys that the file spells otherwise; `spoiled` are the mappings and values in which the schema has found
    something: what else could be said of them has the same cause."""

    __slots__ = (
        "_around",
        "_pod_metadata",
        "by_name",
        "document",
        "kind",
        "metadata",
        "path",
        "renamed",
        "spec",
        "spoiled",
        "templates",
        "value",
    )

    def __init__(
        self,
        document: Document,
        value: Fields,
        renamed: dict[Path, str] | None = None,
        spoiled: frozenset[Path] = frozenset(),
    ) -> None:
        self.document = document
        self.value = value
        self.renamed = renamed or {}
        self.spoiled = spoiled
        self._around: set[Path] | None = None
        self.kind = document.kind
        self.metadata: Fields = value.get("metadata") or {}
        self.path: Path = ("spec",)
        spec = value.get("spec") or {}
        if self.kind == "CronWorkflow":
            self.path = ("spec", "workflowSpec")
            spec = spec.get("workflowSpec") or {}
        self.spec: Fields = spec
        path = (*self.path, "templates")
        self.templates = [TemplateFacts(one or {}, (*path, i)) for i, one in enumerate(spec.get("templates") or ())]
        self.by_name: dict[str, TemplateFacts] = {}
        for template in self.templates:
            self.by_name.setdefault(template.name, template)
        self._pod_metadata: list[TaggedText] | None = None

    @property
    def name(self) -> str:
        return self.metadata.get("name") or ""

    @property
    def namespace(self) -> str:
        return self.metadata.get("namespace") or ""

    def spoiled_below(self, path: Path) -> bool:
        """Whether the schema has found something at `path` or deeper."""
        if not self.spoiled:
            return False
        if self._around is None:
            self._around = {found[:size] for found in self.spoiled for size in range(len(found) + 1)}
        return path in self._around

    @property
    def pod_metadata(self) -> list[TaggedText]:
        """The strings with tags that spec.podMetadata lends to every template."""
        if self._pod_metadata is None:
            found = self.spec.get("podMetadata")
            self._pod_metadata = tagged(found, (*self.path, "podMetadata")) if found else []
        return self._pod_metadata
