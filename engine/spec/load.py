"""Reads a report file and everything that it uses, and gathers what is wrong with any of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from engine.errors import Issue, Place, did_you_mean, nearest
from engine.kept import NOTHING, Keep
from engine.model.actions import ActionSpec, EventSpec
from engine.model.benchmarks import BenchmarkSpec
from engine.model.commentary import CommentarySpec
from engine.model.datasets import DatasetSpec, DimensionSpec
from engine.model.kpis import KpiSpec
from engine.model.objectives import ObjectiveSpec, TargetFile
from engine.model.specs import ReportSpec, Specs
from engine.model.theme import Logo, OwnTemplates
from engine.model.written import Written
from engine.shipped import shipped
from engine.spec.commentary import find_commentary, unclaimed
from engine.spec.images import read_logo
from engine.spec.own_charts import with_files
from engine.spec.references import Misnamed, with_ids
from engine.spec.said import Said, said
from engine.spec.templates import read_templates
from engine.spec.yaml import Scalar

LIBRARY = "boardpack:"
GLOB = "*?["
Spec = TypeVar("Spec", DatasetSpec, DimensionSpec, KpiSpec)


@dataclass
class Loaded:
    """What was read: `specs` where there is a report; ids in `broken` exist but have issues of their own.

    Beside ids `broken` may hold "report.<key>", the name of a list ("objectives"), "commentary" where a file of it is
    no text, and "*": a file or a part of one could not be read, so that nobody knows what else there is.
    """

    specs: Specs | None = None
    issues: list[Issue] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)  # a file's text by its shown name, for messages
    sought: list[tuple[Path, str]] = field(default_factory=list)  # where it was looked for files: folder, path or glob
    looks: tuple[Path, ...] = ()  # files and folders of the pages' look


@dataclass
class _Loader:
    keep: Keep = NOTHING
    loaded: Loaded = field(default_factory=Loaded)
    seen: set[Path] = field(default_factory=set)
    report: ReportSpec | None = None
    misnamed: Misnamed = ()
    strays: tuple[str, ...] = ()
    datasets: dict[str, DatasetSpec] = field(default_factory=dict)
    dimensions: dict[str, DimensionSpec] = field(default_factory=dict)
    kpis: dict[str, KpiSpec] = field(default_factory=dict)
    objectives: list[ObjectiveSpec] = field(default_factory=list)
    target_files: list[TargetFile] = field(default_factory=list)
    actions: list[ActionSpec] = field(default_factory=list)
    events: list[EventSpec] = field(default_factory=list)
    benchmarks: list[BenchmarkSpec] = field(default_factory=list)

    def error(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self.loaded.issues.append(Issue("error", code, place, message, hint))

    def file(self, path: Path, *, library: bool, main: bool = False) -> None:
        """Read one file and what it uses, each file once."""
        if path.resolve() in self.seen:
            return
        self.seen.add(path.resolve())
        name = shown(path)
        text = self.text(path, name)
        if text is None:
            self.loaded.broken.add("*")
            return
        self.loaded.texts[name] = text
        # A file of the library that is used by its path has the same text, and is the report's own.
        made_of = (name, text, path, library, main)
        self.add(self.keep("spec", made_of, lambda: said(text, name, path, library=library, main=main)), path.parent)

    def text(self, path: Path, name: str) -> str | None:
        try:
            return path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            # What comes before it on its line reads as UTF-8, a byte for each plain character.
            column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
            place = Place(name, before.count(b"\n") + 1, column)
            self.error("encoding", place, "the file is not UTF-8", "save it as UTF-8 in the editor")
        except OSError as error:
            self.error("no-file", Place(name), f"the file cannot be read: {(error.strerror or str(error)).lower()}")
        return None

    def add(self, file: Said, folder: Path) -> None:
        """What one file says, beside what others said before, and then the files that it uses."""
        self.loaded.issues += file.issues
        self.loaded.broken |= file.broken
        self.misnamed += file.misnamed
        for dataset in file.datasets:
            self.define(self.datasets, dataset)
        for dimension in file.dimensions:
            self.define(self.dimensions, dimension)
        for kpi in file.kpis:
            self.define(self.kpis, kpi)
        self.objectives += file.objectives
        self.target_files += file.target_files
        self.actions += file.actions
        self.events += file.events
        self.benchmarks += file.benchmarks
        if file.main is not None:
            self.report = file.main
        elif file.report is not None:
            hint = "put what both reports share in a file without 'report:'"
            self.error("second-report", file.report, "a file that is used cannot be a report of its own", hint)
        for used in file.uses:
            self.use(used, folder)

    def commentary(self, report: ReportSpec) -> Iterator[CommentarySpec]:
        """The files of commentary that there are, for whatever period and language."""
        patterns = dict.fromkeys(section.text for section in report.sections if section.text is not None)
        claimed: set[Path] = set()
        for pattern in patterns:
            found = find_commentary(pattern, report.path.parent, self.loaded.issues)
            self.loaded.sought.append((report.path.parent, found.glob))
            for path, period, language in found.files:
                claimed.add(path)
                text = self.text(path, shown(path))
                if text is None:
                    self.loaded.broken.add("commentary")
                else:
                    self.loaded.texts[shown(path)] = text
                    yield CommentarySpec(pattern, period, language, Place(shown(path)), text)
        self.strays = unclaimed(patterns, report.path.parent, claimed)

    def logo(self, report: ReportSpec) -> Logo | None:
        """The image that the report shows in its head."""
        if report.logo is None:
            return None
        path = report.path.parent / report.logo.text
        self.loaded.looks += (path,)
        return read_logo(report.logo, path, shown(path), self.loaded.issues)

    def templates(self, report: ReportSpec) -> OwnTemplates | None:
        """The templates that the report has in place of ours."""
        if report.templates is None:
            return None
        folder = report.path.parent / report.templates.text
        self.loaded.looks += (folder,)
        return read_templates(report.templates, folder, shown(folder), self.loaded.issues)

    def drawing(self, file: Written, folder: Path) -> str | None:
        """The text of a chart of one's own that stands in a file."""
        self.loaded.sought.append((folder, file.text))
        path = folder / file.text
        if not path.is_file():
            hint = "the path is relative to the folder of the report"
            self.error("no-file", file.place, f"no file '{file.text}' beside this one", hint)
            return None
        text = self.text(path, shown(path))
        if text is not None:
            self.loaded.texts[shown(path)] = text
        return text

    def define(self, known: dict[str, Spec], spec: Spec) -> None:
        """Keep a definition under its id; a later one stands in for an earlier only where it says so."""
        first = known.get(spec.id)
        if first is None:
            known[spec.id] = spec
        elif not isinstance(spec, KpiSpec) or not isinstance(first, KpiSpec):
            hint = f"the first is at {first.place.file}:{first.place.line}"
            self.error("duplicate-id", spec.place, f"'{spec.id}' is defined twice", hint)
            # Nobody knows which of them is meant, so nobody is blamed for what only the other has.
            self.loaded.broken.add(spec.id)
            del known[spec.id]
        elif spec.replaces and not spec.library:
            known[spec.id] = spec
        elif not (first.replaces and spec.library):  # the report's own came first
            self.duplicate(first, spec)

    def duplicate(self, first: KpiSpec, spec: KpiSpec) -> None:
        """The same KPI twice; where one of them is the library's, the other is to be changed."""
        own, other = (first, spec) if spec.library else (spec, first)
        where = "in the library" if other.library else f"at {other.place.file}:{other.place.line}"
        hint = f"the other is {where}; 'replaces: true' stands in for it"
        self.error("duplicate-id", own.place, f"'{own.id}' is defined twice", hint)

    def use(self, used: Scalar, folder: Path) -> None:
        """One entry of `uses`: a path, a glob, or a file of the library."""
        if used.startswith(LIBRARY):
            self.use_library(used)
            return
        self.loaded.sought.append((folder, str(used)))
        paths = [path for path in matching(used, folder) if path.is_file()]
        if not paths:  # nobody knows what would have been in it
            near = "" if any(mark in used for mark in GLOB) else _near(used, folder)
            near = near or "a path is relative to the folder of this file, and ends in .yml"
            self.error("no-file", used.place, f"no file '{used}' beside this one", near)
            self.loaded.broken.add("*")
        for path in paths:
            self.file(path, library=False)

    def use_library(self, used: Scalar) -> None:
        self.loaded.sought.append((shipped("kpi_specs"), "*.yml"))
        library = {path.stem: path for path in sorted(shipped("kpi_specs").glob("*.yml"))}
        name = used.removeprefix(LIBRARY)
        if name != "*" and name not in library:
            self.error("no-file", used.place, f"the library has no file '{name}'", did_you_mean(name, library))
            self.loaded.broken.add("*")
            return
        for stem, path in library.items():
            if name in ("*", stem):
                self.file(path, library=True)


def load(path: Path, keep: Keep = NOTHING) -> Loaded:
    """Read a report file with all that it uses. Nothing is raised: what is wrong stands in the issues."""
    loader = _Loader(keep)
    loader.loaded.sought.append((path.parent, path.name))
    loader.file(path, library=False, main=True)
    loaded = loader.loaded
    datasets = loader.datasets if "*" not in loaded.broken else None
    loaded.issues = with_ids(loaded.issues, loader.misnamed, loader.kpis, loader.dimensions, datasets)
    if loader.report is None:
        if not loaded.issues:
            place = Place(shown(path), 1, 1)
            loader.error("no-report", place, "the file has no 'report:'", "give the report's file to this command")
        return loaded
    commentary = tuple(loader.commentary(loader.report))
    loader.report = with_files(loader.report, loader.drawing, loaded.issues)
    loaded.specs = Specs(
        loader.report, loader.datasets, loader.dimensions, loader.kpis, tuple(loader.objectives),
        tuple(loader.target_files), actions=tuple(loader.actions), events=tuple(loader.events),
        commentary=commentary, strays=loader.strays, benchmarks=tuple(loader.benchmarks),
        logo=loader.logo(loader.report), templates=loader.templates(loader.report),
    )  # fmt: skip
    return loaded


def _near(used: str, folder: Path) -> str:
    """A hint at the file that is meant, by its name without the ending that all of them have."""
    beside = {path.stem: path for path in (folder / str(used)).parent.glob("*.y*ml")}
    meant = nearest(Path(used).stem, beside)
    return f"did you mean '{Path(os.path.relpath(beside[meant], folder)).as_posix()}'?" if meant else ""


def matching(used: str, folder: Path) -> list[Path]:
    """The paths of one entry of `uses`, in order."""
    if not any(mark in used for mark in GLOB):
        return [folder / str(used)]
    try:
        return sorted(folder.glob(str(used)))  # pathlib wants a plain text
    except (NotImplementedError, ValueError):  # a glob from the root, or one that is no glob
        return []


def shown(path: Path) -> str:
    """A path as messages show it: relative to the working directory where it lies beneath it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else Path(relative).as_posix()
