"""The commands that judge manifests without running anything."""

from __future__ import annotations

from argocli.cli.flags import NO_COLOR, Command, Flag

_FORMS = ("pretty", "simple", "json", "jsonl", "github", "gitlab", "sarif", "junit")
_JUDGING = (
    Flag("output", "o", "text", "form of the report", _FORMS),
    Flag("strict", "", "bool", "unknown fields are errors (the default)"),
    Flag("select", "", "list", "only these rules, comma separated; names that end in - stand for all that begin so"),
    Flag("ignore", "", "list", "not these rules, comma separated"),
    Flag("refs", "", "many", "look up templates that are referred to in this folder as well; may be repeated"),
    Flag("baseline", "", "text", "leave out the findings that this file knows"),
    Flag("write-baseline", "", "text", "write all present findings into this file, and succeed"),
    Flag("fix", "", "bool", "mend what can be mended safely; exit code 1 where a file was changed"),
    Flag("diff", "", "bool", "with or without --fix: show what --fix would change, and change nothing"),
    Flag("watch", "", "bool", "lint again whenever a file changes"),
    Flag("explain", "", "text", "say what a rule is about and what to do; `all` lists every rule"),
    Flag("verbose", "v", "bool", "add what the JSON Schema says to fields that do not fit"),
    Flag("config", "", "text", "settings from this file (.argo.toml or pyproject.toml; searched for upwards)"),
    Flag("upstream-compatible", "", "bool", "only warn where the original finds nothing wrong"),
    Flag("allow-empty", "", "bool", "succeed where there is nothing to lint"),
)
_PLACES = "FILE|DIR|-..."

LINT = (
    Command(
        "lint",
        "lint",
        "LintOptions",
        "files",
        _PLACES,
        "check manifests and say where they are wrong",
        (
            Flag("kinds", "", "list", "kinds to check: all, wf, wftmpl, cwftmpl, cronwf"),
            *_JUDGING,
            Flag("offline", "", "bool", "never ask a cluster (the default)"),
            NO_COLOR,
        ),
    ),
    Command(
        "template lint",
        "lint_template",
        "LintOptions",
        "files",
        _PLACES,
        "check WorkflowTemplates",
        (*_JUDGING, NO_COLOR),
    ),
    Command(
        "cluster-template lint",
        "lint_cluster_template",
        "LintOptions",
        "files",
        _PLACES,
        "check ClusterWorkflowTemplates",
        (*_JUDGING, NO_COLOR),
    ),
    Command("cron lint", "lint_cron", "LintOptions", "files", _PLACES, "check CronWorkflows", (*_JUDGING, NO_COLOR)),
    Command(
        "schema",
        "schema",
        "SchemaOptions",
        "names",
        "[KIND]",
        "print the JSON Schema of a kind",
        (Flag("argo-version", "", "text", "version of Argo, such as 4.1 (the default); `list` shows those there are"),),
    ),
)
