"""Locks and caches that name nothing: the controller refuses them when they are first needed."""

from __future__ import annotations

from argocli.lint.advice.notes import Notes
from argocli.lint.facts import Fields, Path
from argocli.lint.semantics.validation import KEY


def advise(notes: Notes) -> None:
    _synchronization(notes, notes.spec, notes.holder.path)
    for template in notes.templates:
        _synchronization(notes, template.value, template.path)
        _memoize(notes, template.value.get("memoize"), (*template.path, "memoize"))


def _synchronization(notes: Notes, owner: Fields, path: Path) -> None:
    wanted = owner.get("synchronization")
    if not isinstance(wanted, dict):
        return
    for index, mutex in enumerate(wanted.get("mutexes") or ()):
        if isinstance(mutex, dict) and not mutex.get("name"):
            place = (*path, "synchronization", "mutexes", index)
            notes.warn("empty-lock", "a mutex needs a name", place, KEY)
    for index, semaphore in enumerate(wanted.get("semaphores") or ()):
        if not isinstance(semaphore, dict):
            continue
        reference = semaphore.get("configMapKeyRef") or semaphore.get("database")
        if not isinstance(reference, dict) or not reference.get("key"):
            place = (*path, "synchronization", "semaphores", index)
            notes.warn("empty-lock", "a semaphore needs a reference to where its limit is kept", place, KEY)


def _memoize(notes: Notes, memoize: Fields | None, path: Path) -> None:
    if not isinstance(memoize, dict):
        return
    cache = memoize.get("cache")
    reference = cache.get("configMap") if isinstance(cache, dict) else None
    if not isinstance(reference, dict) or not reference.get("name"):
        notes.warn("memoize-without-cache", "memoize needs cache.configMap.name", path, KEY)
    if not memoize.get("key"):
        notes.warn("memoize-without-key", "memoize needs a key", path, KEY)
