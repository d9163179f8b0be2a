"""A new report in a folder: the shipped example, or one proposed from data files and proved before it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.errors import ArgumentError, Issue, Place, did_you_mean
from engine.model.datasets import NOT_READ
from engine.output import write_set
from engine.periods import PER_YEAR, Calendar
from engine.pipeline.figures import Computed, compute
from engine.pipeline.steps import Step, quiet
from engine.proposal.model import Proposal, Wishes
from engine.proposal.writing import Example, dataset_file, report_file
from engine.shipped import shipped

SCHEMAS = Path(".boardpack") / "schema"
IGNORE = Path(".gitignore")
OUTPUT_SCHEMA = "output.schema.json"  # of what is written, which no editor asks for
# A file of another ending is read as CSV, but only where it is named.
DATA = (".csv", ".tsv", ".xlsx", ".parquet", ".arrow", ".feather", ".json", ".ndjson", ".jsonl")
EXAMPLE = "first"  # of the samples
SCHEMA_LINE = re.compile(r"(?m)^(# yaml-language-server: \$schema=)\S*/")


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written, what was proposed, and the period to be asked for, where none follows from the data."""

    files: tuple[Path, ...]
    proposal: Proposal | None = None
    period: str = ""
    ignored: bool = True  # a .gitignore was written; one that was there stays as it is


def begin_example(folder: Path, *, step: Step = quiet) -> Begun:
    """Write the example report into a folder. Raises ArgumentError where a file is there already."""
    files = {}
    with step("Example"):
        for path in sorted((shipped("samples") / EXAMPLE).iterdir()):
            if path.suffix in (".yml", ".csv"):
                text = path.read_text("utf-8")
                files[Path(path.name)] = SCHEMA_LINE.sub(rf"\g<1>{SCHEMAS.as_posix()}/", text)
    return _written(folder, files)


def begin(folder: Path, data: Sequence[Path], wishes: Wishes, *, today: date, step: Step = quiet) -> Begun:
    """Propose a report over data files, prove it, and write it. Raises an error of `engine.errors`."""
    # What `check` does without is loaded here.
    from engine.proposal.files import source_of
    from engine.proposal.propose import propose

    _refuse(folder, [Path("report.yml"), Path("datasets.yml")])
    data = list(dict.fromkeys(file for path in data for file in _files(path)))
    _are_there(data)
    with step("Data"):
        proposal = propose(data, wishes)
    schema = SCHEMAS.as_posix()
    with step("Proof"), TemporaryDirectory(prefix="boardpack-") as made:
        path = Path(made) / "report.yml"
        path.write_text(report_file(proposal, schema, {}), "utf-8")
        absolute = dataset_file(proposal, schema, lambda data: data.resolve().as_posix())
        (Path(made) / "datasets.yml").write_text(absolute, "utf-8")
        computed, period = _computed(path, proposal, today)
    files = {
        Path("report.yml"): report_file(proposal, schema, _examples(computed, proposal), period),
        Path("datasets.yml"): dataset_file(proposal, schema, lambda data: source_of(data, folder)),
    }
    done = _written(folder, files)
    return Begun(done.files, proposal, period, done.ignored)


def _files(path: Path) -> list[Path]:
    """The files of a folder that hold data, by their endings; a file, or a folder without any, as it is."""
    if not path.is_dir():
        return [path]
    return [file for file in sorted(path.glob("*")) if _holds_data(file)] or [path]


def _holds_data(path: Path) -> bool:
    ending = path.suffix.lower()
    # One that cannot be read is named rather than passed over; spreadsheets leave locks that begin with `~$`.
    return path.is_file() and not path.name.startswith((".", "~$")) and ending in (*DATA, *NOT_READ)


def _are_there(data: Sequence[Path]) -> None:
    issues = []
    for path in data:
        if path.is_dir():
            deeper = sorted(other.name for other in path.glob("*") if other.is_dir() and _files(other) != [other])
            hint = f"there are some in {', '.join(deeper[:4])}" if deeper else f"what is read: {', '.join(DATA)}"
            issues.append(Issue("error", "no-file", Place(str(path)), "this folder holds no file of data", hint))
        elif not path.is_file():
            near = did_you_mean(path.name, (other.name for other in path.parent.glob("*") if other.is_file()))
            issues.append(Issue("error", "no-file", Place(str(path)), "the file does not exist", near))
    if issues:
        raise ArgumentError(issues)


def _computed(path: Path, proposal: Proposal, today: date) -> tuple[Computed, str]:
    """The figures of the proposal, and the period that had to be asked for."""
    try:
        return compute(path, today=today), ""
    except ArgumentError:
        period = _period(proposal, today)
        return compute(path, today=today, period=period), period


def _period(proposal: Proposal, today: date) -> str:
    """The period of the last row; where nothing is dated, the last one that is over."""
    calendar = Calendar()
    if proposal.main.day is not None and proposal.main.day.last is not None:
        return calendar.period(proposal.every, proposal.main.day.last).id
    return calendar.before(calendar.period(proposal.every, today)).id


def _examples(computed: Computed, proposal: Proposal) -> dict[str, Example]:
    """What each KPI was in the last period, and a year's target that would keep it there."""
    period, found = computed.results.period, {}
    for kpi in proposal.kpis:
        value = computed.results.value(kpi.id, period)
        if value is None or value.value is None:
            continue
        exact = Decimal(str(value.value))
        if kpi.format == "percent":
            shown = target = f"{exact * 100:.1f}%"
        else:
            shown = f"{exact:,.2f}".removesuffix(".00")
            year = exact * (PER_YEAR[proposal.every] if kpi.adds_up and proposal.main.day else 1)
            target = f"{year:.2f}".removesuffix(".00")
        year_id = computed.calendar.year_of(period).id
        found[kpi.id] = Example(period.id, int(year_id), shown, target)
    return found


def _refuse(folder: Path, names: Sequence[Path]) -> None:
    """Raise where a file is there that would be written over, or the folder is none."""
    if folder.exists() and not folder.is_dir():
        raise ArgumentError(Issue("error", "no-folder", Place(str(folder)), "this is a file and no folder"))
    there = [folder / name for name in names if (folder / name).exists() or (folder / name).is_symlink()]
    hint = "nothing was written: choose another folder, or take the file away"
    if there:
        raise ArgumentError(
            [Issue("error", "file-exists", Place(str(path)), "the file is there already", hint) for path in there]
        )


def _written(folder: Path, files: dict[Path, str]) -> Begun:
    """Write the files with the schemas that an editor reads, all or none; a .gitignore only where there is none."""
    contents = {name: text.encode() for name, text in files.items()}
    paths = sorted(path for path in shipped("schema").glob("*.json") if path.name != OUTPUT_SCHEMA)
    schemas = {SCHEMAS / path.name: path.read_bytes() for path in paths}
    wanted = {name: data for name, data in schemas.items() if not _is(folder / name, data)}
    _refuse(folder, [*contents, *wanted])
    ignored = not (folder / IGNORE).exists()
    if ignored:
        contents[IGNORE] = b"out/\n"
    write_set({folder / name: data for name, data in {**contents, **wanted}.items()})
    return Begun(tuple(folder / name for name in contents), ignored=ignored)


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
