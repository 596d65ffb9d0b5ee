"""Where local runs keep their things: one folder, `$XDG_STATE_HOME/argo`."""

from __future__ import annotations

import os


def state_dir() -> str:
    """The state folder of this user; it need not exist yet."""
    base = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(base, "argo")


def database(state: str) -> str:
    return os.path.join(state, "workflows.db")


def pods_dir(state: str, namespace: str, workflow: str) -> str:
    """All pods of a workflow, each a folder named like the pod."""
    return os.path.join(state, "pods", namespace or "default", workflow)


def artifacts_dir(state: str) -> str:
    return os.path.join(state, "artifacts")


def volumes_dir(state: str, namespace: str, workflow: str) -> str:
    """Volumes that outlive a pod, by claim name."""
    return os.path.join(state, "volumes", namespace or "default", workflow)


def bell(state: str) -> str:
    return os.path.join(state, "bell")


def controller_lock(state: str) -> str:
    return os.path.join(state, "controller.lock")


def controller_log(state: str) -> str:
    return os.path.join(state, "controller.log")


def ensure(path: str) -> str:
    """The folder, made for this user alone where it is missing."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    return path
