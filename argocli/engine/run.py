"""A pass at work, in its parts. Whatever runs templates is given all of them, everything else the part it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from argocli.engine.agenda import Agenda
from argocli.engine.given import Given, Surroundings
from argocli.engine.locks.view import WorkflowLocks
from argocli.engine.memory import Memory
from argocli.engine.nodes.table import NodeTable
from argocli.engine.orders import Orders
from argocli.engine.running.call import Call
from argocli.engine.shared import Shared
from argocli.engine.templates import TemplateLibrary
from argocli.model.workflow import Node


@dataclass(frozen=True, slots=True)
class Run:
    """`given` and `around` never change; `table`, `shared` and `orders` are what the pass brings about; `agenda` says
    where it goes. `execute` runs a template: it is handed in so that the kinds of template need not import it."""

    given: Given
    around: Surroundings
    table: NodeTable
    agenda: Agenda
    orders: Orders
    shared: Shared
    library: TemplateLibrary
    locks: WorkflowLocks
    memory: Memory
    execute: Callable[[Run, Call], Node | None]
