"""Rules about the text of a manifest and the types of its fields."""

from __future__ import annotations

from argocli.lint.catalogue import Rule
from argocli.lint.finding import ERROR

RULES = (
    Rule(
        "syntax",
        ERROR,
        "The text cannot be read as YAML or JSON.",
        "The original program drops such a document without a word when there are good ones beside it, so that a "
        "workflow vanishes from the check. Mend the text at the place named.",
        upstream=False,
    ),
    Rule(
        "hostile",
        ERROR,
        "The text would take more depth, memory or time than a manifest can need.",
        "Nesting, aliases and size are bounded so that a check always ends. Split the file or write the values out.",
        upstream=False,
    ),
    Rule(
        "not-a-mapping",
        ERROR,
        "The document is not a mapping of fields.",
        "A manifest has apiVersion, kind, metadata and spec at its top.",
        upstream=False,
    ),
    Rule(
        "no-kind",
        ERROR,
        "The document does not say what kind of object it is.",
        "Without `kind` nothing looks at the document. Add one, or take the document out of the check.",
        upstream=False,
    ),
    Rule(
        "unknown-kind",
        ERROR,
        "Argo has no kind of this name.",
        "Kinds are spelled exactly, capital letters included; a misspelt one is passed over by the original program.",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "duplicate-key",
        ERROR,
        "A key stands twice in one mapping.",
        "Only one of the two can count. The original program drops the whole document in silence.",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "merge-collision",
        ERROR,
        "A merge key brings in a key that is there already.",
        "Which of the two counts depends on the reader. Leave one of them out.",
        upstream=False,
    ),
    Rule(
        "unknown-field",
        ERROR,
        "The field does not exist here.",
        "Fields are spelled exactly; an unknown one has no effect in a cluster. --strict=false lets it through.",
        fixable=True,
    ),
    Rule(
        "wrong-type",
        ERROR,
        "The value does not have the type of the field.",
        "The message says what is expected.",
        fixable=True,
    ),
)
