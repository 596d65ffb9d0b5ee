"""Rules about what manifests say to editors."""

from __future__ import annotations

from argocli.lint.catalogue import Rule
from argocli.lint.finding import INFO

RULES = (
    Rule(
        "modeline",
        INFO,
        "The comment for editors names the schema of another kind, of an earlier version, or at an old address.",
        "`# yaml-language-server: $schema=ADDRESS` is what editors check by: with the wrong schema they underline what "
        "is right. Looked at are the address of Argo's own schema and files named after a kind, as `argo schema` "
        "and collections of CRD schemas have them. `argo lint --fix --select modeline` writes them anew.",
        fixable=True,
        upstream=False,
    ),
)
