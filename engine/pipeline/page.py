"""The page of a report that is looked at while it is written, and the files that it is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import Issue
from engine.kept import NOTHING, Keep
from engine.model.datasets import DatasetSpec
from engine.pipeline.figures import compute
from engine.pipeline.glyphs import placed_glyphs
from engine.pipeline.steps import Step, quiet
from engine.pipeline.wording import untranslated, worded
from engine.shipped import shipped
from engine.spec.load import load, matching

if TYPE_CHECKING:
    from engine.formats.pages import FontUrl


@dataclass(frozen=True, slots=True)
class Page:
    """The screen's HTML of one report, which period it took and why, and how many charts were drawn for it."""

    html: str
    why: str
    warnings: tuple[Issue, ...]
    drawn: int


def make_page(
    path: Path, *, today: date, period: str | None = None, language: str | None = None, font_url: FontUrl,
    step: Step = quiet, keep: Keep = NOTHING,
) -> Page:  # fmt: skip
    """Make a report's page, and write nothing; its fonts are where `font_url` says.

    Raises an error of `engine.errors`.
    """
    computed = compute(path, today=today, period=period, step=step, keep=keep)
    from engine.charts import drawing
    from engine.formats import pages

    before = drawing.count()
    document = worded(computed, language, step=step)
    with step("HTML"), placed_glyphs(computed.catalog, document.language):
        html = pages.render(document, "screen", font_url)
    missing = (replace(gap.issue, level="warning") for section in document.sections for gap in section.gaps)
    warnings = (*computed.warnings, *untranslated(computed.catalog, language), *missing)
    return Page(html, computed.results.why, warnings, drawing.count() - before)


@dataclass(frozen=True, slots=True)
class Used:
    """What a report is made of: folders with a path or glob in them, datasets with files of their own, templates."""

    report: Path
    sought: tuple[tuple[Path, str], ...]
    datasets: tuple[DatasetSpec, ...]
    whole: bool  # else there may be more, which cannot be read
    looks: tuple[Path, ...] = ()  # what the report adds to the look of its pages

    def specs(self) -> set[Path]:
        """The YAML files, those too that ought to be there."""
        return {self.report, *(path for folder, used in self.sought for path in matching(used, folder))}

    def data(self) -> set[Path]:
        """The data files, those too that ought to be there."""
        from engine import sources

        return {path for spec in self.datasets for path in sources.files(spec)}

    def look(self) -> set[Path]:
        """The templates, styles, words and images of the pages, those too that ought to be there."""
        own = {path: path.is_dir() for path in self.looks}
        folders = (shipped("templates"), *(path for path, is_folder in own.items() if is_folder))
        found = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
        return found | {path for path, is_folder in own.items() if not is_folder}

    def together(self, other: Used) -> Used:
        """What either of two versions of a report uses."""
        sought = dict.fromkeys((*self.sought, *other.sought))
        data = {(spec.folder, spec.source.text): spec for spec in (*other.datasets, *self.datasets)}
        looks = tuple(dict.fromkeys((*self.looks, *other.looks)))
        return Used(self.report, tuple(sought), tuple(data.values()), self.whole and other.whole, looks)


def used(path: Path, *, keep: Keep = NOTHING) -> Used:
    """What a report uses, as far as its specs can be read."""
    loaded = load(path, keep)
    datasets = loaded.specs.datasets.values() if loaded.specs else ()
    files = loaded.specs.target_files if loaded.specs else ()
    read = (*(spec for spec in datasets if spec.making is None), *(file.table for file in files))
    whole = loaded.specs is not None and not loaded.broken
    return Used(path, tuple(dict.fromkeys(loaded.sought)), read, whole, loaded.looks)
