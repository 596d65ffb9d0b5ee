"""Semantic versions as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """A semantic version."""

    major: int
    minor: int
    patch: int
    pre: str = ""
    build: str = ""
    written: str = ""

    def text(self) -> str:
        """The version in full."""
        pre, build = ("-" + self.pre if self.pre else ""), ("+" + self.build if self.build else "")
        return f"{self.major}.{self.minor}.{self.patch}{pre}{build}"

    def rank(self) -> tuple[int, int, int, tuple[tuple[int, int, str], ...]]:
        """What versions are ordered by; a version comes after its releases to be, builds do not count."""
        parts = self.pre.split(".") if self.pre else []
        ranked = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
        return self.major, self.minor, self.patch, ranked or ((2, 0, ""),)
