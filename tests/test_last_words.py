"""What a process says last is heard by the one that waits for it, whatever the files are called."""

from __future__ import annotations

import os

import pytest

from engine import last_words
from engine.last_words import LastWords, heard, listen, reading, wanted_as


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test says, no other hears."""
    monkeypatch.setattr(last_words._Shared, "said", LastWords())
    monkeypatch.setattr(last_words._Shared, "memory", None)


def test_without_a_listener_nothing_is_heard() -> None:
    """A process that nobody waits for shares no memory."""
    with reading(["deals.parquet"]):
        assert heard() == LastWords()


@pytest.mark.parametrize("name", ["deals.parquet", "ventes d'été.parquet", "half \udce9.parquet"])
def test_what_is_read_is_heard_until_it_is_read(name: str) -> None:
    """A file within others is named while it is read, then they are again; names that are no UTF-8 too."""
    listen()
    wanted_as("json", on_stdout=True)
    with reading([name, "other.parquet"]):
        with reading([name]):
            assert heard() == LastWords((name,), "json", True)
        assert heard() == LastWords((name, "other.parquet"), "json", True)
    assert heard() == LastWords((), "json", True)


def test_a_forked_process_is_heard() -> None:
    """What a child says, its parent knows when it has ended."""
    listen()
    child = os.fork()
    if child == 0:
        with reading(["deals.parquet"]):
            os._exit(0)
    os.waitpid(child, 0)
    assert heard().files == ("deals.parquet",)


def test_more_files_than_there_is_room_for() -> None:
    """The first of them are named."""
    listen()
    names = [f"a folder with a long name/deals of {number}.parquet" for number in range(5000)]
    with reading(names):
        files = heard().files
    assert 100 < len(files) < len(names)
    assert list(files) == names[: len(files)]
