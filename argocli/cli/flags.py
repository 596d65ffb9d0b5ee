"""What a command and a flag are, the flags of every command, and those that several share."""

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

OUTPUT = Flag("output", "o", "text", "form of the output", ("name", "json", "yaml", "wide"))
NO_COLOR = Flag("no-color", "", "bool", "no colours (NO_COLOR is honoured as well)")
SELECTOR = Flag("selector", "l", "text", "only workflows with these labels, such as app=shop,tier!=test")
DRY_RUN = Flag("dry-run", "", "bool", "say what would be done, and do nothing")
ALL_NAMESPACES = Flag("all-namespaces", "A", "bool", "in every namespace")
PREFIX = Flag("prefix", "", "text", "only workflows whose name begins so")
NODE_SELECTOR = Flag("node-field-selector", "", "text", "only nodes that match, such as displayName=approve")
PARAMETER = Flag("parameter", "p", "many", "set a workflow parameter, NAME=VALUE; may be repeated")
FOLLOWING = (
    OUTPUT,
    Flag("wait", "w", "bool", "wait until it has ended; the exit code says how"),
    Flag("watch", "", "bool", "show the tree until it has ended; the exit code says how"),
    Flag("log", "", "bool", "print the logs until it has ended; the exit code says how"),
)
STATUS = Flag("status", "", "list", "only workflows in these phases, comma separated")
