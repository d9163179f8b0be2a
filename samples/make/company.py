"""What the sample company looks like, the stories hidden in its data, and the days that they are told over."""

# ruff: noqa: RUF001 - the dashes and quotes of French labels are meant

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SEED = 1766  # picked among many: with this one the stories are plain and no month is freakish
START = date(2024, 9, 1)
END = date(2026, 10, 31)  # what happens after this day is not known yet, hence not written

# --- What the company looks like ------------------------------------------------------------------------

REPS = (  # owner_id, desk, team
    ("R01", "Lille 1", "north"),
    ("R02", "Lille 2", "north"),
    ("R03", "Nantes 1", "north"),
    ("R04", "Nantes 2", "north"),
    ("R05", "Rouen 1", "north"),
    ("R06", "Lyon 1", "south"),
    ("R07", "Lyon 2", "south"),
    ("R08", "Marseille 1", "south"),
    ("R09", "Toulouse 1", "south"),
    ("R10", "Bordeaux 1", "south"),
    ("R11", "Grands comptes 1", "key_accounts"),
    ("R12", "Grands comptes 2", "key_accounts"),
)
TEAM_OF = {owner_id: team for owner_id, _, team in REPS}
REORGANISED = date(2026, 7, 1)
MOVES = {"R05": "key_accounts", "R10": "north"}
TEAMS = ("north", "south", "key_accounts")
UNKNOWN_OWNER = "R99"  # on purpose not in reps.csv: a report must survive a code it cannot resolve

SEASON = (1.00, 0.98, 1.04, 0.99, 0.96, 1.11, 0.94, 0.74, 1.09, 1.13, 1.10, 0.80)  # January first
WEEKDAY = (1.00, 1.08, 1.05, 1.02, 0.88, 0.32, 0.25)  # Monday first
LEAD_GROWTH = 1.19  # per year, before the standstill of paid search: some 1.14 in all


@dataclass(frozen=True)
class Source:
    """A channel: leads of a plain month of mid 2025, cost of each, share with an opportunity, win rate."""

    leads: float
    cost: float
    opportunity_rate: float
    win_rate: float


SOURCES = {
    "web": Source(203, 23.0, 0.24, 0.30),
    "paid_search": Source(176, 76.0, 0.22, 0.28),
    "events": Source(88, 84.0, 0.26, 0.31),
    "partners": Source(128, 30.0, 0.51, 0.485),
    "referral": Source(78, 0.0, 0.29, 0.33),
    "outbound": Source(72, 0.0, 0.20, 0.27),
}

# --- The stories ----------------------------------------------------------------------------------------

PARTNERS_SLIP = date(2026, 4, 1)  # (a) first day of creation of the worse leads
PARTNERS_AFTER = Source(128, 30.0, 0.36, 0.34)
SOUTH_PUSH = date(2025, 11, 20)  # (b) deals signed from January on come from the leads of about this day on
SOUTH_PUSH_AMOUNT = 1.12
QUALIFIED_IN_VAIN = date(2026, 6, 1)  # (e) first day of creation of partners' leads that get no further than that
PAID_SEARCH_RISE = (1.20, 1.28, 1.36) + (1.46,) * 9  # (c) spend of each month of 2026 against its plan


@dataclass(frozen=True)
class Campaign:
    """A campaign and the months it runs; `weight` is its share of what the channel spends and brings."""

    campaign_id: str
    label: str
    channel: str
    first: date
    last: date
    weight: float = 1.0


CAMPAIGNS = (
    Campaign("C01", "Recherche – marque déposée", "paid_search", START, END, 0.9),
    Campaign("C02", "Recherche – pièces détachées", "paid_search", START, date(2025, 6, 30), 1.1),
    Campaign("C03", "Rencontres d’automne – Nantes", "events", START, date(2024, 12, 31)),
    Campaign("C04", "Livre blanc « Maîtriser ses coûts »", "web", START, date(2025, 8, 31)),
    Campaign("C05", "Programme partenaires – formule créée en 2024", "partners", START, date(2025, 12, 31)),
    Campaign("C06", "Forum « Œuvrer ensemble » – Bordeaux", "events", date(2025, 1, 1), date(2025, 4, 30)),
    Campaign("C07", "Salon « Été industriel » – Lyon", "events", date(2025, 5, 1), date(2025, 7, 31)),
    Campaign("C08", "Recherche – manœuvre, levage", "paid_search", date(2025, 7, 1), date(2025, 12, 31), 1.1),
    Campaign("C09", "Rencontres d’automne – Lille", "events", date(2025, 8, 1), date(2025, 12, 31)),
    Campaign("C10", "Webinaires « Au cœur de l’atelier »", "web", date(2025, 9, 1), END),
    Campaign("C11", "Recherche – essai à 1 € le premier mois", "paid_search", date(2026, 1, 1), END, 1.3),
    Campaign("C12", "Forum « Œuvrer ensemble » – Toulouse", "events", date(2026, 1, 1), date(2026, 4, 30)),
    Campaign("C13", "Programme partenaires – barème rénové", "partners", date(2026, 1, 1), END),
    Campaign("C14", "Salon « Été industriel » 2026 – Lyon", "events", date(2026, 5, 1), date(2026, 7, 31)),
    Campaign("C15", "Rencontres d’automne 2026 – Rouen", "events", date(2026, 8, 1), END),
)


def iso(day: date | datetime | None) -> str:
    """Write a date the ISO way, a time to the minute, none as nothing."""
    if isinstance(day, datetime):
        return f"{day:%Y-%m-%d %H:%M}"
    return "" if day is None else day.isoformat()


def generator(of: str) -> random.Random:
    """A generator of its own for a kind of data: what is added to one kind changes nothing in the others."""
    return random.Random(f"{SEED}-{of}")


class SteadyDraw:
    """Yes or no at a given rate, pulled back when luck strays, so that no story hangs on the seed."""

    def __init__(self, rng: random.Random) -> None:
        """Start with no luck to make up for."""
        self._rng = rng
        self._owed = 0.0

    def draw(self, rate: float) -> bool:
        """Say yes with about this chance."""
        hit = self._rng.random() < rate + 0.1 * self._owed
        self._owed += rate - hit
        return hit


def until_end(day: date) -> date:
    """The day, or the last one that is known."""
    return min(day, END)


def team_on(owner_id: str, day: date) -> str:
    """The team of a desk on a day, after the reorganisation its new one."""
    return MOVES.get(owner_id, TEAM_OF[owner_id]) if day >= REORGANISED else TEAM_OF[owner_id]


def days_between(first: date, last: date) -> Iterator[date]:
    """Each day from the first to the last, with both."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def months() -> Iterator[date]:
    """Give the first day of every month of the period."""
    day = START
    while day <= END:
        yield day
        day = (day + timedelta(days=31)).replace(day=1)


def workday(day: date) -> date:
    """Move a day of the week-end to the Monday after: nobody calls or signs on a Sunday."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def expected_leads(source: str, month: date) -> float:
    """Leads the source should bring in the month: trend and season, no noise."""
    # In 2026 paid search brings what it brought the year before: story (c).
    year = 2025 if source == "paid_search" and month.year == 2026 else month.year
    years_after = (year - 2025) + (month.month - 6.5) / 12
    return SOURCES[source].leads * math.pow(LEAD_GROWTH, years_after) * SEASON[month.month - 1]


def active(channel: str, day: date) -> list[Campaign]:
    """List the campaigns of the channel running that day."""
    return [c for c in CAMPAIGNS if c.channel == channel and c.first <= day <= c.last]
