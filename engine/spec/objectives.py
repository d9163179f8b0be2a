"""Reads the key `objectives:`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from engine.errors import Issue
from engine.model.datasets import ColumnSpec, DatasetSpec
from engine.model.formula import Type
from engine.model.objectives import EVEN, ObjectiveSpec, Revision, SegmentTarget, Spread, TargetFile
from engine.model.written import Written
from engine.spec import nodes
from engine.spec.datasets import read_dialect, read_sheet
from engine.spec.days import read_day
from engine.spec.yaml import Mapping, Scalar, Sequence

ROW = ("kpi", "period", "target")  # what each row of a file says


def read_objective(node: Mapping, issues: list[Issue]) -> ObjectiveSpec:
    """One objective."""
    for key in ("columns", "csv", "xlsx"):
        if key in node:
            message = f"'{key}' is said of a file of objectives, and there is no 'from'"
            issues.append(Issue("error", "wrong-value", node.key(key).place, message, "name the file with 'from'"))
    return ObjectiveSpec(
        kpi=nodes.written(node["kpi"]),
        place=node["kpi"].place,
        period=nodes.written(node["period"]),
        target=nodes.number(node["target"]),
        target_text=str(node["target"]),
        by=_by(node),
        spread=_spread(node) or EVEN,
        revisions=tuple(_revision(revision, issues) for revision in node.get("revisions", ())),
        on_track=_status(node, "on_track", Decimal(1)),
        at_risk=_status(node, "at_risk", Decimal("0.9")),
        tolerance=nodes.number(node["tolerance"]) if "tolerance" in node else None,
        weight=nodes.number(node["weight"]) if "weight" in node else Decimal(1),
        owner=str(node.get("owner", "")),
        keys=nodes.keys(node),
    )


def read_target_file(node: Mapping, folder: Path, issues: list[Issue]) -> TargetFile | None:
    """A file of objectives; `folder` is what its path is relative to. None where it cannot be read."""
    source, columns = nodes.written(node["from"]), node["columns"]
    others = [key for key in columns if key not in ROW]
    issues += _no_place_beside(node, source, others)
    if "spread" in node and not isinstance(node["spread"], Scalar):
        return None
    dimension = Written(str(others[0]), others[0].place) if others else None
    return TargetFile(
        place=source.place,
        table=DatasetSpec(
            id=Path(source.text).name,
            place=source.place,
            source=source,
            folder=folder,
            columns=tuple(_column(columns.key(name), columns[name]) for name in (*ROW, *others)),
            csv=read_dialect(node.get("csv", Mapping())),
            xlsx=read_sheet(node["xlsx"]) if "xlsx" in node else None,
            keys=nodes.keys(node),
        ),
        dimension=dimension,
        model=ObjectiveSpec(
            kpi=source,
            place=source.place,
            period=source,
            target=Decimal(0),
            spread=_spread(node) or EVEN,
            on_track=_status(node, "on_track", Decimal(1)),
            at_risk=_status(node, "at_risk", Decimal("0.9")),
            weight=nodes.number(node["weight"]) if "weight" in node else Decimal(1),
            owner=str(node.get("owner", "")),
            file=source.text,
            keys=nodes.keys(node),
        ),
    )


def _no_place_beside(node: Mapping, source: Written, others: list[Scalar]) -> Iterator[Issue]:
    """What is said beside the file of targets and belongs into its rows, or nowhere; `others` name segments."""
    for key in ("kpi", "period", "target", "by", "revisions", "tolerance"):
        if key in node:
            message = f"'{key}' is said in the rows of '{source.text}': it has no place beside 'from'"
            hint = "leave it out, or leave out 'from'"
            yield Issue("error", "wrong-value", node.key(key).place, message, hint)
    if others[1:]:
        message = "targets have segments of one dimension at most"
        hint = f"leave out '{others[1]}' or '{others[0]}'"
        yield Issue("error", "wrong-value", others[1].place, message, hint)
    if "spread" in node and not isinstance(node["spread"], Scalar):
        message = "targets of a file are spread evenly or in last year's shape"
        hint = "give each month a row of its own"
        yield Issue("error", "wrong-value", node.key("spread").place, message, hint)


def _column(key: Scalar, header: Scalar) -> ColumnSpec:
    """A column of a file of targets: a text, whatever it holds; a cell that is empty says nothing."""
    return ColumnSpec(name=str(key), type=Type("string", True), headers=(str(header),), place=header.place)


def _by(node: Mapping) -> tuple[SegmentTarget, ...]:
    """The targets of segments; each is a number, or has a spread of its own beside it."""
    found = []
    for dimension, targets in node.get("by", Mapping()).pairs():
        for segment, target in targets.pairs():
            own = _spread(target) if isinstance(target, Mapping) else None
            number = target["target"] if isinstance(target, Mapping) else target
            names = nodes.written(dimension), nodes.written(segment)
            found.append(SegmentTarget(*names, nodes.number(number), str(number), number.place, own))
    return tuple(found)


def _spread(node: Mapping) -> Spread | None:
    """How a target is spread; None where it does not say."""
    if "spread" not in node:
        return None
    written, place = node["spread"], node.key("spread").place
    if isinstance(written, Scalar):
        return Spread("seasonal" if written == "seasonal" else "even", (), written.place)
    if isinstance(written, Sequence):
        return Spread("months", tuple((Written("", part.place), nodes.number(part)) for part in written), place)
    return Spread("periods", tuple((nodes.written(key), nodes.number(part)) for key, part in written.pairs()), place)


def _revision(node: Mapping, issues: list[Issue]) -> Revision:
    return Revision(
        start=nodes.written(node["from"]),
        target=nodes.number(node["target"]),
        text=str(node["target"]),
        place=node["target"].place,
        decided=read_day(node, "decided", issues),
        reason=nodes.text(node["reason"]) if "reason" in node else None,
        by=_by(node),
        keys=nodes.keys(node),
    )


def _status(node: Mapping, key: str, otherwise: Decimal) -> Decimal:
    status = node.get("status", Mapping())
    return nodes.number(status[key]) if key in status else otherwise
