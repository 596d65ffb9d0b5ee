"""What may be asked of semantic versions: `>= 1.2, < 2`, `~1.2.3`, `^0.3`, `1.x || 2.x`, `1.2 - 1.4`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from argocli.expr.errors import FunctionError
from argocli.expr.versions import Version

_TAIL = r"(?:-(?P<pre>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+(?P<build>[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
_VERSION = re.compile(rf"v?(?P<major>\d+)(?:\.(?P<minor>\d+))?(?:\.(?P<patch>\d+))?{_TAIL}", re.A)
_WILD = r"v?(?P<major>\d+|[xX*])(?:\.(?P<minor>\d+|[xX*]))?(?:\.(?P<patch>\d+|[xX*]))?" + _TAIL
_PLAIN_WILD = re.sub(r"\?P<\w+>", "?:", _WILD)
_RULE = re.compile(rf"\s*(?P<sign>!=|=>|>=|=<|<=|~>|[=><~^]|)\s*{_WILD}\s*", re.A)
_RANGE = re.compile(rf"\s*(?P<low>{_PLAIN_WILD})\s+-\s+(?P<high>{_PLAIN_WILD})\s*", re.A)
_RULES = re.compile(rf"\s*(?:(?:!=|=>|>=|=<|<=|~>|[=><~^]|)\s*{_PLAIN_WILD}[\s,]*)+", re.A)


class _Rule(NamedTuple):
    sign: str
    version: Version
    loose: bool  # something of the version is left open
    loose_minor: bool
    loose_patch: bool


def read_version(text: str) -> Version:
    """The version that a text says. Raises FunctionError."""
    match = _VERSION.fullmatch(text) if len(text) < 256 else None
    if match is None:
        raise FunctionError("invalid semantic version")
    found = Version(
        int(match["major"]), int(match["minor"] or 0), int(match["patch"] or 0), match["pre"] or "",
        match["build"] or "", text,
    )  # fmt: skip
    if any(part.isdigit() and part[0] == "0" and len(part) > 1 for part in found.pre.split(".")):
        raise FunctionError("version segment starts with 0")
    return found


def satisfies(constraint: str, written: str) -> bool:
    """Whether a version meets a constraint. Raises FunctionError where either is none."""
    choices = [_rules(part, constraint) for part in constraint.split("||")]
    version = read_version(written)
    return any(all(_meets(version, rule) for rule in rules) for rules in choices)


def _rules(text: str, whole: str) -> list[_Rule]:
    found = _RANGE.fullmatch(text)
    if found:
        text = f">={found['low']},<={found['high']}"
    if len(text) > 2000 or not _RULES.fullmatch(text):
        raise FunctionError(f"improper constraint: {whole}")
    return [_rule(match) for match in _RULE.finditer(text.replace(",", " ")) if match.group().strip()]


def _rule(match: re.Match[str]) -> _Rule:
    major, minor, patch = (
        None if part is None or part in "xX*" else int(part)
        for part in (match["major"], match["minor"], match["patch"])
    )
    if major is None:
        return _Rule(match["sign"], Version(0, 0, 0, match["pre"] or ""), True, False, False)
    version = Version(major, minor or 0, (patch or 0) if minor is not None else 0, match["pre"] or "")
    loose_patch = minor is not None and patch is None
    return _Rule(match["sign"], version, minor is None or loose_patch, minor is None, loose_patch)


def _meets(version: Version, rule: _Rule) -> bool:
    """Versions to be are met only by rules that name one."""
    if version.pre and not rule.version.pre:
        return False
    return _SIGNS[rule.sign](version, rule)


def _equal(version: Version, rule: _Rule) -> bool:
    return _near(version, rule) if rule.loose else version.rank() == rule.version.rank()


def _unequal(version: Version, rule: _Rule) -> bool:
    wanted = rule.version
    if not rule.loose:
        return version.rank() != wanted.rank()
    if wanted.major != version.major:
        return True
    if wanted.minor != version.minor and not rule.loose_minor:
        return True
    return False if rule.loose_minor else wanted.patch != version.patch and not rule.loose_patch


def _above(version: Version, rule: _Rule) -> bool:
    wanted = rule.version
    if not rule.loose:
        return version.rank() > wanted.rank()
    if version.major != wanted.major:
        return version.major > wanted.major
    if rule.loose_minor:
        return False
    return version.minor > wanted.minor if rule.loose_patch else version.rank() > wanted.rank()


def _at_most(version: Version, rule: _Rule) -> bool:
    wanted = rule.version
    if not rule.loose:
        return version.rank() <= wanted.rank()
    if version.major > wanted.major:
        return False
    return not (version.major == wanted.major and version.minor > wanted.minor and not rule.loose_minor)


def _near(version: Version, rule: _Rule) -> bool:
    wanted = rule.version
    if version.rank() < wanted.rank():
        return False
    if not (wanted.major or wanted.minor or wanted.patch or rule.loose_minor or rule.loose_patch):
        return True
    return version.major == wanted.major and (version.minor == wanted.minor or rule.loose_minor)


def _compatible(version: Version, rule: _Rule) -> bool:
    wanted = rule.version
    if version.rank() < wanted.rank():
        return False
    if wanted.major > 0 or rule.loose_minor:
        return version.major == wanted.major
    if version.major > wanted.major:
        return False
    if wanted.minor > 0 or rule.loose_patch:
        return version.minor == wanted.minor
    return version.minor == 0 and version.patch == wanted.patch


_SIGNS: dict[str, Callable[[Version, _Rule], bool]] = {
    **dict.fromkeys(("", "="), _equal),
    "!=": _unequal,
    ">": _above,
    "<": lambda version, rule: version.rank() < rule.version.rank(),
    **dict.fromkeys((">=", "=>"), lambda version, rule: version.rank() >= rule.version.rank()),
    **dict.fromkeys(("<=", "=<"), _at_most),
    **dict.fromkeys(("~", "~>"), _near),
    "^": _compatible,
}
