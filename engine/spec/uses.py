"""Which reports a file belongs to: found by following `uses` of every report below a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.shipped import shipped
from engine.spec.commentary import find_commentary
from engine.spec.load import LIBRARY, matching
from engine.spec.nodes import written
from engine.spec.yaml import Mapping, Scalar, Sequence, read_yaml

YAML = (".yml", ".yaml")
# The key where the file cannot be read as YAML: it is a report all the same, and has to be checked.
REPORT = re.compile(r"^[\"']?report[\"']?\s*:", re.MULTILINE)


def reports_of(files: Iterable[Path], folder: Path) -> list[Path]:
    """The reports among some files, and those below a folder that use one of the others; each once."""
    found: dict[Path, Path] = {}
    parts: set[Path] = set()
    for file in files:
        if is_report(file):
            found.setdefault(file.resolve(), file)
        else:
            parts.add(file.resolve())
    for file in _yaml_files(folder) if parts else ():
        if not parts.isdisjoint(_used(file)):
            found.setdefault(file.resolve(), file)
    return list(found.values())


def is_report(file: Path) -> bool:
    """Whether a file has the key `report:`."""
    text = _text(file)
    if "report" not in text:
        return False  # most files of a tree; reading them would take its time
    root, _ = read_yaml(text, str(file))
    return "report" in root if root is not None else bool(REPORT.search(text))


def _used(file: Path) -> set[Path]:
    """The files that a report uses; none where it is no report, or cannot be read as one."""
    text = _text(file)
    if "report" not in text:
        return set()
    root, _ = read_yaml(text, str(file))
    report = root.get("report") if root is not None else None
    if not isinstance(report, Mapping):
        return set()
    uses = report.get("uses", ())
    listed = uses if isinstance(uses, Sequence) else ()
    found = [path for used in listed if isinstance(used, Scalar) for path in _files(used, file.parent)]
    return {path.resolve() for path in (*found, *_commentary(report, file.parent))}


def _commentary(report: Mapping, folder: Path) -> Iterator[Path]:
    """The files of commentary that a report's sections name."""
    sections = report.get("sections", ())
    for section in sections if isinstance(sections, Sequence) else ():
        text = section.get("text") if isinstance(section, Mapping) else None
        if isinstance(text, Scalar):
            yield from (path for path, _, _ in find_commentary(written(text), folder, []).files)


def _files(used: Scalar, folder: Path) -> list[Path]:
    if used.startswith(LIBRARY):
        return matching(Scalar(f"{used.removeprefix(LIBRARY)}.yml", used.place), shipped("kpi_specs"))
    return matching(used, folder)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig", errors="replace")
    except OSError:
        return ""


def _yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder, in order; hidden folders are other programs' own."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(at, name) for name in sorted(names) if name.endswith(YAML))
