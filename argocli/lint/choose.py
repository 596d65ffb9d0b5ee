"""Which rules count, and how much: --select, --ignore and the severities of the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from argocli.lint.finding import WARNING, Finding

# Rules that only run where they are asked for; the catalogue says the same of them.
OFF_BY_DEFAULT = frozenset({"suppression-without-reason", "image-without-tag", "no-retry", "argument-without-value"})

# What upstream never finds: it drops such documents without a word, or crashes.
STRICTER = frozenset(
    {"syntax", "not-a-mapping", "no-kind", "duplicate-key", "merge-collision", "unknown-kind", "hostile"}
)

_NO_SEVERITIES: Mapping[str, str] = {}


class Choice:
    """`select` names the rules that count, all that are on by default where it is empty; a name that ends in `-`
    stands for all that begin so. `compatible` turns what upstream does not find wrong into warnings."""

    __slots__ = ("compatible", "ignore", "select", "severity")

    def __init__(
        self,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        severity: Mapping[str, str] = _NO_SEVERITIES,
        *,
        compatible: bool = False,
    ) -> None:
        self.select = tuple(select)
        self.ignore = tuple(ignore)
        self.severity = severity
        self.compatible = compatible

    def counts(self, rule: str) -> bool:
        """Whether findings of the rule are wanted."""
        if _named(rule, self.ignore):
            return False
        if self.select:
            return _named(rule, self.select)
        return rule not in OFF_BY_DEFAULT or rule in self.severity

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """The wanted findings, each with the severity that it has here."""
        kept: list[Finding] = []
        for finding in findings:
            if not self.counts(finding.rule):
                continue
            if finding.rule in self.severity:
                finding.severity = self.severity[finding.rule]
            elif self.compatible and finding.rule in STRICTER:
                finding.severity = WARNING
            kept.append(finding)
        return kept


def _named(rule: str, names: Sequence[str]) -> bool:
    return any(name in (rule, "all") or (name.endswith("-") and rule.startswith(name)) for name in names)


def unknown_names(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Names of --select and --ignore that mean no rule."""
    rules = list(known)
    return [name for name in names if name != "all" and not any(_named(rule, (name,)) for rule in rules)]
