"""What one file says by itself, whatever other files there are: its text read, checked and made into definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Issue, Place
from engine.model.actions import ActionSpec, EventSpec
from engine.model.benchmarks import BenchmarkSpec
from engine.model.datasets import DatasetSpec, DimensionSpec
from engine.model.kpis import KpiSpec
from engine.model.objectives import ObjectiveSpec, TargetFile
from engine.model.specs import ReportSpec
from engine.spec.actions import read_action, read_event
from engine.spec.benchmarks import read_benchmark
from engine.spec.datasets import read_dataset, read_dimension
from engine.spec.kpis import read_kpi
from engine.spec.objectives import read_objective, read_target_file
from engine.spec.pruned import prune
from engine.spec.references import Misnamed, misnamed
from engine.spec.report import read_report
from engine.spec.schema import check_schema
from engine.spec.yaml import Mapping, Scalar, read_yaml


@dataclass(frozen=True, slots=True)
class Said:
    """A file's definitions in its order, and what is wrong with it; ids in `broken` exist and have issues.

    `report` is where that key stands; what is said there is read of the main file alone, with what it `uses`.
    """

    issues: tuple[Issue, ...]
    broken: frozenset[str]
    misnamed: Misnamed = ()
    datasets: tuple[DatasetSpec, ...] = ()
    dimensions: tuple[DimensionSpec, ...] = ()
    kpis: tuple[KpiSpec, ...] = ()
    objectives: tuple[ObjectiveSpec, ...] = ()
    target_files: tuple[TargetFile, ...] = ()
    actions: tuple[ActionSpec, ...] = ()
    events: tuple[EventSpec, ...] = ()
    benchmarks: tuple[BenchmarkSpec, ...] = ()
    report: Place | None = None
    main: ReportSpec | None = None
    uses: tuple[Scalar, ...] = ()


def said(text: str, name: str, path: Path, *, library: bool, main: bool) -> Said:
    """What the text of a file says; `name` is how messages call it, `main` says that it is the report's own."""
    root, issues = read_yaml(text, name)
    if root is None:
        return Said(tuple(issues), frozenset("*"))
    found = check_schema(root)
    named = misnamed(root, found)
    broken: set[str] = set()
    prune(root, [path for path, _ in found], broken)
    issues = [*issues, *(issue for _, issue in found if issue is not None)]
    folder, objectives = path.parent, root.get("objectives", ())
    files = [read_target_file(node, folder, issues) for node in objectives if "from" in node]
    key = root.key("report") if "report" in root else None
    return Said(
        datasets=tuple(read_dataset(key, node, folder, issues) for key, node in _under("datasets", root)),
        dimensions=tuple(read_dimension(key, node) for key, node in _under("dimensions", root)),
        kpis=tuple(read_kpi(key, node, library=library) for key, node in _under("kpis", root)),
        objectives=tuple(read_objective(node, issues) for node in objectives if "from" not in node),
        target_files=tuple(file for file in files if file is not None),
        actions=tuple(filter(None, (read_action(node, issues) for node in root.get("actions", ())))),
        events=tuple(filter(None, (read_event(node, issues) for node in root.get("events", ())))),
        benchmarks=tuple(map(read_benchmark, root.get("benchmarks", ()))),
        report=key.place if key is not None else None,
        main=read_report(key, root["report"], path, issues) if key is not None and main else None,
        uses=tuple(root["report"].get("uses", ())) if key is not None and main else (),
        broken=frozenset(broken),
        misnamed=named,
        issues=tuple(issues),  # last: what is read above adds to them
    )


def _under(key: str, root: Mapping) -> Iterator[tuple[Scalar, Any]]:
    return root.get(key, Mapping()).pairs()  # type: ignore[no-any-return]
