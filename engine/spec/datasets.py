"""Reads the keys `datasets:` and `dimensions:`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from engine.errors import Issue
from engine.model.datasets import (
    ColumnSpec,
    CsvDialect,
    DatasetSpec,
    DimensionSpec,
    JoinSpec,
    Making,
    SheetSpec,
    Validity,
)
from engine.model.formula import Type
from engine.spec import nodes
from engine.spec.currencies import check_currency
from engine.spec.days import read_day
from engine.spec.yaml import Mapping, Scalar, Sequence


def read_dataset(key: Scalar, node: Mapping, folder: Path, issues: list[Issue]) -> DatasetSpec:
    """One dataset; `folder` is what its source is relative to."""
    if "from" in node:
        return _made_dataset(key, node, folder, issues)
    if "per" in node:
        message = "'per' makes rows of another dataset's, and there is no 'from'"
        issues.append(Issue("error", "wrong-value", node.key("per").place, message, "name the dataset with 'from'"))
    covers = node.get("covers", Mapping())
    return DatasetSpec(
        id=str(key),
        place=key.place,
        source=nodes.written(node["source"]),
        folder=folder,
        columns=tuple(_column(name, column, issues) for name, column in node["columns"].pairs()),
        csv=read_dialect(node.get("csv", Mapping())),
        key=nodes.optional(node, "key"),
        date=nodes.optional(node, "date") if node.get("date") != "none" else None,
        where=nodes.optional(node, "where"),
        joins=tuple(_join(name, join) for name, join in node.get("joins", Mapping()).pairs()),
        dimensions=tuple((str(name), nodes.written(path)) for name, path in node.get("dimensions", Mapping()).pairs()),
        covers_from=read_day(covers, "from", issues),
        covers_to=read_day(covers, "to", issues),
        fresh_within=nodes.days(node["fresh_within"]) if "fresh_within" in node else 0,
        xlsx=read_sheet(node["xlsx"]) if "xlsx" in node else None,
        key_repeats=str(node.get("key_repeats", "error")),  # type: ignore[arg-type]  # the schema allows no other
        valid=_validity(node["valid"]) if "valid" in node else None,
        keys=nodes.keys(node),
    )


# What is said of files, or follows from the dataset that it is made of.
NOT_OF_MADE = ("source", "csv", "xlsx", "key", "key_repeats", "valid", "covers", "fresh_within")


def _made_dataset(key: Scalar, node: Mapping, folder: Path, issues: list[Issue]) -> DatasetSpec:
    for name in NOT_OF_MADE:
        if name in node:
            message = f"'{key}' is made of '{node['from']}': it has no '{name}' of its own"
            issues.append(Issue("error", "wrong-value", node.key(name).place, message, _mend_made(name)))
    base = nodes.written(node["from"])
    columns = tuple((str(name), name.place, nodes.written(formula)) for name, formula in node["columns"].pairs())
    return DatasetSpec(
        id=str(key),
        place=key.place,
        source=base,
        folder=folder,
        columns=(),
        date=nodes.optional(node, "date") if node.get("date") != "none" else None,
        joins=tuple(_join(name, join) for name, join in node.get("joins", Mapping()).pairs()),
        dimensions=tuple((str(name), nodes.written(path)) for name, path in node.get("dimensions", Mapping()).pairs()),
        making=Making(base, nodes.words(node, "per"), columns, nodes.optional(node, "where")),
    )


def _mend_made(name: str) -> str:
    match name:
        case "source" | "csv" | "xlsx":
            return "leave it out, or leave out 'from' and 'per'"
        case "key":
            return "leave it out: the column in 'per' is its key"
        case "covers" | "fresh_within":
            return "leave it out: it covers the days that the other does"
    return "leave it out"


def read_dimension(key: Scalar, node: Mapping) -> DimensionSpec:
    """One dimension with the labels of its values, in their order."""
    values = tuple((str(value), nodes.text(label)) for value, label in node.get("values", Mapping()).pairs())
    return DimensionSpec(str(key), key.place, nodes.text(node["label"]), values)


def _column(name: Scalar, node: Scalar | Mapping, issues: list[Issue]) -> ColumnSpec:
    if isinstance(node, Scalar):
        kind, node = str(node), Mapping()
    else:
        kind = str(node["type"])
    if "currency" in node:
        check_currency(node["currency"], issues)
    headers = node.get("from", name)
    return ColumnSpec(
        name=str(name),
        type=_type(kind, node),
        headers=tuple(map(str, headers)) if isinstance(headers, Sequence) else (str(headers),),
        place=name.place,
        format=str(node.get("format", "")),
        values=tuple(map(str, node.get("values", ()))),
        read_as=kind if kind in ("percent", "duration") else "",  # type: ignore[arg-type]
        locale=str(node.get("locale", "")),
        map=tuple((str(value), str(other)) for value, other in node.get("map", Mapping()).items()),
        true_values=tuple(map(str, node.get("true_values", ()))),
        false_values=tuple(map(str, node.get("false_values", ()))),
        min=_bound(node, "min", issues),
        max=_bound(node, "max", issues),
        keys=nodes.keys(node),
    )


def _type(kind: str, node: Mapping) -> Type:
    nullable = nodes.boolean(node, "nullable")
    if kind == "money":
        return Type("money", nullable, int(node.get("scale", 2)), str(node.get("currency", "")))
    if kind in ("percent", "duration"):
        return Type("number", nullable)  # in formulas they are
    return Type(kind, nullable)  # type: ignore[arg-type]  # the schema allows no other


def _bound(node: Mapping, key: str, issues: list[Issue]) -> Decimal | date | None:
    """The least or greatest value allowed: a number, or a day."""
    if key in node and "-" in node[key][1:]:
        return read_day(node, key, issues)
    return nodes.number(node[key]) if key in node else None


def read_dialect(node: Mapping) -> CsvDialect:
    """How a CSV file is written."""
    default = CsvDialect()
    return CsvDialect(
        separator=str(node.get("separator", default.separator)),
        decimal=str(node.get("decimal", default.decimal)),
        thousands=str(node.get("thousands", default.thousands)),
        encoding=str(node.get("encoding", default.encoding)),
        null_values=tuple(map(str, node.get("null_values", default.null_values))),
        skip_top=int(node.get("skip_top", default.skip_top)),
        declared="decimal" in node or "thousands" in node,
    )


def read_sheet(node: Mapping) -> SheetSpec:
    """Which sheet of a spreadsheet, and where its header is."""
    default = SheetSpec()
    return SheetSpec(str(node.get("sheet", default.sheet)), int(node.get("header", default.header)))


def _join(name: Scalar, node: Mapping) -> JoinSpec:
    return JoinSpec(str(name), nodes.written(node["to"]), nodes.written(node["on"]), nodes.optional(node, "at"))


def _validity(node: Mapping) -> Validity:
    return Validity(nodes.written(node["from"]), nodes.written(node["to"]))
