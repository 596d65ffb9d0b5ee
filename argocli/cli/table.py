"""Every command with its flags and one line of help: the single place where they are declared.

The front door reads it to parse and to print help, the Typer app is built from it, and so are the completions.
"""

from __future__ import annotations

from collections import namedtuple

# kind: bool, text, int, list (comma separated), many (repeated, never split). `dest` is the field of the options.
Flag = namedtuple("Flag", "name short kind help choices dest", defaults=("", "text", "", (), ""))
# module: in argocli.commands; options: the class there; positional: what its `names`/`files` field is called.
Command = namedtuple("Command", "name module options positional usage help flags")


def field(flag: Flag) -> str:
    """The options' field that a flag fills."""
    return str(flag.dest or flag.name.replace("-", "_"))


GLOBAL = (
    Flag("local", "", "bool", "run on this machine: no cluster, no container engine (or ARGO_LOCAL=1)"),
    Flag("namespace", "n", "text", "namespace to work in (or ARGO_NAMESPACE)"),
    Flag("help", "h", "bool", "show this help"),
)

_OUTPUT = Flag("output", "o", "text", "form of the output", ("name", "json", "yaml", "wide"))
_NO_COLOR = Flag("no-color", "", "bool", "no colours (NO_COLOR is honoured as well)")
_SELECTOR = Flag("selector", "l", "text", "only workflows with these labels, such as app=shop,tier!=test")
_DRY_RUN = Flag("dry-run", "", "bool", "say what would be done, and do nothing")
_ALL_NAMESPACES = Flag("all-namespaces", "A", "bool", "in every namespace")
_PREFIX = Flag("prefix", "", "text", "only workflows whose name begins so")
_NODE_SELECTOR = Flag("node-field-selector", "", "text", "only nodes that match, such as displayName=approve")
_PARAMETER = Flag("parameter", "p", "many", "set a workflow parameter, NAME=VALUE; may be repeated")
_FOLLOWING = (
    _OUTPUT,
    Flag("wait", "w", "bool", "wait until it has ended; the exit code says how"),
    Flag("watch", "", "bool", "show the tree until it has ended; the exit code says how"),
    Flag("log", "", "bool", "print the logs until it has ended; the exit code says how"),
)
_STATUS = Flag("status", "", "list", "only workflows in these phases, comma separated")

COMMANDS = (
    Command(
        "submit",
        "submit",
        "SubmitOptions",
        "files",
        "FILE...",
        "check manifests and run their workflows",
        (
            _PARAMETER,
            Flag("parameter-file", "f", "text", "read parameters from a YAML or JSON mapping; -p wins"),
            Flag("entrypoint", "", "text", "run this template instead of spec.entrypoint"),
            Flag("name", "", "text", "name of the workflow"),
            Flag("generate-name", "", "text", "beginning of a generated name"),
            Flag("labels", "l", "text", "labels to add, NAME=VALUE,..."),
            Flag("serviceaccount", "", "text", "service account of the pods"),
            Flag("priority", "", "int", "priority of the workflow"),
            *_FOLLOWING,
            _DRY_RUN,
            Flag(
                "strict", "", "bool", "refuse unknown fields (the default), and with --local whatever would be ignored"
            ),
        ),
    ),
    Command(
        "lint",
        "lint",
        "LintOptions",
        "files",
        "FILE|DIR|-...",
        "check manifests and say where they are wrong",
        (
            Flag("kinds", "", "list", "kinds to check: all, wf, wftmpl, cwftmpl, cronwf"),
            Flag("output", "o", "text", "form of the report", ("pretty", "simple", "json")),
            Flag("strict", "", "bool", "unknown fields are errors (the default)"),
            Flag("offline", "", "bool", "never ask a cluster (the default)"),
            _NO_COLOR,
            Flag("upstream-compatible", "", "bool", "only warn where the original drops a document in silence"),
            Flag("allow-empty", "", "bool", "succeed where there is nothing to lint"),
        ),
    ),
    Command(
        "list",
        "list",
        "ListOptions",
        "names",
        "",
        "list workflows",
        (
            _ALL_NAMESPACES,
            _SELECTOR,
            _PREFIX,
            _STATUS,
            Flag("completed", "", "bool", "only those that have ended"),
            Flag("running", "", "bool", "only those that have not ended"),
            Flag("resubmitted", "", "bool", "only resubmitted ones"),
            Flag("since", "", "text", "only those created within this time, such as 3h"),
            Flag("older", "", "text", "only those that ended longer ago than this, such as 1d"),
            Flag("no-headers", "", "bool", "no line of column names"),
            _OUTPUT,
        ),
    ),
    Command(
        "get",
        "get",
        "GetOptions",
        "names",
        "NAME...",
        "show workflows and their trees",
        (
            Flag("output", "o", "text", "form of the output", ("name", "json", "yaml", "short", "wide")),
            _NO_COLOR,
            Flag("no-utf8", "", "bool", "draw with plain characters"),
            Flag("status", "", "text", "only nodes in this phase"),
        ),
    ),
    Command("watch", "watch", "WatchOptions", "names", "NAME", "show a workflow's tree until it has ended", ()),
    Command(
        "wait",
        "wait",
        "WaitOptions",
        "names",
        "NAME...",
        "wait until workflows have ended",
        (
            Flag("timeout", "", "text", "give up after this time, such as 90s or 5m"),
            Flag("ignore-not-found", "", "bool", "names that do not exist are no error"),
        ),
    ),
    Command(
        "logs",
        "logs",
        "LogsOptions",
        "names",
        "NAME [POD]",
        "print what the containers of a workflow said",
        (
            Flag("follow", "f", "bool", "go on until the workflow has ended"),
            Flag("container", "c", "text", "container to read (main)"),
            Flag("tail", "", "int", "only the last lines of each pod"),
            Flag("since", "", "text", "only lines younger than this, such as 10m"),
            Flag("since-time", "", "text", "only lines after this RFC 3339 time"),
            Flag("grep", "", "text", "only lines that match this regular expression"),
            Flag("timestamps", "", "bool", "begin each line with its time"),
            _NO_COLOR,
        ),
    ),
    Command(
        "delete",
        "delete",
        "DeleteOptions",
        "names",
        "[NAME...]",
        "delete workflows with their pods, logs and files",
        (
            Flag("all", "", "bool", "all of the namespace"),
            _ALL_NAMESPACES,
            Flag("completed", "", "bool", "those that have ended"),
            Flag("resubmitted", "", "bool", "resubmitted ones"),
            _PREFIX,
            _SELECTOR,
            Flag("older", "", "text", "those that ended longer ago than this, such as 1d"),
            _STATUS,
            _DRY_RUN,
            Flag("yes", "y", "bool", "do not ask"),
        ),
    ),
    Command(
        "stop",
        "stop",
        "StopOptions",
        "names",
        "NAME...",
        "end workflows; exit handlers still run",
        (
            _SELECTOR,
            Flag("node-field-selector", "", "text", "only waiting nodes that match, which fail"),
            Flag("message", "", "text", "message of the nodes that fail"),
            _DRY_RUN,
        ),
    ),
    Command(
        "terminate",
        "terminate",
        "TerminateOptions",
        "names",
        "NAME...",
        "end workflows at once; exit handlers do not run",
        (_SELECTOR, _DRY_RUN),
    ),
    Command("suspend", "suspend", "SuspendOptions", "names", "NAME...", "hold workflows: nothing new starts", ()),
    Command(
        "resume",
        "resume",
        "ResumeOptions",
        "names",
        "NAME...",
        "let held workflows and waiting steps go on",
        (_NODE_SELECTOR,),
    ),
    Command(
        "retry",
        "retry",
        "RetryOptions",
        "names",
        "NAME...",
        "run ended workflows on from where they failed",
        (
            _SELECTOR,
            Flag("restart-successful", "", "bool", "with a node selector: run good nodes again as well"),
            _NODE_SELECTOR,
            _PARAMETER,
            *_FOLLOWING,
            Flag("dry-run", "", "bool", "say what would run again, and do nothing"),
        ),
    ),
    Command(
        "resubmit",
        "resubmit",
        "ResubmitOptions",
        "names",
        "NAME...",
        "submit workflows again as new ones",
        (
            _SELECTOR,
            Flag("memoized", "", "bool", "take over what the good steps of a failed workflow left"),
            _PARAMETER,
            Flag("priority", "", "int", "priority of the new workflow"),
            *_FOLLOWING,
        ),
    ),
    Command(
        "node",
        "node",
        "NodeOptions",
        "names",
        "set NAME",
        "set phase, message or outputs of steps that wait for somebody",
        (
            _NODE_SELECTOR,
            Flag("phase", "", "text", "phase to end with", ("Succeeded", "Failed", "Error")),
            Flag("message", "m", "text", "message to set"),
            Flag("output-parameter", "p", "many", "output to supply, NAME=VALUE; may be repeated"),
        ),
    ),
    Command(
        "convert",
        "convert",
        "ConvertOptions",
        "files",
        "FILE...",
        "print manifests with old spellings in the present form",
        (Flag("output", "o", "text", "form of the output", ("json", "yaml")), _NO_COLOR),
    ),
    Command(
        "controller",
        "controller",
        "ControllerOptions",
        "",
        "",
        "drive the local store from this terminal",
        (Flag("until-idle", "", "bool", "leave when nothing is left to do"),),
    ),
    Command("schema", "schema", "SchemaOptions", "names", "[KIND]", "print the JSON Schema of a kind", ()),
    Command(
        "completion",
        "completion",
        "CompletionOptions",
        "names",
        "bash|zsh|fish|powershell",
        "print a completion script",
        (),
    ),
    Command(
        "version",
        "version",
        "VersionOptions",
        "",
        "",
        "print the version",
        (Flag("short", "", "bool", "only the number"), Flag("output", "o", "text", "form of the output", ("json",))),
    ),
)
BY_NAME = {command.name: command for command in COMMANDS}
