"""Whose child a node is already: lists of children can be long, and each child stands in one only once."""

from __future__ import annotations

from argocli.model.workflow import Node


class Kin:
    """Sets of children by parent, filled as they are asked for, and whose lists belong to the pass under way."""

    __slots__ = ("_children", "_own_lists")

    def __init__(self) -> None:
        self._children: dict[str, set[str]] = {}
        self._own_lists: set[str] = set()

    def begin(self) -> None:
        """A new pass: all lists are those of the pass before, which are not changed any more."""
        self._own_lists.clear()

    def is_new(self, parent: Node, child_id: str) -> bool:
        """Whether the parent has not got the child yet; it counts as known from now on."""
        known = self._children.get(parent["id"])
        if known is None:
            known = self._children[parent["id"]] = set(parent.get("children", ()))
        if child_id in known:
            return False
        known.add(child_id)
        return True

    def append(self, edited: Node, child_id: str) -> None:
        """Put the child at the end of the list of a parent that may be changed."""
        if edited["id"] in self._own_lists:
            edited["children"].append(child_id)
        else:
            self._own_lists.add(edited["id"])
            edited["children"] = [*edited.get("children", ()), child_id]
