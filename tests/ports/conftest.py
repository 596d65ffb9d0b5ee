"""Every contract runs on each adapter that a machine has; an API server is the one of tests/cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.conftest import api_server, session_folder
from tests.ports.stores import Place, in_kubernetes, in_sqlite

__all__ = ["api_server", "place", "session_folder"]


@pytest.fixture(params=["sqlite", pytest.param("kubernetes", marks=pytest.mark.cluster)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    made = in_sqlite(tmp_path) if request.param == "sqlite" else in_kubernetes(request.getfixturevalue("api_server"))
    with made as found:
        yield found
