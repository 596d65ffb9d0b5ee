"""Artifacts as files: packed the way Argo packs them, kept under their key in a folder."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile

from argocli.model.values import JsonObject, flag, mapping, text

_STORED_BY_KEY = ("s3", "gcs", "oss", "azure", "hdfs", "artifactory")


class ArtifactError(Exception):
    """An artifact that cannot be saved or loaded."""


def key_of(artifact: JsonObject) -> str:
    """The key an artifact is kept under; empty where its location has none."""
    for kind in _STORED_BY_KEY:
        location = mapping(artifact, kind)
        for field in ("key", "blob", "path", "url"):
            if text(location, field):
                return text(location, field).lstrip("/")
    return ""


def inside(root: str, key: str) -> str:
    """The place of a key below `root`. Raises ArtifactError for one that would leave it."""
    path = os.path.normpath(os.path.join(root, key))
    if not path.startswith(root.rstrip("/") + "/"):
        raise ArtifactError(f"the key {key!r} leads out of the artifact store")
    return path


def file_name(artifact: JsonObject, path: str) -> str:
    archive = artifact.get("archive")
    if isinstance(archive, dict) and archive.get("none") is not None:
        return os.path.basename(path.rstrip("/"))
    suffix = "zip" if isinstance(archive, dict) and archive.get("zip") is not None else "tgz"
    return f"{text(artifact, 'name')}.{suffix}"


def save(artifact: JsonObject, source: str, target: str) -> None:
    """Pack what stands at `source` into `target`, atomically. Raises OSError."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    archive = mapping(artifact, "archive")
    scratch = f"{target}.{os.getpid()}.new"
    if archive.get("none") is not None:
        if os.path.isdir(source):
            shutil.copytree(source, scratch, symlinks=True)
        else:
            shutil.copyfile(source, scratch)
    elif archive.get("zip") is not None:
        _zip(source, scratch)
    else:
        with tarfile.open(scratch, "w:gz", compresslevel=1) as tar:
            tar.add(source, os.path.basename(source.rstrip("/")))
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)
    os.replace(scratch, target)


def _zip(source: str, target: str) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        if os.path.isfile(source):
            archive.write(source, os.path.basename(source))
            return
        parent = os.path.dirname(source.rstrip("/"))
        for folder, _, files in os.walk(source):
            for name in files:
                path = os.path.join(folder, name)
                archive.write(path, os.path.relpath(path, parent))


def load(artifact: JsonObject, source: str, target: str) -> None:
    """Put a kept artifact at `target`, unpacked as Argo's executor would. Raises ArtifactError, OSError."""
    archive = mapping(artifact, "archive")
    os.makedirs(os.path.dirname(target) or "/", exist_ok=True)
    if os.path.isdir(source):
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    elif archive.get("none") is None and archive.get("zip") is None and tarfile.is_tarfile(source):
        _untar(source, target)
    elif archive.get("zip") is not None:
        _unzip(source, target)
    else:
        shutil.copyfile(source, target)
    if isinstance(artifact.get("mode"), int):
        _chmod(target, int(str(artifact["mode"])), recurse=flag(artifact, "recurseMode"))


def _untar(source: str, target: str) -> None:
    scratch = target.rstrip("/") + ".unpack"
    shutil.rmtree(scratch, ignore_errors=True)
    os.makedirs(scratch)
    with tarfile.open(source) as tar:
        tar.extractall(scratch, filter="tar")
    _place(scratch, target)


def _unzip(source: str, target: str) -> None:
    scratch = target.rstrip("/") + ".unpack"
    os.makedirs(scratch)
    with zipfile.ZipFile(source) as archive:
        archive.extractall(scratch)
    _place(scratch, target)


def _place(scratch: str, target: str) -> None:
    """One entry takes the place of `target` itself, several become a folder there."""
    entries = os.listdir(scratch)
    if len(entries) == 1:
        inner = os.path.join(scratch, entries[0])
        if os.path.isdir(target) and os.path.isdir(inner):
            shutil.copytree(inner, target, symlinks=True, dirs_exist_ok=True)
        else:
            shutil.move(inner, target)
    else:
        shutil.copytree(scratch, target, symlinks=True, dirs_exist_ok=True)
    shutil.rmtree(scratch, ignore_errors=True)


def _chmod(path: str, mode: int, *, recurse: bool) -> None:
    os.chmod(path, mode)
    if recurse and os.path.isdir(path):
        for folder, folders, files in os.walk(path):
            for name in folders + files:
                os.chmod(os.path.join(folder, name), mode)
