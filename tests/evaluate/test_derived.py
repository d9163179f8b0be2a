"""Datasets made of others in a whole report: counted, cut, looked up, and converted to, as of the data's end."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import engine
from engine import pipeline
from tests.october import HEAD

REPORT = HEAD % "en" + """\
  sections: [{title: S, kpis: [%s]%s}]
datasets:
  invoices:
    source: invoices.csv
    key: id
    date: day
    %s
    columns: {id: integer, customer: {type: string, nullable: true}, day: date, amount: money, seller: string}
    joins: {buyer: {to: customers, on: customer}, by: {to: sellers, on: seller}}
    dimensions: {size: buyer.size}
  sellers: {source: sellers.csv, key: id, columns: {id: string, team: string}}
  visits:
    source: visits.csv
    date: day
    covers: {from: 2026-01-01, to: 2026-12-31}
    columns: {who: string, day: date}
  customers:
    from: invoices
    where: amount > 0
    per: [customer]
    columns:
      first: MIN(day)
      orders: COUNT(*)
      revenue: SUM(amount)
      from_north: COUNT_IF(by.team = 'north')
      size: CASE WHEN SUM(amount) > 100 THEN 'large' ELSE 'small' END
    date: first
  sizes: {from: customers, per: [size], columns: {customers: COUNT(*), revenue: SUM(revenue)}}
kpis:
  customers: {label: Customers, dataset: customers, formula: COUNT(*)}
  revenue: {label: Revenue, dataset: customers, formula: SUM(revenue)}
  from_north: {label: From the north, dataset: customers, formula: SUM(from_north)}
  sizes: {label: Sizes, dataset: sizes, formula: COUNT(*)}
  new: {label: Of new customers, dataset: invoices, formula: COUNT_IF(buyer.first = day)}
  invoices: {label: Invoices, dataset: invoices, formula: COUNT(*)}
  by_first: {label: By first order, dataset: invoices, formula: COUNT(*), date: buyer.first}
  each: {label: Each, formula: invoices / customers}
  became:
    label: Became customers
    conversion: {from: visits, to: customers, entity: {from: who, to: customer}, count_by: cohort}
"""  # fmt: skip
COVERS = "covers: {from: 2026-01-01, to: 2026-12-31}"
INVOICES = """id,customer,day,amount,seller
1,a,2026-09-05,100.10,x
2,a,2026-10-05,50.05,x
3,b,2026-10-06,10.00,y
4,,2026-10-07,5.00,y
5,c,2026-10-08,-5.00,y
6,c,2026-11-08,7.00,z
"""
SELLERS = "id,team\nx,north\ny,south\n"
VISITS = "who,day\na,2026-10-01\nb,2026-10-02\nz,2026-10-03\n"


def rendered(folder: Path, kpi: str, by: str = "", covers: str = COVERS, **more: Any) -> dict[str, Any]:
    """The JSON of a report of one KPI."""
    for name, text in (("invoices", INVOICES), ("sellers", SELLERS), ("visits", VISITS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "r.yml").write_text(REPORT % (kpi, f", by: {by}" if by else "", covers), "utf-8")
    done = engine.render(folder / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-10", **more)
    found: dict[str, Any] = json.loads(done.files[0].read_text("utf-8"))
    return found


def values(found: dict[str, Any], period: str = "2026-10", by: str = "") -> dict[str, Any]:
    """The values of a period by segment; the total is "" and rows without a match are their kind."""
    return {
        v["segments"].get(by) or v["segment_kind"] or "": v["value"] for v in found["values"] if v["period"] == period
    }


@pytest.mark.parametrize(
    ("kpi", "september", "october"),
    [
        ("customers", 1, 1), ("revenue", 150.15, 10), ("from_north", 2, 0), ("new", 1, 1), ("by_first", 2, 1),
        ("each", 1, 4), ("sizes", None, 2), ("became", None, 2 / 3),
    ],
)  # fmt: skip
def test_rows_of_a_made_dataset_count_like_any_other(
    tmp_path: Path, kpi: str, september: float | None, october: float
) -> None:
    """Of two customers and one of November: by their first day, all their money, looked up, over another, undated."""
    found = rendered(tmp_path, kpi)
    assert values(found)[""] == pytest.approx(october)
    assert values(found, "2026-09").get("") == september


def test_it_is_cut_by_its_own_columns_and_looked_up_in(tmp_path: Path) -> None:
    """A customer's size cuts customers, and the invoices of those customers; who is nobody is missing there."""
    assert values(rendered(tmp_path, "customers", "size"), "2026-09", "size") == {"": 1, "large": 1, "small": 0}
    assert values(rendered(tmp_path, "invoices", "size"), by="size") == {"": 4, "large": 1, "small": 2, "missing": 1}


def test_it_covers_what_it_is_made_of(tmp_path: Path) -> None:
    """The invoices end on the 8th of November: that month is provisional for customers too, December has no value."""
    found = rendered(tmp_path, "customers", covers="")
    assert [v["provisional"] for v in found["values"] if v["period"] == "2026-10"] == [False]
    done = engine.render(tmp_path / "r.yml", today=date(2027, 1, 3), outputs=("json",), period="2026-11")
    november = json.loads(done.files[0].read_text("utf-8"))["values"][-1]
    assert (november["value"], november["provisional"]) == (1, True)


def test_files_are_listed_and_what_is_made_of_them_is_remarked(tmp_path: Path) -> None:
    """The JSON's inputs are files; rows that are nobody's stand under the dataset that leaves them out."""
    found = rendered(tmp_path, "customers")
    assert [table["dataset"] for table in found["inputs"]] == ["invoices", "sellers"]
    assert [(r["dataset"], r["code"], r["column"], r["rows"], r["of"]) for r in found["quality"]] == [
        ("customers", "unmatched", "seller", 1, 5), ("customers", "missing", "customer", 1, 5),
    ]  # fmt: skip


def test_what_sees_the_datas_end_says_so(tmp_path: Path) -> None:
    """A KPI over such a dataset, one that looks up in it, counts on its day, or stands on one of these; no other."""
    names = ("customers", "revenue", "from_north", "sizes", "new", "by_first", "each", "became", "invoices")
    for kpi in names:
        (tmp_path / "r.yml").write_text(REPORT % (kpi, "", COVERS), "utf-8")
        catalog, _ = pipeline.check(tmp_path / "r.yml")
        assert catalog.kpis[kpi].as_of_end == (kpi != "invoices"), kpi
    assert {v.get("as_of") for v in rendered(tmp_path, "each")["values"]} == {"data_end"}
    assert {v.get("as_of") for v in rendered(tmp_path, "invoices")["values"]} == {None}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "rows after the period count too"), ("fr", "postérieures"), ("ru", "после периода")],
)
def test_the_definition_says_so_in_every_language(tmp_path: Path, language: str, words: str) -> None:
    """Beside what the dataset is made of; the remark about its rows stands with the file that they are from."""
    rendered(tmp_path, "customers")
    done = engine.render(
        tmp_path / "r.yml", today=date(2027, 1, 3), outputs=("html",), period="2026-10", language=language
    )
    page = done.files[0].read_text("utf-8")
    assert words in page
    assert "invoices WHERE amount &gt; 0 → customer (" in page
    assert "customers: 1 " in page


def test_the_plan_reads_files_and_says_what_is_made_of_them(tmp_path: Path) -> None:
    """Those beneath come first, each file once, with what the formulas look up and nothing else."""
    rendered(tmp_path, "sizes")
    _, plan = pipeline.explain(tmp_path / "r.yml")
    assert [read.dataset.id for read in plan.reads] == ["invoices", "sellers"]
    assert [derivation.dataset for derivation in plan.derivations] == ["customers", "sizes"]
