"""The website: visits, the pages that they saw, the searches that led to them, and the newsletters."""

# ruff: noqa: RUF001 - the dashes and quotes of French titles are meant

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from make.company import END, SEASON, START, WEEKDAY, days_between, generator, iso, months
from make.leads import Lead

VISITS_A_DAY = 112  # of a plain day of mid 2025, besides those that made a lead
VISIT_GROWTH = 1.12  # per year
CHANNELS = ("organic", "paid", "direct", "email", "social", "referral")
CHANNEL_WEIGHTS = (43, 17, 18, 8, 8, 6)
OF_WEB_LEADS = (52, 0, 26, 9, 7, 6)
BOUNCES = {"organic": 0.44, "paid": 0.55, "direct": 0.36, "email": 0.33, "social": 0.58, "referral": 0.41}
PAID_BOUNCES_MORE = 0.08  # in 2026: what paid search brings then is worth less, story (c)
HOURS = (8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
HOUR_WEIGHTS = (6, 10, 12, 11, 7, 8, 11, 11, 10, 8, 5, 4, 4, 3)
SHOWN = 60  # of what is shown less often in a day without a click the search engine does not tell
FROM_SEARCH = 0.72  # of the organic visits the words searched for are known

PAGES = (  # the most seen first
    "/", "/tarifs", "/produits", "/contact", "/demande-de-devis", "/produits/maintenance", "/produits/pieces-detachees",
    "/produits/levage", "/blog", "/references", "/essai", "/produits/planning", "/blog/reduire-ses-couts",
    "/qui-sommes-nous", "/livre-blanc", "/webinaires", "/blog/maintenance-preventive", "/agences", "/produits/stocks",
    "/secteurs/industrie", "/faq", "/secteurs/btp", "/recrutement", "/partenaires",
)  # fmt: skip
QUERIES = (  # how often each is searched, and how often it is clicked
    ("nova maintenance", 60, 0.21), ("logiciel maintenance industrielle", 190, 0.025),
    ("pièces détachées levage", 150, 0.030), ("gmao tarif", 120, 0.022), ("maintenance préventive atelier", 160, 0.018),
    ("nova devis", 25, 0.24), ("contrat de maintenance", 140, 0.014), ("location nacelle prix", 170, 0.006),
    ("logiciel gestion atelier", 95, 0.027), ("réduire coûts maintenance", 70, 0.035), ("palan électrique", 110, 0.009),
    ("gestion stock pièces", 75, 0.024), ("planning atelier gratuit", 85, 0.017),
    ("sécurité levage réglementation", 65, 0.020), ("nova avis", 14, 0.18), ("maintenance btp", 45, 0.022),
    ("logiciel parc machines", 38, 0.031), ("modèle plan de maintenance", 60, 0.012),
    ("fournisseur pièces industrielles", 42, 0.019), ("webinaire maintenance", 16, 0.06),
    ("coût arrêt machine", 28, 0.03), ("vérification palan obligatoire", 22, 0.024),
    ("gmao collectivités", 12, 0.042), ("nova recrutement", 7, 0.16),
    ("livre blanc maintenance", 9, 0.09),
)  # fmt: skip
TITLES = {
    "prospects": (
        "La lettre de l’atelier",
        "Nos conseils du mois",
        "Moins d’arrêts, plus de marge",
        "Paroles de clients",
    ),
    "customers": ("Bien utiliser Nova", "Nouveautés du mois"),
    "partners": ("Le point partenaires",),
}


@dataclass(frozen=True)
class Visit:
    """A row of sessions.parquet, without its name."""

    started: datetime
    channel: str
    seconds: int
    pages: int
    contact_id: str | None = None
    lead_id: str | None = None


def make_visits(leads: Sequence[Lead]) -> list[Visit]:
    """Make the visits by the time they began: one for each lead that came through the site, and the others."""
    rng = generator("sessions")
    visits = [visit_of(rng, lead) for lead in leads if lead.source in ("web", "paid_search")]
    created = [lead.created for lead in leads]
    for day in days_between(START, END):
        known = bisect_left(created, day)  # leads of the days before
        years = (day - date(2025, 7, 1)).days / 365
        expected = VISITS_A_DAY * math.pow(VISIT_GROWTH, years) * SEASON[day.month - 1] * WEEKDAY[day.weekday()] / 0.8
        for _ in range(round(expected * rng.gauss(1, 0.08))):
            contact = (
                leads[rng.randrange(max(0, known - 4000), known)].lead_id if known and rng.random() < 0.13 else None
            )
            visits.append(other_visit(rng, day, contact))
    return sorted(visits, key=lambda visit: (visit.started, visit.lead_id or "", visit.seconds))


def moment(rng: random.Random, day: date) -> datetime:
    """A time of the day, to the second."""
    hour = rng.choices(HOURS, HOUR_WEIGHTS)[0]
    return datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)))


def visit_of(rng: random.Random, lead: Lead) -> Visit:
    """The visit in which a lead left its address: longer than others."""
    channel = "paid" if lead.source == "paid_search" else rng.choices(CHANNELS, OF_WEB_LEADS)[0]
    pages = 2 + min(12, int(rng.expovariate(0.33)))
    seconds = round(pages * rng.lognormvariate(3.9, 0.5))
    return Visit(moment(rng, lead.created), channel, seconds, pages, None, lead.lead_id)


def other_visit(rng: random.Random, day: date, contact: str | None) -> Visit:
    """A visit that made no lead; of one page, if the visitor found nothing."""
    channel = rng.choices(CHANNELS, CHANNEL_WEIGHTS)[0]
    bounces = (
        BOUNCES[channel] + PAID_BOUNCES_MORE * (channel == "paid" and day.year == 2026) - 0.15 * (contact is not None)
    )
    if rng.random() < bounces:
        return Visit(moment(rng, day), channel, int(rng.expovariate(1 / 14)), 1, contact)
    pages = 2 + min(15, int(rng.expovariate(0.55)))
    return Visit(moment(rng, day), channel, round(pages * rng.lognormvariate(3.6, 0.6)), pages, contact)


def make_page_views(visits: Sequence[Visit]) -> list[tuple[str, ...]]:
    """Spread the pages that the visits of a day saw over the pages of the site."""
    rng = generator("page_views")
    weights = [(n + 1.5) ** -1.5 for n in range(len(PAGES))]
    seen: dict[date, int] = defaultdict(int)
    for visit in visits:
        seen[visit.started.date()] += visit.pages
    rows: list[tuple[str, ...]] = []
    for day, total in sorted(seen.items()):
        views = Counter(rng.choices(PAGES, weights, k=total))
        rows += [(iso(day), page, str(views[page])) for page in PAGES if views[page]]
    return rows


def make_searches(visits: Sequence[Visit]) -> list[tuple[str, ...]]:
    """Make the searches by day: each click is an organic visit of the day."""
    rng = generator("searches")
    organic: Counter[date] = Counter(visit.started.date() for visit in visits if visit.channel == "organic")
    clicked = [searched * rate for _, searched, rate in QUERIES]
    rows: list[tuple[str, ...]] = []
    for day in days_between(START, END):
        count = sum(rng.random() < FROM_SEARCH for _ in range(organic[day]))
        clicks = Counter(rng.choices(range(len(QUERIES)), clicked, k=count))
        level = count / sum(clicked)
        for n, (query, searched, _) in enumerate(QUERIES):
            shown = max(clicks[n], round(searched * level * rng.gauss(1, 0.12)))
            if shown >= SHOWN or clicks[n]:
                rows.append((iso(day), query, str(shown), str(clicks[n])))
    return rows


def make_newsletters() -> list[tuple[str, ...]]:
    """Make the newsletters: every other week to prospects, each month to customers, every other month to partners."""
    rng = generator("newsletters")
    sent: list[tuple[date, str, int]] = []
    for n, month in enumerate(months()):
        sent += [(thursday(month, week), "prospects", 2600 + 120 * n) for week in (0, 2)]
        sent.append((thursday(month, 1), "customers", 140 + 58 * n))
        if n % 2 == 0:
            sent.append((thursday(month, 3), "partners", 190 + 3 * n))
    sent.sort()
    return [newsletter(rng, number, *each) for number, each in enumerate(sent, 1)]


def thursday(month: date, week: int) -> date:
    """A Thursday of the month, the first one being 0."""
    return month + timedelta(days=(3 - month.weekday()) % 7 + 7 * week)


def newsletter(rng: random.Random, number: int, day: date, audience: str, size: int) -> tuple[str, ...]:
    """A newsletter with what became of it."""
    opens, clicks, wanted = {
        "prospects": (0.24, 0.13, 0.16), "customers": (0.41, 0.17, 0.11), "partners": (0.46, 0.22, 0.09),
    }[audience]  # fmt: skip
    sent = round(size * rng.gauss(1, 0.02))
    delivered = round(sent * min(0.998, rng.gauss(0.967, 0.006)))
    opened = round(delivered * rng.gauss(opens, 0.018))
    unique = round(opened * rng.gauss(clicks, 0.012))
    every = round(unique * rng.uniform(1.25, 1.6))
    left = round(delivered * rng.uniform(0.0012, 0.0045))
    complaints = sum(rng.random() < 0.0003 for _ in range(delivered))
    actions = round(unique * rng.gauss(wanted, 0.025))
    title = TITLES[audience][number % len(TITLES[audience])]
    counts = (sent, delivered, opened, every, unique, left, complaints, actions)
    return (f"N{number:03d}", iso(day), f"{title} – {day:%m/%Y}", audience, *map(str, counts))
