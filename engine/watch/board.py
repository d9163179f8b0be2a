"""What everybody who looks at the page shall see now, and waiting for the next."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from threading import Condition

from engine.watch import notes


@dataclass(frozen=True, slots=True)
class State:
    """The page, and what lies over it; `turn` counts the states."""

    turn: int
    page: bytes
    name: str
    panel: str = ""

    def event(self) -> str:
        """What an open page is told."""
        return json.dumps({"turn": self.turn, "page": self.name, "panel": self.panel})


class Board:
    """One state that is put up by one thread and read by many."""

    def __init__(self) -> None:
        self._state = State(0, b"", "")
        self._changes = Condition()
        self.closed = False

    @property
    def state(self) -> State:
        """What is shown now."""
        return self._state

    def put(self, page: str) -> None:
        """Show this page, and nothing over it."""
        self._put(State(self._state.turn + 1, notes.watched(page), notes.name_of(page)))

    def lay_over(self, panel: str) -> None:
        """Keep the page, and lay messages over it."""
        self._put(replace(self._state, turn=self._state.turn + 1, panel=panel))

    def _put(self, state: State) -> None:
        with self._changes:
            self._state = state
            self._changes.notify_all()

    def later(self, turn: int, seconds: float) -> State | None:
        """The state once it is not that of `turn`; None where none comes within so many seconds, or at the end."""
        with self._changes:
            self._changes.wait_for(lambda: self.closed or self._state.turn != turn, seconds)
            return None if self.closed or self._state.turn == turn else self._state

    def close(self) -> None:
        """There is nothing more to come."""
        with self._changes:
            self.closed = True
            self._changes.notify_all()
