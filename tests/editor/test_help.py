"""How an editor helps while people type, by the language server that editors use: what it offers and explains."""

from __future__ import annotations

import re

import pytest

from tests.editor.documents import DATASET, HEADER, KEYS, KPI, SECTION, with_key
from tests.editor.server import CURSOR, Offer, Server

pytestmark = pytest.mark.editor

CHARTS = {"trend", "breakdown", "share", "scatter", "multiples", "bridge", "funnel", "chart"}


# --- Completion ------------------------------------------------------------------------------------------------


def offers(server: Server, text: str) -> dict[str, Offer]:
    """What is offered at the cursor, by name; of one name the first."""
    found: dict[str, Offer] = {}
    for offer in server.complete(HEADER + text):
        found.setdefault(offer.label, offer)
    return found


def test_the_keys_of_a_kpi_are_offered_with_what_they_mean(server: Server) -> None:
    """At an empty line beneath a KPI's name: every key that is built, explained, and none that is not."""
    found = offers(server, f"kpis:\n  revenue:\n    {CURSOR}\n")
    built = {key.path[-1]: key.schema["description"] for key in KEYS if key.path[:-1] == ("kpis", "*")}
    assert set(built) <= set(found)
    for name in set(built) - {"conversion", "retention"}:  # a snippet has that name too
        assert found[name].documentation.startswith(built[name])


def test_a_key_that_is_there_is_not_offered_again(server: Server) -> None:
    """What is offered is what is missing."""
    found = offers(server, f"{KPI}    {CURSOR}\n")
    assert "window" in found
    assert not {"label", "dataset", "formula"} & set(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"kpis:\n  a:\n    format: {CURSOR}\n",
         {"integer", "number", "percent", "points", "currency", "days", "duration"}),
        (f"kpis:\n  a:\n    better: {CURSOR}\n", {"higher", "lower"}),
        (f"report:\n  every: {CURSOR}\n", {"week", "month", "quarter", "year"}),
        (f"report:\n  language: {CURSOR}\n", {"en", "fr", "ru"}),
        (f"datasets:\n  a:\n    columns:\n      id: {CURSOR}\n",
         {"string", "integer", "number", "money", "boolean", "date", "percent", "datetime", "duration"}),
        (f"report:\n  sections:\n    - title: A\n      scorecard:\n        kpis: {CURSOR}\n", {"all"}),
        (f"report:\n  sections:\n    - title: A\n      charts: {CURSOR}\n", CHARTS),
        (f"report:\n  sections:\n    - title: A\n      charts:\n        {CURSOR}\n",
         CHARTS),
        (f"report:\n  sections:\n    - title: A\n      charts:\n        - {CURSOR}\n",
         CHARTS | {"by", "top"}),
        (f"datasets:\n  a:\n    {CURSOR}\n", {"source", "columns", "key", "joins", "from", "per"}),
        (CURSOR, {"report", "datasets", "dimensions", "kpis", "objectives"}),
    ],
)  # fmt: skip
def test_what_fits_is_offered(server: Server, text: str, words: set[str]) -> None:
    """Words of a list, kinds of charts, top keys."""
    found = offers(server, text)
    assert words <= set(found)
    assert not {label for label in found if "[object" in label}


SNIPPETS = [
    (f"kpis:\n  revenue:\n    {CURSOR}\n",
     {"count or sum", "rate", "of other KPIs", "stock", "conversion", "retention", "typed by hand"}),
    (f"datasets:\n  deals:\n    {CURSOR}\n", {"files", "made of another"}),
    (f"{SECTION}      charts: {CURSOR}\n", CHARTS),
    (f"{SECTION}      charts:\n        {CURSOR}\n", CHARTS),
    (f"{SECTION}      charts:\n        - {CURSOR}\n", CHARTS),
    (f"objectives:\n  - {CURSOR}\n", {"objective"}),
    (f"{DATASET}    csv:\n      {CURSOR}\n", {"csv"}),
    (f"{DATASET}    {CURSOR}\n", {"joins", "dimensions"}),
    (f"{DATASET}      day: {CURSOR}\n", {"values", "nullable", "date format"}),
    (f"{KPI}    typed:\n      {CURSOR}\n", {"figure"}),
    (f"{CURSOR}", {"datasets", "dimensions", "kpis"}),
    (f"report:\n  {CURSOR}\n", {"monthly report"}),
    (f"datasets:\n  {CURSOR}\n", {"rows of a file"}),
    (f"dimensions:\n  {CURSOR}\n", {"name of a dimension"}),
    (f"dimensions:\n  team:\n    {CURSOR}\n", {"dimension"}),
    (f"kpis:\n  {CURSOR}\n", {"sum"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "labels"), SNIPPETS)
def test_a_snippet_that_is_taken_is_right(server: Server, text: str, labels: set[str]) -> None:
    """Whoever takes an offer of several lines and changes nothing has no alarm."""
    found = [offer for offer in server.complete(HEADER + text) if offer.label in labels and offer.whole]
    assert {offer.label for offer in found} == labels
    for offer, alarms in zip(found, server.check(*(offer.taken for offer in found)), strict=True):
        assert alarms == [], offer.taken


# --- Hover -----------------------------------------------------------------------------------------------------


def test_a_key_is_explained_under_the_pointer(server: Server) -> None:
    """What it means, the words that it may have with their meaning, and an example."""
    shown = server.hover(f"{HEADER}{KPI}    bet{CURSOR}ter: higher\n")
    assert "Which way is good. Needed by an objective." in shown
    assert "* `higher`: More is good." in shown
    shown = server.hover(f"{HEADER}kpis:\n  a:\n    for{CURSOR}mula: 1\n")
    assert "One SQL expression over the rows of the dataset, or over other KPIs." in shown
    assert "```yaml\nCOUNT_IF(stage = 'won') / COUNT(*)\n```" in shown


def test_every_key_is_explained_under_the_pointer(server: Server) -> None:
    """Wherever a key of the language stands, its description and its examples are shown."""
    for key in KEYS:
        text = with_key(key, key.example)
        at = len(HEADER)
        for step in key.path:
            at = at if step == "*" else text.index(f"{step}: ", at)
        shown = server.hover(f"{text[:at]}{CURSOR}{text[at:]}\n")
        assert plain(key.schema["description"]) in plain(shown), key
        assert "```yaml\n" in shown, key
        assert shown.count("Example:") == len(key.schema.get("examples", ())), key


def plain(markdown: str) -> str:
    """A text without the signs that Markdown needs."""
    return re.sub(r"\\(.)", r"\1", markdown).replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">")


def test_what_an_older_example_meant_is_said_under_the_pointer(server: Server) -> None:
    """What a key does stands there whatever its value is."""
    assert "What happens when a chart" in server.hover(f"{HEADER}{SECTION}      on_{CURSOR}error: fail\n")
