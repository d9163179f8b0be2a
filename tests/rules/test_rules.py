"""Rules between files: what follows from a definition, and who is to blame where something does not fit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import pipeline
from tests.rules.example import checked, codes, kpi

KPIS = "over: kpis"


def test_a_kpi_can_be_cut_by_what_every_dataset_beneath_it_has(tmp_path: Path) -> None:
    """Dimensions are text and yes-or-no columns and named ones; over KPIs, those that all of them have."""
    catalog = checked(
        tmp_path,
        kpi("deals_won", "COUNT(*)") + kpi("calls_made", "COUNT(*)", "dataset: calls")
        + kpi("a", "calls_made / deals_won", KPIS) + kpi("b", "a + calls_made", KPIS) + kpi("c", "1", KPIS),
    )  # fmt: skip
    assert catalog.kpis["deals_won"].dimensions == {"stage", "called", "owner_id", "team"}
    assert catalog.kpis["calls_made"].dimensions == {"team", "kind"}
    assert catalog.kpis["a"].dimensions == {"team"}
    assert catalog.kpis["b"].dimensions == {"team"}
    assert catalog.kpis["c"].dimensions == frozenset()
    assert catalog.kpis["b"].datasets == {"deals", "calls"}


@pytest.mark.parametrize(
    ("formula", "more", "over_segments", "over_time"),
    [
        ("COUNT(*)", "", True, True),
        ("COUNT(days)", "", True, True),
        ("COUNT_IF(called)", "", True, True),
        ("SUM(amount)", "", True, True),
        ("SUM(amount) FILTER (WHERE called)", "", True, True),
        ("SUM(days) * 2 - 3 * COUNT(*)", "", True, True),
        ("-SUM(days) / 4", "", True, True),
        ("SUM(days)", "balance: {opened: created_at, closed: closed_at}", True, False),
        ("COUNT(DISTINCT stage)", "", False, False),
        ("AVG(days)", "", False, False),
        ("MIN(days)", "", False, False),
        ("MEDIAN(days)", "", False, False),
        ("SUM(days) / COUNT(*)", "", False, False),
        ("2 / COUNT(*)", "", False, False),
        ("COUNT(*) + 1", "", False, False),
        ("ROUND(SUM(days), 0)", "", False, False),
        ("COALESCE(SUM(days), 0)", "", False, False),
        ("SUM(days) * COUNT(*)", "", False, False),
        ("base * 2", KPIS, True, True),
        ("base - base", KPIS, True, True),
        ("base / base", KPIS, False, False),
    ],
)
def test_what_adds_up_is_what_is_linear(
    tmp_path: Path, formula: str, more: str, over_segments: bool, over_time: bool
) -> None:
    """Sums and counts, and what is made of them by plus, minus and constant factors; nothing else."""
    found = checked(tmp_path, kpi("a", formula, more) + kpi("base", "COUNT(*)")).kpis["a"]
    assert (found.adds_up, found.adds_up_over_time) == (over_segments, over_time)


def test_parts_come_before_wholes_and_hand_on_their_maturing(tmp_path: Path) -> None:
    """The later stages can go through the catalog from its top; a whole matures with its slowest part."""
    catalog = checked(
        tmp_path,
        kpi("a", "b / c", KPIS) + kpi("b", "c + d", KPIS) + kpi("c", "COUNT(*)", "matures: 30 days")
        + kpi("d", "COUNT(*)", "matures: 90 days"),
    )  # fmt: skip
    order = list(catalog.kpis)
    assert order.index("c") < order.index("b") < order.index("a")
    assert [catalog.kpis[id].matures for id in "abcd"] == [90, 90, 30, 90]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_circle_of_kpis_is_said_once(tmp_path: Path, size: int) -> None:
    """However long the circle, one message names it whole."""
    names = [f"k{n}" for n in range(size)]
    kpis = "".join(kpi(name, f"{other} + 1", KPIS) for name, other in zip(names, names[1:] + names[:1], strict=True))
    found = codes(tmp_path, kpis + kpi("outside", "k0 + 1", KPIS), card="outside")
    assert found == [("cycle", "a KPI cannot need itself: " + " → ".join([*names, "k0"]))]


def test_a_column_misspelt_twice_in_one_line_is_said_once(tmp_path: Path) -> None:
    """Of the second place in the same line the column is named too: the line alone is where the message stands."""
    ((code, message),) = codes(tmp_path, kpi("a", "SUM(amont) / MAX(amont)"))
    assert code == "unknown-column"
    assert re.search(r"has no column 'amont' \(also at \S+:\d+:\d+\)$", message)


def test_a_long_chain_of_kpis_is_refused_and_never_a_fall(tmp_path: Path) -> None:
    """Hundreds of KPIs that stand on one another; a score of them is fine, in either order."""
    chain = [kpi(f"k{n}", f"k{n + 1} + 1", KPIS) for n in range(400)] + [kpi("k400", "COUNT(*)")]
    found = codes(tmp_path, "".join(chain), card="k0")
    assert set(found) == {("formula-too-deep", "more than 30 KPIs stand on one another")}
    short = chain[-20:]
    assert codes(tmp_path, "".join(short), card="k390") == []
    assert codes(tmp_path, "".join(reversed(short)), card="k390") == []


def test_who_refers_to_what_is_broken_is_not_blamed_as_well(tmp_path: Path) -> None:
    """One mistake, one message: a card, a formula and an objective on a broken KPI are right in themselves."""
    kpis = (
        kpi("a", "COUNT(*)", "nonsense: 1") + kpi("b", "a * 2", KPIS) + kpi("c", "SUM(amont)") + kpi("d", "c + b", KPIS)
    )
    more = "objectives: [{kpi: a, period: 2026, target: 1}, {kpi: c, period: 2026, target: 1}]\n"
    found = codes(tmp_path, kpis, card="a, b, c, d", more=more)
    assert [code for code, _ in found] == ["unknown-key", "unknown-column"]


def test_who_refers_to_a_broken_dataset_is_not_blamed_as_well(tmp_path: Path) -> None:
    """The same for KPIs, joins, dimensions, and the library's KPIs over it."""
    datasets = """  leads: {source: x.csv, nonsense: 1, columns: {day: date}}
  other:
    source: x.csv
    columns: {day: date, x: string}
    joins: {lead: {to: leads, on: x}}
    dimensions: {y: lead.y}
"""
    kpis = kpi("a", "COUNT(*)", "dataset: leads") + kpi("b", "COUNT_IF(lead.z = 'x')", "dataset: other, date: day")
    found = codes(tmp_path, kpis, card="a, b, leads_generated", datasets=datasets, uses="'boardpack:acquisition'")
    assert [code for code, _ in found] == ["unknown-key"]


def test_who_refers_to_a_file_that_cannot_be_read_is_not_blamed_as_well(tmp_path: Path) -> None:
    """What a broken file defines is unknown, and so is whether a name is wrong."""
    (tmp_path / "broken.yml").write_text("kpis: [", "utf-8")
    kpis = kpi("a", "elsewhere / 2", KPIS) + kpi("b", "COUNT(*)", "dataset: visits")
    found = codes(tmp_path, kpis, card="a, b, elsewhere, leads_generated", uses="broken.yml, 'boardpack:*'")
    assert [code for code, _ in found] == ["yaml-syntax"]


def test_a_dormant_kpi_of_the_library_is_blamed_on_who_uses_it(tmp_path: Path) -> None:
    """Unused it says nothing; used in a card or a formula it is one issue, in the report's own file."""
    library = "'boardpack:acquisition', 'boardpack:sales'"
    assert codes(tmp_path, kpi("a", "COUNT(*)"), uses=library) == []
    found = codes(tmp_path, kpi("a", "cost_per_lead * 2", KPIS), uses=library)
    reasons = "no dataset named 'campaigns', with the column spend; no dataset named 'leads' (did you mean 'deals'?)"
    assert found == [("dormant-kpi", f"'cost_per_lead' of the library cannot be used here: {reasons}")]


def test_a_column_may_be_called_like_a_word_of_sql(tmp_path: Path) -> None:
    """Keys, dates, dimensions and joins name columns; they are no formulas."""
    datasets = """  orders:
    source: x.csv
    key: order
    date: end
    columns: {order: string, end: date, group: string, case: string, from: integer}
    joins: {select: {to: reps, on: case}}
    dimensions: {team: select.team, all: group}
"""
    kpis = kpi("a", 'COUNT(DISTINCT \\"case\\")', "dataset: orders, date: end")
    assert codes(tmp_path, kpis, datasets=datasets) == []


@pytest.mark.parametrize("encoding", ["hex", "rot13", "base64", "nothing", "é", "a\\0b"])
def test_only_encodings_of_text_are_encodings(tmp_path: Path, encoding: str) -> None:
    """Python knows codecs that make no text; they are no encodings of a file."""
    datasets = f'  d: {{source: a.csv, columns: {{x: string}}, csv: {{encoding: "{encoding}"}}}}\n'
    found = codes(tmp_path, kpi("a", "COUNT(*)"), datasets=datasets)
    assert [code for code, _ in found] == ["encoding"]


@pytest.mark.parametrize(
    ("format", "code"),
    [
        ("%Y-%m-%d", None), ("%d/%m/%y", None), ("%F", None), ("%e.%m.%Y", None), ("%-d/%-m/%Y", None),
        ("%d/%m/%Y %H:%M", None), ("%A %d %m %Y", "not-built-yet"), ("%d %B %Y", "wrong-value"),
        ("dd/mm/yyyy", "wrong-value"),
        ("%d/%m", "wrong-value"), ("%Q %d %m %Y", "wrong-value"), ("%%d %m %Y", "wrong-value"), ("%%", "wrong-value"),
    ],
)  # fmt: skip
def test_a_date_format_says_day_month_and_year(tmp_path: Path, format: str, code: str | None) -> None:
    """A format that could never read a date is found before any data are."""
    datasets = f"  d: {{source: a.csv, columns: {{x: {{type: date, format: '{format}'}}}}}}\n"
    found = codes(tmp_path, kpi("a", "COUNT(*)"), datasets=datasets)
    assert [found_code for found_code, _ in found] == ([code] if code else [])


def test_the_currency_of_money_is_said_once_and_one(tmp_path: Path) -> None:
    """Money is in the report's currency unless it says its own, and that is then another."""
    catalog = checked(tmp_path, kpi("a", "SUM(amount)"))
    assert catalog.kpis["a"].unit.currency == "EUR"
    datasets = "  d: {source: a.csv, date: x, columns: {x: date, m: {type: money, currency: CHF}}}\n"
    found = codes(tmp_path, kpi("a", "SUM(m)", "dataset: d") + kpi("b", "SUM(amount) + a"), datasets=datasets)
    assert [code for code, _ in found] == ["two-currencies"]
    share = kpi("a", "SUM(m) FILTER (WHERE x > '2026-01-01') / SUM(m)", "dataset: d")
    assert codes(tmp_path, share, datasets=datasets) == [], "a share of an amount is no amount"


@pytest.mark.parametrize(
    ("objective", "code"),
    [
        ("target: 12", None),
        ("target: 12, by: {team: {north: 5, south: 7}}", None),
        ("target: 12, by: {team: {north: 5, south: 8}}", "segments-do-not-add-up"),
        ("target: 0.3, by: {team: {north: 0.1, south: 0.2}}", None),
        ("target: 12, by: {tem: {north: 5}}", "no-dimension"),
        ("target: 12, status: {at_risk: 100.5%}", "wrong-value"),
        ("target: 12, status: {on_track: 110%, at_risk: 100%}", None),
    ],
)
def test_an_objective_fits_its_kpi(tmp_path: Path, objective: str, code: str | None) -> None:
    """Targets of segments add up exactly, in decimals, where the KPI adds up."""
    more = f"objectives: [{{kpi: a, period: 2026, {objective}}}]\n"
    found = codes(tmp_path, kpi("a", "COUNT(*)", "better: higher"), more=more)
    assert [found_code for found_code, _ in found] == ([code] if code else [])


def test_segments_of_a_rate_need_not_add_up(tmp_path: Path) -> None:
    """A rate's segments have targets of their own."""
    more = "objectives: [{kpi: a, period: 2026, target: 25%, by: {team: {north: 20%, south: 40%}}}]\n"
    assert codes(tmp_path, kpi("a", "COUNT_IF(called) / COUNT(*)", "better: higher"), more=more) == []


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("type: date, format: '%d %B %Y', locale: fr", None), ("type: date, format: '%d.%b.%y', locale: de_AT", None),
        ("type: date, format: '%d %B %Y', locale: qq", "wrong-value"),
        ("type: date, format: '%d/%m/%Y', locale: fr", "wrong-value"), ("type: date, locale: fr", "wrong-value"),
        ("type: datetime, format: '%d/%m/%Y %H:%M'", None), ("type: datetime, format: '%d/%m/%Y'", "wrong-value"),
        ("type: datetime, format: '%F %T%z'", None), ("type: string, locale: fr", "wrong-value"),
        ("type: integer, min: 0, max: 5", None), ("type: integer, min: 6, max: 5", "wrong-value"),
        ("type: percent, min: 0, max: 100%", None), ("type: date, min: 2026-01-01", None),
        ("type: date, min: 5", "wrong-value"), ("type: money, max: 2026-01-01", "wrong-value"),
        ("type: date, min: 2026-02-30", "no-such-day"), ("type: string, min: 0", "wrong-value"),
        ("type: boolean, true_values: [Oui], false_values: [Non, '']", None),
        ("type: boolean, true_values: [Oui], false_values: [OUI]", "wrong-value"),
        ("type: string, true_values: [Oui]", "wrong-value"), ("type: string, map: {A: b}", None),
        ("type: string, map: {A: b}, values: [b]", None),
        ("type: string, map: {A: c}, values: [b]", "unknown-data-value"),
        ("type: integer, map: {A: b}", "wrong-value"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_column_fits_its_type(tmp_path: Path, column: str, code: str | None) -> None:
    """A setting that another type has, or that could never hold, is found before any data are."""
    datasets = f"  d: {{source: a.csv, columns: {{x: {{{column}}}}}}}\n"
    found = codes(tmp_path, kpi("a", "COUNT(*)"), datasets=datasets)
    assert [found_code for found_code, _ in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("formula", "warned"),
    [
        ("COUNT_IF(owner_id <> 'a')", True),
        ("COUNT_IF(owner_id NOT IN ('a', 'b'))", True),
        ("COUNT_IF(NOT owner_id = 'a')", True),
        ("COUNT_IF(owner_id <> 'a' OR owner_id IS NULL)", False),
        ("COUNT_IF(owner_id = 'a')", False),
        ("COUNT_IF(stage <> 'a')", False),
    ],
)
def test_unequal_to_what_may_be_empty_is_a_warning(tmp_path: Path, formula: str, warned: bool) -> None:
    """`<>` and NOT IN leave out rows without a value, which few expect; a column that is never empty is fine."""
    checked(tmp_path, kpi("a", formula))
    _, issues = pipeline.check(tmp_path / "report.yml")
    assert [issue.code for issue in issues if issue.level == "warning"] == (["empty-left-out"] if warned else [])


@pytest.mark.parametrize(
    ("dataset", "wanted"),
    [
        ("source: a.parquet", None), ("source: 'a_*.csv'", None), ("source: a/, xlsx: {sheet: A}", None),
        ("source: a.XLSX, xlsx: {header: 2}", None), ("source: a.tsv, csv: {decimal: ','}", None),
        ("source: a.parquet, csv: {decimal: ','}", "wrong-value"), ("source: a.csv, xlsx: {sheet: A}", "wrong-value"),
        ("source: a.xls", "not-built-yet"), ("source: a.csv.gz", "not-built-yet"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_file_fits_its_kind(tmp_path: Path, dataset: str, wanted: str | None) -> None:
    """How CSV is written says nothing of a Parquet file, and a sheet is a spreadsheet's."""
    found = codes(tmp_path, kpi("a", "COUNT(*)"), datasets=f"  d: {{{dataset}, columns: {{x: string}}}}\n")
    assert [code for code, _ in found] == ([wanted] if wanted else [])


COPIES = "  tasks:\n    source: tasks.csv\n    columns: {id: string, taken: date}\n"
LAST_COPY = kpi("a", "COUNT(*)", "dataset: tasks, balance: {snapshot: taken}")


def test_who_counts_every_copy_is_warned(tmp_path: Path) -> None:
    """Rows that stand in each dated copy are counted once for each by a KPI that does not say what they are."""
    checked(tmp_path, LAST_COPY + kpi("b", "COUNT(*)", "dataset: tasks"), datasets=COPIES)
    warnings = pipeline.check(tmp_path / "report.yml")[1]
    assert [(issue.code, issue.message) for issue in warnings] == [
        ("copies", "'b' counts the rows of every copy in 'tasks'")
    ]
    checked(tmp_path, LAST_COPY + kpi("b", "a - LAG(a, 1)", "over: kpis"), datasets=COPIES)
    assert pipeline.check(tmp_path / "report.yml")[1] == ()


@pytest.mark.parametrize(
    ("figures", "over_time", "said"),
    [("2026-W40: 1", "sum", "'2026-W40' stands in no month of this report: a month is not made of whole weeks"),
     ("2026-W40: 1", "none", "'2026-W40' stands in no month of this report: no 'over_time' says what several make"),
     ("2026-W40: 1", "last", None), ("2026-Q3: 1", "none", None), ("2026-10: 1", "none", None)],
)  # fmt: skip
def test_a_figure_that_stands_nowhere_is_named(tmp_path: Path, figures: str, over_time: str, said: str | None) -> None:
    """What was typed and never shows would be looked for in vain: a warning says why."""
    checked(tmp_path, f"  a: {{label: L, typed: {{{figures}}}, over_time: {over_time}}}\n")
    warnings = pipeline.check(tmp_path / "report.yml")[1]
    assert [issue.message for issue in warnings] == ([said] if said else [])


def test_what_is_typed_adds_up_over_time_where_that_is_said(tmp_path: Path) -> None:
    """A target is spread over the year for a sum, and holds in each period for the rest; nothing cuts it."""
    figures = "typed: {2026-10: 1}, over_time"
    catalog = checked(tmp_path, "".join(f"  {id}: {{label: L, {figures}: {over_time}}}\n" for id, over_time in
                                        (("a", "sum"), ("b", "last"), ("c", "none")))
                      + kpi("d", "a * 2", KPIS) + kpi("e", "a / b", KPIS))  # fmt: skip
    assert [catalog.kpis[id].adds_up_over_time for id in "abcde"] == [True, False, False, True, False]
    assert all(kpi.dated and not kpi.dimensions for kpi in catalog.kpis.values())


@pytest.mark.parametrize(("per", "warned"), [("id", True), ("id, taken", False), ("taken", False)])
def test_a_dataset_made_of_every_copy_is_warned(tmp_path: Path, per: str, warned: bool) -> None:
    """Its rows count each copy, unless the copies are kept apart."""
    made = f"  of_tasks: {{from: tasks, per: [{per}], columns: {{n: COUNT(*)}}}}\n"
    checked(tmp_path, LAST_COPY, datasets=COPIES + made)
    found = [issue.message for issue in pipeline.check(tmp_path / "report.yml")[1]]
    assert found == (["'of_tasks' is made of the rows of every copy in 'tasks'"] if warned else [])
