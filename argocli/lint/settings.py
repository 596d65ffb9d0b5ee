"""What a repository says about lint, in `.argo.toml` (table `lint`) or `pyproject.toml` (table `tool.argo.lint`)."""

from __future__ import annotations

from argocli.errors import UsageError
from argocli.lint.finding import ERROR, INFO, UNRESOLVED, WARNING
from argocli.model.values import Json, JsonObject

_LISTS = ("select", "ignore", "refs", "exclude")
_WORDS = ("baseline",)
_SWITCHES = ("upstream-compatible",)


class LintSettings:
    """`severity` gives rules another severity; the other fields are as the flags of the same name."""

    __slots__ = ("baseline", "exclude", "ignore", "refs", "select", "severity", "upstream_compatible")

    def __init__(self) -> None:
        self.select: tuple[str, ...] = ()
        self.ignore: tuple[str, ...] = ()
        self.refs: tuple[str, ...] = ()
        self.exclude: tuple[str, ...] = ()
        self.baseline = ""
        self.upstream_compatible = False
        self.severity: dict[str, str] = {}


def read_settings(content: str, source: str) -> LintSettings:
    """The settings of a configuration file. Raises UsageError for one that cannot be read or says what lint does not
    know."""
    import tomllib

    try:
        table: Json = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{source}: {error}") from error
    keys = ("tool", "argo", "lint") if source.endswith("pyproject.toml") else ("lint",)
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return _settings(table if isinstance(table, dict) else {}, source)


def _settings(table: JsonObject, source: str) -> LintSettings:
    settings = LintSettings()
    for key, value in table.items():
        if key in _LISTS and isinstance(value, list) and all(isinstance(item, str) for item in value):
            setattr(settings, key, tuple(str(item) for item in value))
        elif key in _WORDS and isinstance(value, str):
            setattr(settings, key, value)
        elif key in _SWITCHES and isinstance(value, bool):
            setattr(settings, key.replace("-", "_"), value)
        elif key == "severity" and isinstance(value, dict):
            settings.severity = {rule: _severity(rule, level, source) for rule, level in value.items()}
        elif key in (*_LISTS, *_WORDS, *_SWITCHES, "severity"):
            raise UsageError(f"{source}: lint.{key} has a value of the wrong type")
        else:
            known = ", ".join((*_LISTS, *_WORDS, *_SWITCHES, "severity"))
            raise UsageError(f"{source}: lint.{key} is not known", hint=f"one of {known}")
    return settings


def _severity(rule: str, level: Json, source: str) -> str:
    if level not in (ERROR, UNRESOLVED, WARNING, INFO):
        raise UsageError(
            f"{source}: lint.severity.{rule} is {level!r}", hint=f"one of {ERROR}, {UNRESOLVED}, {WARNING}, {INFO}"
        )
    return str(level)
