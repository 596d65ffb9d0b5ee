"""Warnings beyond what the controller refuses: times, pods, locks, old spellings."""

from __future__ import annotations

from argocli.lint.catalogue import Rule
from argocli.lint.finding import WARNING

RULES = (
    Rule(
        "ignored-field",
        WARNING,
        "A key below a step that is no field there.",
        "Below the steps of a template the original program drops what it does not know without a word, also where "
        "it is an argument or an inline template that is misspelt. A cluster compares the case of letters as well.",
        upstream=False,
    ),
    Rule(
        "ignored-value",
        WARNING,
        "A list or a mapping where a text has to be.",
        "The value of a parameter is a text. The original program takes a list or a mapping for the empty text; write "
        "it as JSON in quotes.",
        upstream=False,
    ),
    Rule(
        "bad-duration",
        WARNING,
        "A duration that cannot be read.",
        "Write 90s, 5m or 1h30m; where Argo allows it, a whole number means seconds.",
        upstream=False,
    ),
    Rule(
        "backoff-without-limit",
        WARNING,
        "A retryStrategy has a backoff but no limit.",
        "The controller waits between attempts only where there is a limit.",
        upstream=False,
    ),
    Rule(
        "retry-without-limit",
        WARNING,
        "A retryStrategy without limit or expression.",
        "It is tried again for as long as it fails.",
        upstream=False,
    ),
    Rule(
        "schedule-never-comes",
        WARNING,
        "A schedule that no day of any year fits.",
        "It can be read, and nothing ever runs.",
        upstream=False,
    ),
    Rule(
        "undeclared-volume",
        WARNING,
        "A volumeMount names a volume that neither the template nor the workflow declares.",
        "The pod is refused. Declare it under volumes or volumeClaimTemplates.",
        upstream=False,
    ),
    Rule(
        "image-without-tag",
        WARNING,
        "An image without a tag, or with one that moves.",
        "Two runs of the same manifest may do different things. Off by default.",
        on=False,
        upstream=False,
    ),
    Rule(
        "duplicate-env",
        WARNING,
        "An environment variable is set twice in one container.",
        "The last one counts.",
        upstream=False,
    ),
    Rule(
        "plain-secret",
        WARNING,
        "An environment variable that sounds like a secret has its value in the manifest.",
        "Whoever can read the manifest or the workflow reads the secret. Take it from a Secret with "
        "valueFrom.secretKeyRef.",
        upstream=False,
    ),
    Rule(
        "script-without-source",
        WARNING,
        "A script template without a source.",
        "The interpreter is started with an empty file.",
        upstream=False,
    ),
    Rule(
        "http-without-url",
        WARNING,
        "An http template without a url.",
        "The request fails when it is due.",
        upstream=False,
    ),
    Rule(
        "no-retry",
        WARNING,
        "A pod that is evicted or preempted is not tried again.",
        "A retryStrategy with retryPolicy OnError lets the step survive the loss of a machine. Off by default.",
        on=False,
        upstream=False,
    ),
    Rule(
        "empty-lock",
        WARNING,
        "A mutex without a name, or a semaphore that says not where its limit is kept.",
        "The controller refuses it when the lock is first needed.",
        upstream=False,
    ),
    Rule(
        "memoize-without-cache",
        WARNING,
        "A memoize that does not name its ConfigMap.",
        "There is nowhere to keep the result.",
        upstream=False,
    ),
    Rule(
        "memoize-without-key",
        WARNING,
        "A memoize without a key.",
        "The controller refuses it when the template is due.",
        upstream=False,
    ),
    Rule(
        "wrong-api-version",
        WARNING,
        "The document has no apiVersion, or not the one of Argo's kinds.",
        "Lint of the original program goes by kind alone, but a cluster refuses the object.",
        fixable=True,
        upstream=False,
    ),
    Rule(
        "deprecated-field",
        WARNING,
        "A field that has a successor.",
        "It still works today. The message names what to use instead.",
        fixable=True,
        upstream=False,
    ),
)
