"""What well-known images start when a template names no command: the part of their metadata that matters here."""

from __future__ import annotations

_SHELL = ["/bin/sh"]

# repository (without registry, tag or digest) -> entrypoint, command
_KNOWN: dict[str, tuple[list[str], list[str]]] = {
    "busybox": ([], ["sh"]),
    "alpine": ([], _SHELL),
    "debian": ([], ["bash"]),
    "ubuntu": ([], ["bash"]),
    "bash": ([], ["bash"]),
    "python": ([], ["python3"]),
    "node": ([], ["node"]),
    "argoproj/argosay": (["argosay"], []),
    "docker/whalesay": ([], []),
    "curlimages/curl": (["curl"], []),
    "alpine/git": (["git"], []),
    "hello-world": (["echo", "Hello from argo"], []),
}


def repository(image: str) -> str:
    """`docker.io/library/python:3.12@sha256:...` -> `python`."""
    name = image.partition("@")[0]
    head, _, tail = name.rpartition("/")
    name = f"{head}/{tail.partition(':')[0]}" if head else tail.partition(":")[0]
    first, _, rest = name.partition("/")
    if rest and ("." in first or ":" in first or first == "localhost"):
        name = rest
    return name.removeprefix("library/")


def command_line(image: str, command: list[str], arguments: list[str]) -> list[str]:
    """The words to run; empty where the image's own start command is not known."""
    if command:
        return [*command, *arguments]
    entrypoint, default = _KNOWN.get(repository(image), ([], []))
    return [*entrypoint, *(arguments or default)]
