"""Several workflows watched at the same time, as one stream of changes."""

from __future__ import annotations

from argocli.commands.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    import queue
    from collections.abc import Iterator, Sequence

    from argocli.ports import Change

    Target = tuple[str, str]
    Item = tuple[Target, Change | BaseException | None]


def changes(session: Session, targets: Sequence[Target]) -> Iterator[tuple[Target, Change | None]]:
    """Namespace and name with each change, None now and then where nothing happens; ends only when closed. Raises what
    a watch raises."""
    if len(targets) == 1:
        for change in session.store().watch(*targets[0]):
            yield targets[0], change
        return
    import queue
    import threading

    items: queue.Queue[Item] = queue.Queue()
    for target in targets:
        threading.Thread(target=_watch, args=(session, target, items), daemon=True).start()
    while True:
        target, item = items.get()
        if isinstance(item, BaseException):
            raise item
        yield target, item


def _watch(session: Session, target: Target, items: queue.Queue[Item]) -> None:
    try:
        # A store of its own: that on this machine belongs to the thread which has opened it.
        for change in session.new_store().watch(*target):
            items.put((target, change))
    except BaseException as error:
        items.put((target, error))
