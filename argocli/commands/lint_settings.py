"""The settings that hold for a run of lint: those of the repository, and the flags over them."""

from __future__ import annotations

import os

from argocli.errors import UsageError
from argocli.lint.settings import LintSettings, read_settings

_NAMES = (".argo.toml", "pyproject.toml")


def find_settings(config: str, start: str) -> LintSettings:
    """Those of the file named, or of the nearest one upwards from the folder `start` that says something about lint;
    paths in it are taken from where it lies. Raises UsageError."""
    if config:
        if not os.path.isfile(config):
            raise UsageError(f"--config {config}: there is no such file")
        return _read(config)
    folder = os.path.abspath(start)
    while True:
        for name in _NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and _speaks_of_lint(path):
                return _read(path)
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return LintSettings()
        folder = above


def _speaks_of_lint(path: str) -> bool:
    """Whether it is worth reading; a pyproject.toml mostly is not."""
    if path.endswith(".argo.toml"):
        return True
    with open(path, "rb") as file:
        return b"tool.argo" in file.read()


def _read(path: str) -> LintSettings:
    with open(path, encoding="utf-8") as file:
        settings = read_settings(file.read(), path)
    folder = os.path.dirname(path)
    settings.refs = tuple(_from(folder, ref) for ref in settings.refs)
    settings.baseline = _from(folder, settings.baseline) if settings.baseline else ""
    settings.exclude = tuple(_from(folder, pattern) for pattern in settings.exclude)
    return settings


def _from(folder: str, path: str) -> str:
    return os.path.relpath(os.path.join(folder, path)) if folder else path
