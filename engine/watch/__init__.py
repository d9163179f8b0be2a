"""A report that is looked at while it is written: made again whenever one of its files changes, shown in a browser."""

from __future__ import annotations

import gc
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Event

from engine import pipeline, words
from engine.errors import BoardpackError, Issue, Place
from engine.kept import Kept
from engine.watch import files, notes
from engine.watch.board import Board
from engine.watch.notes import Message
from engine.watch.server import Server, font_url

__all__ = ["Asked", "Board", "Message", "Server", "Turn", "Watch"]

HOLD = 1.0  # seconds in which a data file that is wrong may still become whole, before anybody is told


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report, in which language, for which period; `today` None is the day on which it is made."""

    file: Path
    period: str | None = None
    language: str | None = None
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one change led to: which files changed, what was made again for it, how long it took, what is wrong."""

    changed: tuple[Path, ...]
    made: Counter[str]
    seconds: float
    issues: tuple[Issue, ...] = ()
    why: str = ""
    trace: str = ""  # of a mistake of ours

    @property
    def failed(self) -> bool:
        """Whether there is no report to show."""
        return any(issue.level == "error" for issue in self.issues)


@contextmanager
def _tidied_later() -> Iterator[None]:
    """Memory is tidied up when the page is there: that takes a fifth of the time in which somebody waits for it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


@dataclass
class Watch:
    """Looks at the files of a report and puts what they make on the board; each change is told to `tell`."""

    asked: Asked
    board: Board
    tell: Callable[[Turn], object]
    message: Callable[[Issue], Message]
    over: Event = field(default_factory=Event)
    kept: Kept = field(default_factory=Kept)
    used: pipeline.Used | None = None
    good: str = ""  # when the last good report was made
    _html: str = ""
    _seen: files.Seen = field(default_factory=dict)

    def first(self) -> None:
        """Make the report for the first time."""
        with _tidied_later():
            self._seen, turn = self.make({}, {})
            self._show(turn)
        gc.freeze()  # what is there now mostly stays: nobody need look through it again

    def follow(self) -> None:
        """Make the report again at every change, until it is over."""
        shown = self._seen
        while True:
            self._seen = files.settled(self._look, self._seen, self._pause)
            if self.over.is_set():
                return
            with _tidied_later():
                self._seen, turn = self.make(shown, self._seen)
                hold = HOLD if files.waits_for(shown, self._seen) > files.QUIET else 0
                if turn.failed and files.moves(self._look, self._seen, hold, self._pause):
                    continue
                shown = self._seen
                self._show(turn)

    def make(self, before: files.Seen, now: files.Seen) -> tuple[files.Seen, Turn]:
        """The report of the files as they stand, and how they stood."""
        begun = time.perf_counter()
        changes = files.changed(before, now)
        if any(path.suffix == ".po" for _, path in changes):
            words.forget()
        while True:
            used = self._uses()
            now = files.seen(used)
            page, issues, trace = self._page()
            if self._uses() == used:  # else another file came to be used meanwhile, and nobody looked at it
                break
        made = self.kept.told()
        if page is not None:
            self.kept.turn()
            made += Counter(charts=page.drawn, page=int(page.html != self._html))
            self._html = page.html
        paths = tuple(dict.fromkeys(path for _, path in changes))
        why = page.why if page is not None else ""
        return now, Turn(paths, made, time.perf_counter() - begun, issues, why, trace)

    def _page(self) -> tuple[pipeline.Page | None, tuple[Issue, ...], str]:
        asked = self.asked
        try:
            page = pipeline.make_page(
                asked.file, today=asked.today or date.today(), period=asked.period, language=asked.language,
                font_url=font_url, keep=self.kept,
            )  # fmt: skip
        except BoardpackError as error:
            return None, error.issues, ""
        except Exception as error:  # whatever it is, the next change may mend it
            message = f"boardpack itself failed: {type(error).__name__}: {error}"
            hint = "the terminal says where; please report it"
            return None, (Issue("error", "internal", Place(str(asked.file)), message, hint),), traceback.format_exc()
        return page, page.warnings, ""

    def _uses(self) -> pipeline.Used:
        """What is looked at: of a report that cannot be read whole also what it used before."""
        now = pipeline.used(self.asked.file, keep=self.kept)
        self.used = now.together(self.used) if self.used is not None and not now.whole else now
        return self.used

    def _look(self) -> files.Seen:
        assert self.used is not None
        return files.seen(self.used) if not self.over.is_set() else {}

    def _pause(self, seconds: float) -> None:
        self.over.wait(seconds)

    def _show(self, turn: Turn) -> None:
        errors = [issue for issue in turn.issues if issue.level == "error"]
        if not errors:
            self.good = time.strftime("%H:%M:%S")
            self.board.put(self._html)
        elif self.good:
            self.board.lay_over(notes.panel(self._messages(errors), self.good))
        else:
            self.board.put(notes.alone(self._messages(errors), self.asked.file.name))
        self.tell(turn)

    def _messages(self, errors: Sequence[Issue]) -> list[Message]:
        return [self.message(issue) for issue in errors]
