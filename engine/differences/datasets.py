"""Datasets and dimensions as sheets of settings."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

from engine.differences.sheet import Sheet, root_of
from engine.model.datasets import ColumnSpec, CsvDialect, DatasetSpec, DimensionSpec, SheetSpec
from engine.model.differences import Definition
from engine.model.specs import Catalog


def of_dataset(spec: DatasetSpec, catalog: Catalog) -> Definition:
    """A dataset; the money of its columns is the report's unless they say another."""
    sheet = Sheet(spec.place)
    if spec.making is None:
        _in_files(sheet, spec, catalog)
    else:
        _made(sheet, spec, catalog)
    sheet.say("date", spec.date)
    for join in spec.joins:
        sheet.say(f"joins.{join.name}.to", join.to)
        sheet.say(f"joins.{join.name}.on", join.on)
        sheet.say(f"joins.{join.name}.at", join.at)
    for name, path in spec.dimensions:
        sheet.say(f"dimensions.{name}", path)
    return sheet.definition("dataset", spec.id)


def _in_files(sheet: Sheet, spec: DatasetSpec, catalog: Catalog) -> None:
    # A source is relative to its file, which may have moved with it.
    source = os.path.relpath(spec.folder / spec.source.text, catalog.report.path.parent)
    sheet.say("source", Path(source).as_posix(), place=spec.source.place)
    _written(sheet, "csv", spec.csv, CsvDialect())
    if spec.xlsx is not None:
        _written(sheet, "xlsx", spec.xlsx, SheetSpec())
    sheet.formula("where", spec.where, root_of(catalog.row_filters.get(spec.id)))
    sheet.say("key", spec.key)
    if spec.key_repeats != "error":
        sheet.say("key_repeats", spec.key_repeats)
    if spec.valid is not None:
        sheet.say("valid.from", spec.valid.start)
        sheet.say("valid.to", spec.valid.end)
    sheet.say("covers.from", spec.covers_from)
    sheet.say("covers.to", spec.covers_to)
    sheet.say("fresh_within", f"{spec.fresh_within} days" if spec.fresh_within else None)
    for column in spec.columns:
        _column(sheet, column, catalog.report.currency)


def _written(sheet: Sheet, key: str, said: CsvDialect | SheetSpec, usual: CsvDialect | SheetSpec) -> None:
    """How a kind of file is written, where it is not as usual."""
    for field in fields(said):
        value = getattr(said, field.name)
        if value != getattr(usual, field.name):
            sheet.say(f"{key}.{field.name}", f"'{value}'" if isinstance(value, str) else value)


def _column(sheet: Sheet, column: ColumnSpec, currency: str) -> None:
    key = f"columns.{column.name}"

    def say(name: str, value: object) -> None:
        # What must hold of the values changes no figure: it refuses data.
        contract = name in ("values", "min", "max")
        sheet.say(f"{key}.{name}", value, "report" if contract else "figures", place=column.place)

    say("type", column.reads)
    say("nullable", column.type.nullable)
    if column.type.kind == "money":
        say("scale", column.type.scale if column.type.scale != 2 else None)
        say("currency", column.type.currency if column.type.currency != currency else None)
    say("from", column.headers if column.headers != (column.name,) else None)
    say("format", column.format)
    say("locale", column.locale)
    for value, other in column.map:
        say(f"map.{value}", other or "''")
    say("values", column.values)
    say("true_values", column.true_values)
    say("false_values", column.false_values)
    say("min", column.min)
    say("max", column.max)


def _made(sheet: Sheet, spec: DatasetSpec, catalog: Catalog) -> None:
    """A dataset that is made of another."""
    assert spec.making is not None
    made = catalog.derivations.get(spec.id)
    sheet.say("from", spec.making.base)
    sheet.say("per", tuple(column.text for column in spec.making.per))
    sheet.formula("where", spec.making.where, root_of(made.where) if made else None)
    roots = {name: formula.root for name, formula in made.columns} if made else {}
    for name, _, formula in spec.making.columns:
        sheet.formula(f"columns.{name}", formula, roots.get(name))


def of_dimension(spec: DimensionSpec) -> Definition:
    """A dimension: its values stand in tables, what they are called is wording."""
    sheet = Sheet(spec.place)
    sheet.say("values", tuple(value for value, _ in spec.values), "report")
    sheet.words("label", spec.label)
    for value, label in spec.values:
        sheet.words(f"values.{value}", label)
    return sheet.definition("dimension", spec.id)
