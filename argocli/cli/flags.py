"""What a command and a flag are, and the flags that several commands share; flags_global.py has those of all."""

from __future__ import annotations

from collections import namedtuple

# kind: bool, text, int, list (comma separated), many (repeated, never split). `dest` is the field of the options.
Flag = namedtuple("Flag", "name short kind help choices dest", defaults=("", "text", "", (), ""))
# module: in argocli.commands; options: the class there; positional: what its `names`/`files` field is called.
Command = namedtuple("Command", "name module options positional usage help flags")


def field(flag: Flag) -> str:
    """The options' field that a flag fills."""
    return str(flag.dest or flag.name.replace("-", "_"))


OUTPUT = Flag("output", "o", "text", "form of the output", ("name", "json", "yaml", "wide"))
NO_COLOR = Flag("no-color", "", "bool", "no colours (NO_COLOR is honoured as well)")
SELECTOR = Flag("selector", "l", "text", "only workflows with these labels, such as app=shop,tier!=test")
DRY_RUN = Flag("dry-run", "", "bool", "say what would be done, and do nothing")
ALL_NAMESPACES = Flag("all-namespaces", "A", "bool", "in every namespace")
PREFIX = Flag("prefix", "", "text", "only workflows whose name begins so")
NODE_SELECTOR = Flag("node-field-selector", "", "text", "only nodes that match, such as displayName=approve")
FIELD_SELECTOR = Flag("field-selector", "", "text", "only workflows with this metadata.name or metadata.namespace")
NODE_STATUS = Flag("status", "", "text", "only nodes in this phase")
PARAMETER = Flag("parameter", "p", "many", "set a workflow parameter, NAME=VALUE; may be repeated")
FOLLOWING = (
    OUTPUT,
    Flag("wait", "w", "bool", "wait until it has ended; the exit code says how"),
    Flag("watch", "", "bool", "show the tree until it has ended; the exit code says how"),
    Flag("log", "", "bool", "print the logs until it has ended; the exit code says how"),
)
STATUS = Flag("status", "", "list", "only workflows in these phases, comma separated")
