"""The language server that all tests of this folder ask, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.editor.server import PROGRAM, Server, node


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server; where there is none, the tests that ask for it are skipped."""
    program = node()
    if program is None or not PROGRAM.is_file():
        pytest.skip("the YAML language server is not there: .ci/setup tools")
    running = Server(program)
    yield running
    running.stop()
