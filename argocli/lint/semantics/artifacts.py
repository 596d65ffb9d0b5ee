"""Artifacts: whether they say where they are kept, whether a location is complete, where they stand in a container."""

from __future__ import annotations

from argocli.lint.facts import Fields, Path
from argocli.lint.semantics.paths import climbs_out
from argocli.lint.semantics.validation import KEY, NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argocli.lint.semantics.substitution import View
    from argocli.lint.semantics.validation import Base, Validation

LOCATION = "artifact-location"

# The first of these that is there counts.
_KINDS = ("artifactory", "azure", "git", "gcs", "hdfs", "http", "oss", "raw", "s3", "plugin")
_KRB_TICKET = ("krbServicePrincipalName", "krbConfigConfigMap")
_KRB_KEYTAB = (*_KRB_TICKET, "krbUsername", "krbRealm")


def has_location(artifact: Fields, view: View | None = None) -> bool:
    """Whether an artifact says where it is kept, or under which key."""
    for kind in _KINDS:
        store = artifact.get(kind)
        if store is not None:
            return _is_placed(kind, store, view)
    return False


def _is_placed(kind: str, store: Fields, view: View | None) -> bool:
    if kind == "raw":
        return True
    if kind == "git":
        return bool(_said(store, "repo", view))
    if kind == "azure":
        return bool(_said(store, "blob", view))
    if kind == "hdfs":
        return bool(store.get("addresses")) or bool(_said(store, "path", view))
    if kind == "http":
        return bool(_said(store, "url", view))
    if kind == "artifactory":
        url = _said(store, "url", view)
        return bool(url) and (store.get("usernameSecret") is not None or bool(_url_path(url)))
    return bool(_said(store, "key", view))


def _url_path(url: str) -> str:
    rest = url.partition("#")[0].partition("?")[0]
    scheme, found, behind = rest.partition("://")
    if not found:
        return rest
    return "/" + behind.partition("/")[2] if scheme and "/" in behind else ""


def check_location(
    run: Validation, base: Base, place: Fields, path: Path, words: str, view: View | None = None
) -> None:
    """A location that names a store has to say all that the store needs. Without a view it is read as it is written."""
    git = place.get("git")
    if git is not None and not _said(git, "repo", view):
        run.add(LOCATION, f"{words}.git.repo is required", base, (*path, "git"), KEY)
    hdfs = place.get("hdfs")
    if hdfs is not None:
        _check_hdfs(run, base, hdfs, (*path, "hdfs"), f"{words}.hdfs", view)


def _said(source: Fields, key: str, view: View | None) -> str:
    value = source.get(key) or ""
    return view.text(value) if view is not None else value


def _check_hdfs(run: Validation, base: Base, hdfs: Fields, path: Path, words: str, view: View | None) -> None:
    if not hdfs.get("addresses"):
        run.add(LOCATION, f"{words}.addresses is required", base, path, KEY)
    place = _said(hdfs, "path", view)
    if not place:
        run.add(LOCATION, f"{words}.path is required", base, path, KEY)
    elif not place.startswith("/"):
        run.add(LOCATION, f"{words}.path must be a absolute file path", base, (*path, "path"))
    ticket, keytab = hdfs.get("krbCCacheSecret"), hdfs.get("krbKeytabSecret")
    if not hdfs.get("hdfsUser") and ticket is None and keytab is None:
        message = f"either {words}.hdfsUser, {words}.krbCCacheSecret or {words}.krbKeytabSecret is required"
        run.add(LOCATION, message, base, path, KEY)
    for secret, field, needed in ((keytab, "krbKeytabSecret", _KRB_KEYTAB), (ticket, "krbCCacheSecret", _KRB_TICKET)):
        missing = [name for name in needed if not hdfs.get(name)]
        if secret is not None and missing:
            together = ", ".join(f"{words}.{name}" for name in needed)
            message = f"{together} are required with {words}.{field}, missing: {', '.join(missing)}"
            run.add(LOCATION, message, base, (*path, field), KEY)


def check_container_path(run: Validation, base: Base, artifact: Fields, path: Path, words: str, said: str) -> None:
    """An artifact of a template that has a container needs a path in it; `said` is the path as it reads here."""
    name = artifact.get("name") or ""
    if not said:
        message = f"{words}: Artifact '{name}' did not specify a path"
        run.add("artifact-path-required", message, base, path, NAME)
    elif climbs_out(said):
        message = f"{words}: Artifact '{name}' uses '..' in its path. Directory traversal is not permitted"
        run.add("artifact-path-outside", message, base, (*path, "path"))


def check_no_path(run: Validation, base: Base, said: str, path: Path, words: str) -> None:
    """An artifact of a template without a container has no path."""
    if said:
        message = f"{words}.path only valid in container/script templates"
        run.add("artifact-path-not-allowed", message, base, (*path, "path"), KEY)
