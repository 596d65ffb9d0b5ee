"""Single faults put into good manifests, each with the place that a finding has to point at.

Written by hand (faults_meaning, faults_flow, faults_advice), and made for every key and value of every manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.lint import faults_advice, faults_bases, faults_bases_more, faults_flow, faults_meaning

BASES = {
    name: text for module in (faults_bases, faults_bases_more) for name, text in vars(module).items() if name.isupper()
}
# Mappings whose keys anybody chooses; and one key that is a tag's.
_FREE = ("labels", "annotations", "matchLabels", "requests", "slack", "hooks", "plugin")
_BLOCK_KEY = re.compile(r'(?m)^(?P<before> *(?:- )*)(?P<key>"?[A-Za-z]+"?):(?= |$)')
_FLOW_KEY = re.compile(r'[{,] ?(?P<key>"?[A-Za-z]{3,}"?): ')
_TEXT_VALUE = re.compile(r"(?m)^ *(?:- )*(?P<key>[A-Za-z]+): (?P<value>(?!true$|false$)[A-Za-z][\w./:-]*)$")
_NUMBER_VALUE = re.compile(r"(?m)^ *(?:- )*(?P<key>[A-Za-z]+): (?P<value>\d+|true|false)$")
_CONTAINER = re.compile(
    r"(?m)^ *(?:- )*(?P<key>parameters|artifacts|templates|steps|tasks|containers|inputs|outputs|arguments|container|script):$"
)
# Fields that take anything.
_ANY = ("value", "default", "end", "start", "factor", "text", "limit", "enum")


class Fault(NamedTuple):
    """A text with one fault; `rule` is what it breaks. The place is that of a token: a line and columns, from 1."""

    rule: str
    base: str
    text: str
    line: int
    column: int
    end_column: int

    @property
    def shown(self) -> str:
        return self.text.split("\n")[self.line - 1]


def fault(rule: str, base: str, text: str) -> Fault:
    """From a text in which the token is marked."""
    start, end = text.index("«"), text.index("»") - 1
    clean = text.replace("«", "").replace("»", "")
    first = clean.rfind("\n", 0, start) + 1
    # Of a token over several lines the first counts.
    stop = min([end, *(at for at in (clean.find("\n", start),) if at >= 0)])
    return Fault(rule, base, clean, clean.count("\n", 0, start) + 1, start - first + 1, stop - first + 1)


def by_hand() -> Iterator[Fault]:
    names = {text: name for name, text in BASES.items()}
    for module in (faults_meaning, faults_flow, faults_advice):
        for rule, changes in module.FAULTS.items():
            for base, old, new in changes:
                assert base.count(old) == 1, f"{rule}: {old!r} stands {base.count(old)} times in {names[base]}"
                yield fault(rule, names[base], base.replace(old, new))


def made() -> Iterator[Fault]:
    """Misspelt keys, keys given twice, values of another type."""
    for name, text in BASES.items():
        if name != "JSON":
            yield from _values(name, text)
        for pattern in (_BLOCK_KEY, _FLOW_KEY):
            for number, match in enumerate(pattern.finditer(text)):
                if not _is_free(text, match.start("key")):
                    yield _misspelt(name, text, match, number)


def _misspelt(name: str, text: str, match: re.Match[str], number: int) -> Fault:
    """Two letters swapped, one too few or one too many."""
    start, end = match.span("key")
    key = match["key"].strip('"')
    quote = '"' if match["key"] != key else ""
    way = number % 3
    if way == 0 and len(key) > 3 and key[1] != key[2]:
        wrong = key[0] + key[2] + key[1] + key[3:]
    else:
        wrong = key + "s" if way == 1 or len(key) < 4 else key[:-2] + key[-1]
    return fault("unknown-field", name, f"{text[:start]}«{quote}{wrong}{quote}»{text[end:]}")


def _values(name: str, text: str) -> Iterator[Fault]:
    for number, match in enumerate(_TEXT_VALUE.finditer(text)):
        if match["key"] in _ANY or _is_free(text, match.start("key")):
            continue
        start, end = match.span("value")
        wrong = ("[a]", "12", "{a: b}", "yes")[number % 4]
        yield fault("wrong-type", name, f"{text[:start]}«{wrong}»{text[end:]}")
    for match in _NUMBER_VALUE.finditer(text):
        if match["key"] in _ANY or _is_free(text, match.start("key")):
            continue
        start, end = match.span("value")
        yield fault("wrong-type", name, f"{text[:start]}«[a]»{text[end:]}")
    for match in _CONTAINER.finditer(text):
        if not _is_free(text, match.start("key")):
            yield _container(name, text, match)


def _container(name: str, text: str, match: re.Match[str]) -> Fault:
    """A list or mapping that is a plain text instead."""
    lines = text[match.end() + 1 :].split("\n")
    indent = match.start("key") - text.rfind("\n", 0, match.start("key")) - 1
    below = 0
    for line in lines:
        listed = line.startswith(" " * indent + "- ") and not text[: match.start("key")].endswith("- ")
        if line.strip() and len(line) - len(line.lstrip()) <= indent and not listed:
            break
        below += len(line) + 1
    rest = text[match.end() + 1 + below :]
    return fault("wrong-type", name, f"{text[: match.end()]} «nothing»\n{rest}")


def _is_free(text: str, at: int) -> bool:
    """Whether a key belongs to a mapping whose keys anybody chooses, or stands in a text."""
    line_start = text.rfind("\n", 0, at) + 1
    before = text[line_start:at]
    if "{" in before:
        within = re.findall(r"([A-Za-z]+): [{]$", before.rstrip())
        return bool(within) and within[-1] in _FREE
    indent, first = len(before), True
    for line in reversed(text[:line_start].split("\n")):
        key = line.lstrip(" -")
        if not key or len(line) - len(key) >= indent:
            continue
        indent = len(line) - len(key)
        if key.rstrip().endswith(("|", ">", ">-", ">+", "|2-")) or (first and key.partition(":")[0] in _FREE):
            return True
        first = False
    return bool(before.strip(' -"'))


def faults() -> list[Fault]:
    return [*by_hand(), *made()]
