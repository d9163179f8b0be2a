"""The pages say of what is off track what is done about it, by whom and until when, or that there is no action plan."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from engine.formats import FORMATS
from engine.model.document import Decision
from engine.pipeline import compute
from tests.analyses import example
from tests.analyses.example import computed, document

PLANS = """actions:
  - kpi: sold
    opened: 2026-09
    cause: {en: Two deals slipped., fr: Deux affaires ont glissé., ru: Две сделки перенесены.}
    action: {en: Call every customer., fr: Appeler chaque client., ru: Обзвонить клиентов.}
    owner: Ann
    due: 2026-10-15
  - {kpi: sold, segment: {team: b}, opened: 2026-09, action: Hire., owner: Bob, due: 2026-12-31}
  - {kpi: sold, opened: 2026-09, action: Train., owner: Eve, due: 2026-10-31, state: done, closed: 2026-10-20}
"""


def told(decision: Decision) -> list[tuple[str, list[str], str]]:
    """A decision and its parts: label, actions, and what is said where there are none."""
    own = (decision.label, [action.action for action in decision.actions], decision.unplanned)
    return [own, *(one for part in decision.parts for one in told(part))]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ("", [("Sold", [], "no action plan"), ("Team: Gamma", [], "no action plan"),
              ("Team: Beta", [], "no action plan")]),
        # What is done about the whole stands with the whole, and what is done about a team with the team.
        (PLANS, [("Sold", ["Call every customer."], ""), ("Team: Gamma", [], ""), ("Team: Beta", ["Hire."], "")]),
        # An action for a team that is on track is one about the whole, and names its team there.
        (PLANS[: PLANS.index("  - kpi")] + "  - {kpi: sold, segment: {team: a}, opened: 2026-09, action: Hire., "
         "owner: Bob, due: 2026-12-31}\n",
         [("Sold", ["Hire."], ""), ("Team: Gamma", [], "no action plan"), ("Team: Beta", [], "no action plan")]),
    ],
)  # fmt: skip
def test_each_decision_has_its_actions_or_none(
    more: str, wanted: list[tuple[str, list[str], str]], tmp_path: Path
) -> None:
    """The total first, its teams beneath it, the worst first."""
    (decision,) = document(computed(tmp_path, more)).decisions
    assert told(decision) == wanted


def test_a_team_that_is_off_track_alone_is_a_decision(tmp_path: Path) -> None:
    """It bears the name of the KPI and of the team."""
    made = document(computed(tmp_path, amounts={"a": 500, "b": 100, "c": 20}))
    (decision,) = made.decisions
    assert (decision.label, decision.sentence, decision.unplanned) == (
        "Sold, Team: Gamma", "20 in October 2026, 80.0% below target.", "no action plan",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", [("late", "late by 16 days", "Oct 15, 2026", "Call every customer.", "Two deals slipped."),
                ("open", "open", "Dec 31, 2026", "Hire.", ""),
                ("done", "done on Oct 20, 2026", "Oct 31, 2026", "Train.", "")]),
        ("fr", [("late", "en retard de 16 jours", "15 oct. 2026", "Appeler chaque client.",
                 "Deux affaires ont glissé."),
                ("open", "en cours", "31 déc. 2026", "Hire.", ""),
                ("done", "réalisée le 20 oct. 2026", "31 oct. 2026", "Train.", "")]),
        ("ru", [("late", "просрочено на 16 дней", "15 окт. 2026 г.", "Обзвонить клиентов.", "Две сделки перенесены."),
                ("open", "в работе", "31 дек. 2026 г.", "Hire.", ""),
                ("done", "выполнено 20 окт. 2026 г.", "31 окт. 2026 г.", "Train.", "")]),
    ],
)  # fmt: skip
def test_the_table_of_actions_is_in_the_readers_language(
    language: str, wanted: list[tuple[str, str, str, str, str]], tmp_path: Path
) -> None:
    """Every action of the period, late ones first, with its state in words."""
    rows = document(computed(tmp_path, PLANS), language).actions
    found = [(row.status, row.word, row.due, row.action, row.cause) for row in rows]
    assert [tuple(text.replace("\u202f", " ").replace("\xa0", " ") for text in row) for row in found] == wanted


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ("no action plan", "Action plans", "late by 16 days", "due Oct 15, 2026",
                "Off track without an action plan: Deals.")),
        ("fr", ("aucun plan d’action", "Plans d’action", "en retard de 16 jours", "échéance : 15 oct. 2026",
                "Hors objectif sans plan d’action : Affaires.")),
        ("ru", ("нет плана действий", "Планы действий", "просрочено на 16 дней", "срок: 15 окт. 2026 г.",
                "Цели не выполняются, плана действий нет: Сделки.")),
    ],
)  # fmt: skip
def test_the_pages_show_it(language: str, wanted: tuple[str, ...], tmp_path: Path) -> None:
    """On paper the first page has the decisions with their plans, and the PDF's outline the table."""
    more = PLANS + "  - {kpi: sold, opened: 2026-12, action: Not yet., owner: Ann, due: 2026-12-15}\n"
    whole = more + "objectives: [{kpi: deals, period: 2026, target: 3600}]\n"
    text, objective = whole.split("objectives: ")
    (tmp_path / "more.yml").write_text("objectives: " + objective, "utf-8")
    example.write(tmp_path)
    report = example.REPORT.replace("  language: en\n", "  language: en\n  uses: [more.yml]\n")
    (tmp_path / "r.yml").write_text(report + text, "utf-8")
    made = document(compute(tmp_path / "r.yml", today=example.TODAY, period="2026-10"), language)
    page = FORMATS["html"](made).decode().replace("\xa0", " ").replace("\u202f", " ")
    for words in wanted:
        assert words in page
    assert "Not yet." not in page
    printed = [" ".join(one.extract_text().split()) for one in pypdf.PdfReader(BytesIO(FORMATS["pdf"](made))).pages]
    assert wanted[0] in printed[0]
    assert wanted[2] in printed[0]
    assert any(wanted[4] in one for one in printed[1:])


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", [("Oct 2026", "on track"), ("Year to date", "off track")]),
        ("fr", [("oct. 2026", "en bonne voie"), ("Cumul annuel", "hors objectif")]),
        ("ru", [("окт. 2026", "выполняется"), ("С начала года", "не выполняется")]),
    ],
)
def test_the_table_says_whether_the_month_or_the_year_is_off_track(
    language: str, wanted: list[tuple[str, str]], tmp_path: Path
) -> None:
    """A good October does not hide a year that is behind: each state stands beside what it is the state of."""
    path = example.write(tmp_path, PLANS)
    lines = (tmp_path / "rows.csv").read_text("utf-8").splitlines()
    (tmp_path / "rows.csv").write_text("\n".join([*lines, "2026-10-06,a,400"]) + "\n", "utf-8")
    made = document(compute(path, today=example.TODAY, period="2026-10"), language)
    row = next(row for row in made.actions if not row.segment)
    assert [(when.replace("\u00a0", " "), state.word) for when, state in row.verdicts] == wanted
    page = re.sub(r"<[^>]*>", " ", FORMATS["html"](made).decode())
    assert re.search(rf"{wanted[1][0]}\s+{wanted[1][1]}\b", page.replace("\u00a0", " "))
