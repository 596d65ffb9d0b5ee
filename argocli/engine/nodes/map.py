"""A mapping of nodes that shares with the one before it all that has not changed.

A pass over a large workflow changes a few nodes; a new dict for each pass would cost as much as there are nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from argocli.model.workflow import Node

# So many changes are kept apart before they are taken into a new whole.
_APART = 512


class NodeMap(Mapping[str, Node]):
    """`whole` with the nodes of `news` in the place of its own, new ones at the end. Neither is changed any more.

    Anything that wants a plain dict, such as a JSON encoder, makes one of it: `dict(nodes)`.
    """

    __slots__ = ("_news", "_whole")

    def __init__(self, whole: dict[str, Node], news: dict[str, Node]) -> None:
        self._whole = whole
        self._news = news

    def __getitem__(self, node_id: str) -> Node:
        found = self._news.get(node_id)
        return found if found is not None else self._whole[node_id]

    def __contains__(self, node_id: object) -> bool:
        return node_id in self._news or node_id in self._whole

    def __iter__(self) -> Iterator[str]:
        yield from self._whole
        for node_id in self._news:
            if node_id not in self._whole:
                yield node_id

    def __len__(self) -> int:
        return len(self._whole) + sum(node_id not in self._whole for node_id in self._news)

    def __repr__(self) -> str:
        return repr(dict(self))


class GrowingNodes:
    """Nodes that are changed and now and then shown: what has been shown is never touched again."""

    __slots__ = ("_news", "_shown", "_whole")

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._whole = dict(nodes)
        self._news: dict[str, Node] = {}
        self._shown = False

    def look_up(self, node_id: str) -> Node | None:
        return self._news.get(node_id) or self._whole.get(node_id)

    def put(self, node: Node) -> None:
        """Add the node, or put it in the place of an older version of itself."""
        if self._shown:
            self._shown = False
            if len(self._news) < _APART:
                self._news = self._news.copy()
            else:
                self._whole = {**self._whole, **self._news}
                self._news = {}
        self._news[node["id"]] = node

    def show(self) -> NodeMap:
        self._shown = True
        return NodeMap(self._whole, self._news)

    @property
    def empty(self) -> bool:
        return not (self._whole or self._news)

    def values(self) -> Iterator[Node]:
        return iter(NodeMap(self._whole, self._news).values())
