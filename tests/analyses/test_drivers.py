"""What drove a change adds up to it exactly, and is named after what each segment did."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.analyses.drivers import Share, take_apart
from engine.formats.json import make
from engine.model.pictures import ChartFigure
from engine.model.signs import Part, Place
from engine.pipeline import check, compute
from engine.pipeline.figures import Computed, compute_catalog
from engine.pipeline.wording import worded
from engine.plan import plan_over
from tests.october import HEAD

# Rows above and beneath in one period; a segment may be absent, or have nothing above, or nothing beneath.
numbers = st.fractions(-50, 50, max_denominator=100)
sides = st.one_of(st.tuples(numbers, numbers), st.just((Fraction(0), Fraction(0))),
                  st.tuples(st.just(Fraction(0)), numbers), st.tuples(numbers, st.just(Fraction(0))))  # fmt: skip
segments = st.lists(st.tuples(sides, sides), min_size=1, max_size=8).map(
    lambda pairs: [Share(("team", str(n), "value"), before, after) for n, (before, after) in enumerate(pairs)]
)


def ratio(pairs: list[tuple[Fraction, Fraction]]) -> Fraction:
    return sum((top for top, _ in pairs), Fraction(0)) / sum((bottom for _, bottom in pairs), Fraction(0))


@given(segments, numbers.filter(bool))
def test_the_parts_make_up_the_change_exactly(shares: list[Share], times: Fraction) -> None:
    """Whatever the segments are: fractions, negative ones, absent ones. Nothing to divide by, nothing to take apart."""
    found = take_apart(shares, times)
    before, after = [share.before for share in shares], [share.after for share in shares]
    if not sum(bottom for _, bottom in before) or not sum(bottom for _, bottom in after):
        assert found is None
        return
    assert found is not None
    parts, start, end = found
    assert (start, end) == (times * ratio(before), times * ratio(after))
    assert sum((part.change for part in parts), Fraction(0)) == end - start
    for part in parts:
        assert part.mix is None or part.rate is None or part.mix + part.rate == part.change


@given(segments)
def test_each_part_is_the_formula_of_the_catalogue(shares: list[Share]) -> None:
    """Mix is Δw · (r̄ − R̄), rate Δr · w̄; who is absent in one period takes the figure of the other."""
    found = take_apart(shares)
    if found is None:
        return
    parts, start, end = found
    wholes = [
        sum((side[1] for side in pairs), Fraction(0))
        for pairs in ([s.before for s in shares], [s.after for s in shares])
    ]
    for share, part in zip(shares, parts, strict=True):
        w0, w1 = share.before[1] / wholes[0], share.after[1] / wholes[1]
        if part.mix is None:
            assert (share.before[0] and not share.before[1]) or (share.after[0] and not share.after[1])
            continue
        r0 = share.before[0] / share.before[1] if share.before[1] else None
        r1 = share.after[0] / share.after[1] if share.after[1] else None
        r0, r1 = (r1 if r0 is None else r0), (r0 if r1 is None else r1)
        if r0 is None or r1 is None:
            assert part.mix == part.rate == 0
            continue
        assert part.mix == (w1 - w0) * ((r0 + r1) / 2 - (start + end) / 2)
        assert part.rate == (r1 - r0) * (w0 + w1) / 2


def test_more_of_the_same_is_mix_and_another_figure_is_rate() -> None:
    """Rates that stay while weights move are all mix; weights that stay while rates move are all rate."""
    a: Place = ("team", "a", "value")
    b: Place = ("team", "b", "value")

    def split(a0: tuple[int, int], a1: tuple[int, int], b0: tuple[int, int], b1: tuple[int, int]) -> tuple[Part, ...]:
        sides = [((Fraction(x), Fraction(y)), (Fraction(z), Fraction(w))) for (x, y), (z, w) in ((a0, a1), (b0, b1))]
        found = take_apart([Share(a, *sides[0]), Share(b, *sides[1])])
        assert found is not None
        return found[0]

    mixed = split((10, 100), (30, 300), (50, 100), (50, 100))
    assert [part.rate for part in mixed] == [0, 0]
    assert sum(part.mix or 0 for part in mixed) == Fraction(80, 400) - Fraction(60, 200)
    rated = split((10, 100), (30, 100), (50, 100), (50, 100))
    assert [part.mix for part in rated] == [0, 0]
    assert [part.rate for part in rated] == [Fraction(1, 10), 0]


REPORT = HEAD + """\
  sections:
    - title: S
      charts:
        - {bridge: rate, by: source}
        - {bridge: size, by: source, against: previous}
        - {bridge: sold, by: source}
        - {bridge: young, by: source}
        - {bridge: rate, by: source, top: 1}
        - {bridge: price, by: source}
datasets:
  deals:
    source: deals.csv
    date: day
    covers: {from: 2025-01-01, to: 2026-10-31}
    columns: {day: date, source: {type: string, nullable: true}, won: boolean, amount: money}
dimensions: {source: {label: Source, values: {web: Website, partner: {en: Partners, fr: Partenaires, ru: Партнёры}}}}
kpis:
  rate: {label: Win rate, dataset: deals, formula: COUNT_IF(won) / COUNT(*), format: percent, better: higher}
  size: {label: Deal size, dataset: deals, formula: AVG(amount), better: higher}
  sold: {label: Sold, dataset: deals, formula: SUM(amount), better: higher}
  price: {label: Price of a win, dataset: deals, formula: 2 * SUM(amount) / COUNT_IF(won), better: lower}
  young: {label: Young, dataset: deals, formula: COUNT(*), matures: 3650 days}
"""  # fmt: skip


def rows(month: str, source: str, won: int, lost: int, amount: str) -> list[str]:
    return [f"{month}-05,{source},{'yes' if n < won else 'no'},{amount}" for n in range(won + lost)]


@pytest.fixture
def made(tmp_path: Path, request: pytest.FixtureRequest) -> Computed:
    """Partners win less and are more than a year before; one deal has no source, and none had then."""
    lines = [*rows("2025-10", "partner", 40, 60, "10.10"), *rows("2025-10", "web", 30, 70, "20.00"),
             *rows("2026-09", "web", 5, 5, "30.00"), *rows("2026-10", "partner", 30, 120, "10.20"),
             *rows("2026-10", "web", 15, 35, "20.00"), *rows("2026-10", "", 1, 0, "7.77")]  # fmt: skip
    (tmp_path / "deals.csv").write_text("\n".join(["day,source,won,amount", *lines]) + "\n", "utf-8")
    (tmp_path / "r.yml").write_text(REPORT % getattr(request, "param", "en"), "utf-8")
    return compute(tmp_path / "r.yml", today=date(2026, 11, 3))


def drivers(made: Computed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(make(made.results, made.catalog))["derived"]["drivers"]
    return found


def charts(made: Computed) -> tuple[ChartFigure, ...]:
    return worded(made, None).sections[0].charts


def test_the_json_has_every_part(made: Computed) -> None:
    """Of a ratio mix and rate, with weights and figures; of a sum each segment's own change, to the cent."""
    rate, size, sold, top, price = drivers(made)
    assert (rate["kpi"], rate["against"], rate["period"], rate["before"]) == ("rate", "year_ago", "2026-10", "2025-10")
    assert (rate["start"], rate["end"]) == (0.35, pytest.approx(46 / 201))
    assert rate["change"] == pytest.approx(46 / 201 - 0.35)
    by = {part["segment"]: part for part in rate["parts"]}
    assert by.keys() == {"partner", "web", None}
    w0, w1, r0, r1 = 0.5, 150 / 201, 0.4, 0.2
    assert by["partner"]["rate"] == pytest.approx((r1 - r0) * (w0 + w1) / 2)
    assert by["partner"]["mix"] == pytest.approx((w1 - w0) * ((r0 + r1) / 2 - (0.35 + 46 / 201) / 2))
    assert (by[None]["before"], by[None]["after"], by[None]["rate"]) == (None, 1, 0)
    assert sum(part["change"] for part in rate["parts"]) == pytest.approx(rate["change"], abs=1e-15)
    assert (size["against"], size["before"]) == ("previous", "2026-09")
    assert {part["segment"]: part["change"] for part in sold["parts"]} == {"partner": 520, "web": -1000, None: 7.77}
    assert (sold["start"], sold["end"], sold["change"]) == (3010, 2537.77, -472.23)
    assert "mix" not in sold["parts"][0]
    assert (price["start"], price["end"]) == (86, pytest.approx(2 * 2537.77 / 46))
    assert (top["top"], {part["segment_kind"] for part in top["parts"]}) == (1, {"value", "other", "missing"})


def test_nothing_is_taken_apart_that_is_not_final(made: Computed) -> None:
    """Neither in the JSON nor on the page, which says why."""
    assert "young" not in {found["kpi"] for found in drivers(made)}
    assert charts(made)[3].title == "Young: nothing final to compare with"


def test_figures_that_somebody_else_wants_are_not_taken_apart(made: Computed, tmp_path: Path) -> None:
    """Of another plan than the pages' not every segment is there, nor who is largest: nothing is said then."""
    catalog, _ = check(tmp_path / "r.yml")
    other = compute_catalog(catalog, today=date(2026, 11, 3), planned=partial(plan_over, 14, None))
    assert not other.results.derived.drivers
    other = compute_catalog(catalog, today=date(2026, 11, 3), planned=partial(plan_over, 14, "source"))
    assert [found.kpi for found in other.results.derived.drivers] == ["rate", "size", "sold", "price"]


SENTENCES = {
    "en": (
        "Win rate fell by 12.1 pts compared with Oct 2025: −12.5 pts from a lower rate in “Partners”",
        "Deal size fell by €17.37 compared with Sep 2026: −€8.29 from a larger share of “Partners”, "
        "−€6.24 from a lower average in “Website”",
        "Sold fell by €472.23 compared with Oct 2025: −€1,000.00 from “Website”, +€520.00 from “Partners”",
    ),
    "fr": (
        "Win rate : baisse de 12,1 pts par rapport à oct. 2025, dont −12,5 pts venant d’un taux plus bas pour "
        "« Partenaires »",
        "Deal size : baisse de 17,37 € par rapport à sept. 2026, dont −8,29 € venant d’un poids plus grand de "
        "« Partenaires », −6,24 € venant d’une moyenne plus basse pour « Website »",
        "Sold : baisse de 472,23 € par rapport à oct. 2025, dont −1 000,00 € venant de « Website », "
        "+520,00 € venant de « Partenaires »",
    ),
    "ru": (
        "Win rate: снижение на 12,1 п. п. против окт. 2025, в том числе −12,5 п. п. — более низкий показатель "
        "в сегменте «Партнёры»",
        "Deal size: снижение на 17,37 € против сент. 2026, в том числе −8,29 € — рост доли сегмента "
        "«Партнёры», −6,24 € — более низкое среднее в сегменте «Website»",
        "Sold: снижение на 472,23 € против окт. 2025, в том числе −1 000,00 € — «Website», +520,00 € — «Партнёры»",
    ),
}


def plain(text: str) -> str:
    """Without the kinds of spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("made", "wanted"), SENTENCES.items(), indirect=["made"])
def test_the_largest_parts_are_told_in_a_sentence(made: Computed, wanted: tuple[str, ...]) -> None:
    """Two at most, and none that is small beside the first; said as a native would in each language."""
    assert tuple(plain(chart.title) for chart in charts(made)[:3]) == wanted


def test_the_picture_says_each_step(made: Computed) -> None:
    """In its alternative text, from one figure to the other; the smallest steps together."""
    rate, _, sold, *_ = charts(made)
    assert plain(rate.alt).endswith(
        ". Oct 2025 35.0%; Partners: rate −12.5 pts; (missing): share +0.4 pts; Website: share −0.3 pts; "
        "Partners: share +0.3 pts; Oct 2026 22.9%."
    )
    assert plain(sold.alt).endswith("Website −€1,000.00; Partners +€520.00; (missing) +€7.77; Oct 2026 €2,537.77.")
    assert rate.note.endswith("The first and the last bar are cut off.")


def test_what_came_back_is_named_once(tmp_path: Path) -> None:
    """Partners win less and became more: the second part is theirs, and their name is not said again."""
    same = [*rows("2025-10", "web", 40, 60, "1"), *rows("2025-10", "fair", 80, 20, "1"),
            *rows("2026-10", "web", 40, 60, "1"), *rows("2026-10", "fair", 80, 20, "1")]  # fmt: skip
    lines = [*rows("2025-10", "partner", 20, 80, "1"), *rows("2026-10", "partner", 15, 185, "1"), *same]
    (tmp_path / "deals.csv").write_text("\n".join(["day,source,won,amount", *lines]) + "\n", "utf-8")
    (tmp_path / "r.yml").write_text(REPORT % "en", "utf-8")
    title = charts(compute(tmp_path / "r.yml", today=date(2026, 11, 3)))[0].title
    assert plain(title).endswith("−5.2 pts from a lower rate in “Partners”, −4.4 pts from its larger share")
