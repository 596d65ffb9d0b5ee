"""Old and wrong spellings that are read all the same: the API version, fields with a successor."""

from __future__ import annotations

from argocli.lint.advice.notes import Notes
from argocli.lint.semantics.validation import KEY
from argocli.model.api import API_VERSION

_OLD_VOLUMES = frozenset(
    "awsElasticBlockStore azureDisk azureFile cephfs cinder flexVolume flocker gcePersistentDisk gitRepo glusterfs "  # noqa: SIM905
    "photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume".split()
)


def advise(notes: Notes) -> None:
    _api_version(notes)
    for template in notes.templates:
        for call in template.calls:
            if call.value.get("onExit"):
                message = "onExit of a step or task is deprecated: use hooks.exit.template"
                notes.warn("deprecated-field", message, (*call.path, "onExit"), KEY)
        _volumes(notes, template.value.get("volumes"), (*template.path, "volumes"))
        location = template.value.get("archiveLocation")
        if isinstance(location, dict) and (location.get("s3") or {}).get("keyPrefix"):
            place = (*template.path, "archiveLocation", "s3", "keyPrefix")
            notes.warn("deprecated-field", "keyPrefix is deprecated: use keyFormat", place, KEY)
    _volumes(notes, notes.spec.get("volumes"), (*notes.holder.path, "volumes"))


def _api_version(notes: Notes) -> None:
    value = notes.document.value if isinstance(notes.document.value, dict) else {}
    given = value.get("apiVersion")
    if given == API_VERSION:
        return
    if given is None:
        notes.warn("wrong-api-version", f"apiVersion is missing; it has to be {API_VERSION}", ("kind",), KEY)
        return
    message = f"apiVersion has to be {API_VERSION}: a cluster refuses '{given}'"
    notes.warn("wrong-api-version", message, ("apiVersion",))


def _volumes(notes: Notes, volumes: object, path: tuple[str | int, ...]) -> None:
    for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
        for key in volume if isinstance(volume, dict) else ():
            if key in _OLD_VOLUMES and volume[key] is not None:
                message = f"{key} is deprecated in Kubernetes: use a CSI volume or a claim"
                notes.warn("deprecated-field", message, (*path, index, key), KEY)
