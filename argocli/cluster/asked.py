"""What a request asks an API server for, read off its method and path."""

from __future__ import annotations

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete", "GET": "get", "HEAD": "get"}


class Asked:
    """`resource` with its group (`workflows.argoproj.io`, `pods/log`); empty texts where the path names none."""

    __slots__ = ("group", "name", "namespace", "resource", "verb")

    def __init__(self, method: str, path: str) -> None:
        path, _, query = path.partition("?")
        parts = [part for part in path.split("/") if part]
        self.group = self.namespace = self.name = self.resource = ""
        if parts[:1] == ["apis"]:
            self.group = parts[1] if len(parts) > 1 else ""
            parts = parts[3:]
        elif parts[:1] == ["api"]:
            parts = parts[2:]
        else:
            parts = []
        if parts[:1] == ["namespaces"] and len(parts) > 2:
            self.namespace = parts[1]
            parts = parts[2:]
        below = ""
        if parts:
            self.name = parts[1] if len(parts) > 1 else ""
            below = "/" + "/".join(parts[2:]) if len(parts) > 2 else ""
            self.resource = parts[0] + (f".{self.group}" if self.group else "") + below
        self.verb = _VERBS.get(method, method.lower())
        if self.verb == "get" and self.resource and not self.name:
            self.verb = "watch" if "watch=" in query else "list"

    def __str__(self) -> str:
        """`workflows.argoproj.io "x" in namespace "argo"`."""
        text = self.resource or "this"
        if self.name:
            text += f' "{self.name}"'
        return text + (f' in namespace "{self.namespace}"' if self.namespace else "")
