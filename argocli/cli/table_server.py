"""The commands around workflows: limits that they share, logins, plugins, and what an Argo Server alone can do."""

from __future__ import annotations

from argocli.cli.flags import Command, Flag

_KIND = Flag("type", "", "text", "where the limit is kept: configmap or database")
_MAP = Flag("cm-name", "", "text", "with --type configmap: the name of the ConfigMap")
_LIMIT = Flag("limit", "", "int", "how many may go on at the same time")

SERVER = (
    Command("sync create", "sync", "CreateLimit", "names", "KEY", "create a limit", (_KIND, _MAP, _LIMIT)),
    Command("sync get", "sync", "GetLimit", "names", "KEY", "show a limit", (_KIND, _MAP)),
    Command("sync update", "sync", "UpdateLimit", "names", "KEY", "change a limit", (_KIND, _MAP, _LIMIT)),
    Command("sync delete", "sync", "DeleteLimit", "names", "KEY", "delete a limit", (_KIND, _MAP)),
)
