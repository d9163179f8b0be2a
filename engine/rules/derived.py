"""Rules of datasets that are made of others: the columns that follow from their formulas, and no circle among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.errors import Issue, Place
from engine.formula import FormulaProblem, GroupScope, RowScope, read_formula
from engine.model.datasets import ColumnSpec, DatasetSpec, Derivation, Making
from engine.model.formula import Aggregate, Column, Expression, Formula, Span, Type, decimals, walk
from engine.model.specs import Specs
from engine.model.written import Written
from engine.rules.broken import Broken
from engine.rules.constants import check_constants, check_nulls
from engine.rules.datasets import column_type_issue, read_condition
from engine.rules.names import unknown_dataset

DEEPEST = 30  # datasets that are made of one another; more than anybody follows
MAKES_ROWS = ("string", "integer", "boolean", "date", "datetime")
KEYS = ("string", "integer", "null")
UNKNOWN = Type("null", nullable=True)  # of what has an issue: it goes with everything, so that nobody else is blamed


class Datasets(Mapping[str, DatasetSpec]):
    """All datasets by their ids; one that is made of others gets its columns as soon as somebody asks for it."""

    def __init__(self, specs: Specs, broken: Broken) -> None:
        self.specs, self.broken = specs, broken
        self.known: dict[str, DatasetSpec] = {}
        self.derivations: dict[str, Derivation] = {}
        self.under_way: list[str] = []
        self.issues: list[Issue] = []
        self.warnings: list[Issue] = []

    def __iter__(self) -> Iterator[str]:
        return iter(self.specs.datasets)

    def __len__(self) -> int:
        return len(self.specs.datasets)

    def __contains__(self, id: object) -> bool:
        return id in self.specs.datasets

    def __getitem__(self, id: str) -> DatasetSpec:
        """The dataset with its columns; raises FormulaProblem where it is asked for to make itself."""
        if id not in self.known:
            spec = self.specs.datasets[id]
            if id in self.under_way:
                circle = " → ".join([*self.under_way[self.under_way.index(id) :], id])
                hint = "let one of them read its files: give it a 'source'"
                raise FormulaProblem("cycle", f"a dataset cannot be made of itself: {circle}", hint)
            if len(self.under_way) >= DEEPEST:
                raise FormulaProblem("formula-too-deep", f"more than {DEEPEST} datasets are made of one another")
            self.under_way.append(id)
            self.known[id] = self._made(spec, spec.making) if spec.making else spec
            self.under_way.pop()
        return self.known[id]

    def _made(self, spec: DatasetSpec, making: Making) -> DatasetSpec:
        base = self._base(making.base)
        if base is None:
            columns = tuple(ColumnSpec(name, UNKNOWN, (name,), place) for name, place in _names(making))
            return replace(spec, columns=columns)
        before = len(self.issues)
        where = self._where(making.where, base)
        per = [self._per(written, base) for written in making.per]
        made = [self._column(name, written, base) for name, _, written in making.columns]
        self.issues += _twice(making)
        columns = tuple(
            ColumnSpec(name, kind, (name,), place)
            for (name, place, _), (kind, _) in zip(making.columns, made, strict=True)
        )
        named = tuple((name, read) for (name, _, _), (_, read) in zip(making.columns, made, strict=True) if read)
        if len(self.issues) == before:
            rows = tuple(column.name for column in per)
            self.derivations[spec.id] = Derivation(spec.id, base.id, rows, named, where)
        key = making.per[0] if len(per) == 1 and per[0].type.kind in KEYS else None
        return replace(spec, columns=(*per, *columns), key=key)

    def _base(self, written: Written) -> DatasetSpec | None:
        whole = Span(0, len(written.text))
        if written.text not in self:
            if written.text not in self.broken:
                self.issues.append(unknown_dataset(written, self.specs, self.broken))
            return None
        try:
            return self[written.text]
        except FormulaProblem as problem:
            self.issues.append(problem.issue(written, whole))
            return None

    def _per(self, written: Written, base: DatasetSpec) -> ColumnSpec:
        """A column of the base that makes rows: what is known of its values stays, and none is empty."""
        found = column_type_issue(written, RowScope(base, {}, own_only=True), MAKES_ROWS, "what makes a row")
        self.issues += found
        column = base.column(written.text)
        if column is None or found:
            return ColumnSpec(written.text, UNKNOWN, (written.text,), written.place)
        return replace(column, type=replace(column.type, nullable=False), place=written.place)

    def _column(self, name: str, written: Written, base: DatasetSpec) -> tuple[Type, Formula | None]:
        formula, found = read_formula(written, RowScope(base, self), GroupScope())
        self.issues += found
        if formula is None:
            return UNKNOWN, None
        kind = formula.root.type
        if not any(isinstance(node, Aggregate) for node in walk(formula.root)):
            message = f"'{name}' counts no rows: it has no aggregate"
            self.issues.append(Issue("error", "no-aggregate", written.place, message, "like SUM(amount) or COUNT(*)"))
        elif kind.kind == "null" and not any(_unknown(node) for node in walk(formula.root)):
            message = f"'{name}' never has a value"
            self.issues.append(Issue("error", "types", written.place, message, "like SUM(amount) or COUNT(*)"))
        self._words(formula, written, base)
        scale = decimals(formula.root) if kind.kind == "money" else kind.scale
        return replace(kind, scale=scale), formula

    def _where(self, written: Written | None, base: DatasetSpec) -> Formula | None:
        if written is None:
            return None
        formula, found = read_condition(written, RowScope(base, self))
        self.issues += found
        if formula is not None:
            self._words(formula, written, base)
        return formula

    def _words(self, formula: Formula, written: Written, base: DatasetSpec) -> None:
        self.issues += check_constants(formula, written, base, self)
        self.warnings += check_nulls(formula, written)


def _unknown(node: Expression) -> bool:
    """Whether it is a column of a dataset whose own formula is wrong."""
    return isinstance(node, Column) and node.type.kind == "null"


def _names(making: Making) -> list[tuple[str, Place]]:
    per = [(written.text, written.place) for written in making.per]
    return per + [(name, place) for name, place, _ in making.columns]


def _twice(making: Making) -> Iterator[Issue]:
    """Names that stand for two columns."""
    seen: set[str] = set()
    for name, place in _names(making):
        if name in seen:
            message = f"'{name}' is a column already, by 'per'"
            yield Issue("error", "wrong-value", place, message, "say it once, or give it another name")
        seen.add(name)


def sees_the_end(dataset: DatasetSpec, named: list[str], read: list[Expression], specs: Specs) -> bool:
    """Whether rows of a dataset, by columns that are named or read in formulas, know all rows up to the data's end."""
    columns = {node.path for root in read for node in walk(root) if isinstance(node, Column)} | set(named)
    joins = {path.split(".")[0] for path in columns if "." in path}
    looked_up = [dataset.join(name) for name in joins]
    others = [specs.datasets.get(join.to.text) for join in looked_up if join is not None]
    return any(spec is not None and spec.making is not None for spec in (dataset, *others))
