"""Objects to text: YAML as Argo writes it, and JSON."""

from __future__ import annotations

import json

import yaml

from argocli.manifest import scalars
from argocli.model.values import Json

_BASE = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc,valid-type]
    """Quotes whatever YAML 1.1 would not read back as the same string."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    style = None
    if "\n" in value and "\t" not in value and not any(line.endswith(" ") for line in value.split("\n")):
        style = "|"
    elif _misread(value):
        style = '"'
    node: yaml.Node = dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)
    return node


def _misread(value: str) -> bool:
    """Whether the plain text would be read as something else."""
    if not value or value in ("<<", "="):
        return True
    try:
        if not isinstance(scalars.plain(value), str):
            return True
    except ValueError:
        return True
    # Other readers take sixties and dates for numbers.
    return value[0].isdigit() and all(character in "0123456789:-TZ. " for character in value)


_Dumper.add_representer(str, _text)


def to_yaml(value: Json) -> str:
    """Keys sorted, lists at the level of their key, multi-line texts as blocks."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=False, sort_keys=True, allow_unicode=True, width=1000
    )
    return text


def to_json(value: Json, indent: int | None = 4) -> str:
    """JSON with keys in the order given; `<`, `>` and `&` escaped, so that it can stand in a page."""
    separators = None if indent else (",", ":")
    text = json.dumps(value, indent=indent, ensure_ascii=False, separators=separators)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
