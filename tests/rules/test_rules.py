"""Rules between files: what follows from a definition, and who is to blame where something does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.example import checked, issues, kpi

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
        ("SUM(amount) * 2 - 3 * SUM(days)", "", True, True),
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
    found = issues(tmp_path, kpis + kpi("outside", "k0 + 1", KPIS), card="outside")
    assert [issue.code for issue in found] == ["cycle"]
    assert found[0].message == "a KPI cannot need itself: " + " → ".join([*names, "k0"])


def test_a_long_chain_of_kpis_is_refused_and_never_a_fall(tmp_path: Path) -> None:
    """Hundreds of KPIs that stand on one another, in either order."""
    chain = [kpi(f"k{n}", f"k{n + 1} + 1", KPIS) for n in range(400)] + [kpi("k400", "COUNT(*)")]
    assert {issue.code for issue in issues(tmp_path, "".join(chain), card="k0")} == {"formula-too-deep"}
    short = chain[-20:]
    assert issues(tmp_path, "".join(short), card="k390") == []
    assert issues(tmp_path, "".join(reversed(short)), card="k390") == []


def test_who_refers_to_what_is_broken_is_not_blamed_as_well(tmp_path: Path) -> None:
    """One mistake, one message: a card, a formula and an objective on a broken KPI are right in themselves."""
    kpis = kpi("a", "COUNT(*)", "nonsense: 1") + kpi("b", "a * 2", KPIS) + kpi("c", "SUM(amont)") + kpi("d", "c + b", KPIS)
    more = "objectives: [{kpi: a, period: 2026, target: 1}, {kpi: c, period: 2026, target: 1}]\n"
    found = issues(tmp_path, kpis, card="a, b, c, d", more=more)
    assert [issue.code for issue in found] == ["unknown-key", "unknown-column"]


def test_who_refers_to_a_broken_dataset_is_not_blamed_as_well(tmp_path: Path) -> None:
    """The same for KPIs, joins, and the library's KPIs over it."""
    more = (
        "datasets:\n  leads: {source: x.csv, nonsense: 1, columns: {day: date}}\n"
        "  other: {source: x.csv, columns: {day: date, x: string}, joins: {lead: {to: leads, on: x}},"
        " dimensions: {y: lead.y}}\n"
    )
    report = tmp_path / "more.yml"
    report.write_text(more, "utf-8")
    kpis = kpi("a", "COUNT(*)", "dataset: leads") + kpi("b", "COUNT_IF(lead.z = 'x')", "dataset: other, date: day")
    uses = "sections: [{title: B, cards: [leads_generated, b]}]\n  uses: [more.yml, 'boardpack:acquisition']\n"
    from tests.rules import example

    text = example.BASE.replace("sections: [{title: A, cards: [{card}]}]\n", uses) + kpis
    (tmp_path / "report.yml").write_text(text, "utf-8")
    from engine.spec.load import load

    found = load(tmp_path / "report.yml")
    assert [issue.code for issue in found.issues] == ["unknown-key"]
    from engine.rules import check

    assert found.specs is not None
    assert check(found.specs, frozenset(found.broken))[1] == []


@pytest.mark.parametrize("encoding", ["hex", "rot13", "base64", "nothing", "", "é", "'a\\0b'"])
def test_only_encodings_of_text_are_encodings(tmp_path: Path, encoding: str) -> None:
    """Python knows codecs that make no text; they are no encodings of a file."""
    more = f"objectives: []\ndimensions: {{}}\n".replace("objectives: []\n", "")
    kpis = kpi("a", "COUNT(*)")
    path = tmp_path / "more.yml"
    path.write_text(
        f"datasets: {{d: {{source: a.csv, columns: {{x: string}}, csv: {{encoding: \"{encoding.strip(chr(39))}\"}}}}}}\n",
        "utf-8",
    )
    found = issues(tmp_path, kpis, more=more.replace("dimensions: {}\n", ""))
    assert found == []
    text = (tmp_path / "report.yml").read_text("utf-8").replace("  sections:", "  uses: [more.yml]\n  sections:")
    (tmp_path / "report.yml").write_text(text, "utf-8")
    from engine import SpecError, check

    with pytest.raises(SpecError) as raised:
        check(tmp_path / "report.yml")
    assert [issue.code for issue in raised.value.issues] in (["encoding"], ["wrong-value"])


@pytest.mark.parametrize(
    ("format", "right"),
    [
        ("%Y-%m-%d", True), ("%d/%m/%y", True), ("%F", True), ("%e.%m.%Y", True), ("%-d/%-m/%Y", True),
        ("%d/%m/%Y %H:%M", True), ("%d %B %Y", False), ("dd/mm/yyyy", False), ("%d/%m", False), ("%Q %d %m %Y", False),
        ("%%d %m %Y", False), ("%", False),
    ],
)  # fmt: skip
def test_a_date_format_says_day_month_and_year(tmp_path: Path, format: str, right: bool) -> None:
    """A format that could never read a date is found before any data are."""
    more = f"  x: {{label: L, formula: COUNT(*), dataset: d}}\n"
    path = tmp_path / "d.yml"
    path.write_text(f"datasets: {{d: {{source: a.csv, date: x, columns: {{x: {{type: date, format: '{format}'}}}}}}}}\n", "utf-8")
    issues(tmp_path, kpi("a", "COUNT(*)") + more)
    text = (tmp_path / "report.yml").read_text("utf-8").replace("  sections:", "  uses: [d.yml]\n  sections:")
    (tmp_path / "report.yml").write_text(text, "utf-8")
    from engine import SpecError, check

    try:
        check(tmp_path / "report.yml")
        assert right
    except SpecError as error:
        assert not right
        assert {issue.code for issue in error.issues} <= {"wrong-value", "not-built-yet"}
