"""Rules of the marks in numbers of a file of objectives: a point that may be a thousands mark is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.errors import Issue, Place, plural
from engine.model.objectives import ObjectiveSpec, TargetFile
from engine.model.specs import Specs
from engine.rules.decimals import THOUSANDS
from engine.rules.kpis import KpiChecker
from engine.rules.misread import misread

TEXTS = (".csv", ".tsv")  # in other kinds of files a number has no marks


def check_marks(specs: Specs, checker: KpiChecker) -> Iterator[Issue]:
    """A warning for each file in which every point stands before three digits, and that does not say what it is.

    What is certain, because a unit has no such decimals, is an error already.
    """
    for file in specs.target_files:
        own = [spec for spec in specs.objectives if spec.file == file.source.text]
        if file.table.csv.declared or not file.source.text.lower().endswith(TEXTS) or _told(own, checker):
            continue
        found = _doubtful([(text, place) for spec in own for _, text, place in spec.targets])
        if found:
            yield _issue(file, found)


def _told(own: Sequence[ObjectiveSpec], checker: KpiChecker) -> bool:
    kpis = ((spec, checker.checked.get(spec.kpi.text)) for spec in own)
    return any(kpi is not None and any(misread(spec, kpi)) for spec, kpi in kpis)


def _doubtful(texts: Sequence[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """The targets that may be thousands: none has other decimals, and some have none, or all end with nothing."""
    found = [(text, place) for text, place in texts if THOUSANDS.fullmatch(text)]
    pointed = [text for text, _ in texts if "." in text]
    alike = len(pointed) == len(found) and (len(pointed) < len(texts) or all(text.endswith("0") for text in pointed))
    return found if alike else []


def _issue(file: TargetFile, found: list[tuple[str, Place]]) -> Issue:
    text, place = found[0]
    count = f" ({plural(len(found), 'such target')} in the file)" if len(found) > 1 else ""
    message = f"'{text}' has three decimals, where no target has one or two: is its point a thousands mark?{count}"
    hint = "if so, say csv: {decimal: ',', thousands: '.'} beside 'from'; if not, csv: {decimal: '.'}"
    return Issue("warning", "thousands-or-decimals", place, message, hint)
