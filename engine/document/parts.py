"""The parts of a section while they are made: one that cannot be made is kept as a gap, which names it.

A gap refuses the report, or stands in the part's place where its section says `on_error: placeholder`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from engine.document.desk import Desk
from engine.errors import Issue, Place, ReportRefused
from engine.model.document import Gap
from engine.model.specs import ChartSpec
from engine.model.written import Written
from engine.protocols import DrawingError

Part = TypeVar("Part")
_FAILURES: Final = (ReportRefused, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


def tried(begin: Callable[[], Callable[[], Part]]) -> Callable[[], Part]:
    """Begin a part; where even that fails, it is said when the part is asked for."""
    try:
        return begin()
    except _FAILURES as error:
        why = error

    def failed() -> Part:
        raise why

    return failed


class Parts:
    """Makes the parts of one section, and keeps what could not be made."""

    def __init__(self, desk: Desk, *, spare: bool) -> None:
        self.desk = desk
        self.hint = "" if spare else "with 'on_error: placeholder' in its section the report is made without it"
        self.gaps: list[Gap] = []

    def chart(self, id: str, spec: ChartSpec, make: Callable[[], Part]) -> Part | None:
        """A chart; None where it cannot be drawn."""
        what = f"the {spec.kind} of {_listed(spec.kpis)}"
        try:
            return make()
        except _FAILURES as error:
            message = f"{what} cannot be drawn: {_reason(error)}"
            issue = Issue("error", "chart-not-drawn", spec.kpi.place, message, self.hint)
            if isinstance(error, ReportRefused) and error.issues[0].place.file:  # people's own, with its place and mend
                issue = error.issues[0]
            named = spec.own.title.in_(self.desk.language) if spec.own else self._labels(spec.kpis)
            title = self.desk.say("Chart: %(names)s", names=named)
            self.gaps.append(Gap(id, title, what, issue, chart=True))
            return None

    def table(self, id: str, kpis: tuple[Written, ...], place: Place, make: Callable[[], Part]) -> Part | None:
        """A table; None where it cannot be made."""
        what = f"the table of {_listed(kpis)}"
        try:
            return make()
        except _FAILURES as error:
            message = f"{what} cannot be made: {_reason(error)}"
            title = self.desk.say("Table: %(names)s", names=self._labels(kpis))
            self.gaps.append(Gap(id, title, what, Issue("error", "table-not-made", place, message, self.hint)))
            return None

    def _labels(self, kpis: Iterable[Written]) -> str:
        return ", ".join(self.desk.label(self.desk.kpi(kpi.text)) for kpi in kpis)


def _listed(kpis: Iterable[Written]) -> str:
    return ", ".join(f"'{kpi.text}'" for kpi in kpis)


def _reason(error: Exception) -> str:
    """Why, in words: a drawing's own, or those of what went wrong on the way to it."""
    if isinstance(error, DrawingError):
        return error.reason
    said = str(error).strip().partition("\n")[0]
    return said if isinstance(error, ReportRefused) else f"{type(error).__name__}: {said}"
