"""Rules about the comments that switch other rules off."""

from __future__ import annotations

from argocli.lint.catalogue import Rule
from argocli.lint.finding import WARNING

RULES = (
    Rule(
        "unused-suppression",
        WARNING,
        "A comment switches off a rule that finds nothing there.",
        "What it was for has been mended or has moved. Take the comment, or the rule's name in it, away, so that it "
        "does not hide a later fault.",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "suppression-without-reason",
        WARNING,
        "A comment switches a rule off and does not say why.",
        "Write the reason behind two dashes: `# argolint: disable=RULE -- reason`.",
        on=False,
        upstream=False,
    ),
)
