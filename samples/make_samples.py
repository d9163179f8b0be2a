"""Write the CSV files of a fictional B2B company, for trying boardpack on data with something to find in it.

Stories hidden in it, to be read at October 2026: (a) leads of `partners` convert half as well from April 2026
on; (b) team `south` signs far more than the year before, `north` stands still; (c) paid search costs much
more in 2026 for no more leads; (d) the pipeline grows somewhat.

Everything comes from one seeded generator and no clock, so that two runs give the same bytes.
"""

# ruff: noqa: RUF001 - the dashes and quotes of French labels are meant

from __future__ import annotations

import argparse
import calendar
import csv
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

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


def iso(day: date | None) -> str:
    """Write a date the ISO way, none as nothing."""
    return "" if day is None else day.isoformat()


@dataclass
class Lead:
    """A line of leads.csv, and the rep who really works on it (`owner_id` may be empty or unknown)."""

    created: date
    source: str
    campaign_id: str
    rep: str
    owner_id: str
    status: str = "new"
    converted: date | None = None
    lead_id: str = ""

    def row(self) -> tuple[str, ...]:
        """Give the cells of the line."""
        created, converted = iso(self.created), iso(self.converted)
        return (self.lead_id, created, self.source, self.campaign_id, self.owner_id, self.status, converted)


@dataclass
class Opportunity:
    """A line of opportunities.csv."""

    lead_id: str
    owner_id: str
    created: date
    first_contact: date
    stage: str
    amount: float
    closed: date | None
    opportunity_id: str = ""

    def row(self) -> tuple[str, ...]:
        """Give the cells of the line."""
        ids = (self.opportunity_id, self.lead_id, self.owner_id)
        created, contact, closed = iso(self.created), iso(self.first_contact), iso(self.closed)
        return (*ids, created, contact, self.stage, f"{self.amount:.2f}", closed)


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


def pick_campaign(rng: random.Random, source: str, day: date) -> str:
    """Choose the campaign a lead comes from; a partner's is its programme, web leads mostly come from none."""
    if source == "partners":
        return active(source, day)[0].campaign_id
    if source not in ("paid_search", "events", "web") or (source == "web" and rng.random() < 0.6):
        return ""
    running = active(source, day)
    return rng.choices(running, [c.weight for c in running])[0].campaign_id


def pick_rep(rng: random.Random, source: str, day: date) -> str:
    """Choose who gets the lead; partners work with north above all, which is why north feels story (a)."""
    if source == "partners":
        north, south = 0.59, 0.37
    else:
        north, south = (0.43, 0.525) if day >= SOUTH_PUSH else (0.465, 0.485)
    team = rng.choices(TEAMS, (north, south, 1 - north - south))[0]
    return rng.choice([owner_id for owner_id, _, of_team in REPS if of_team == team])


def record_owner(rng: random.Random, rep: str) -> str:
    """Give the owner as typed in the lead: now and then nobody, or a code which does not exist."""
    luck = rng.random()
    return "" if luck < 0.008 else UNKNOWN_OWNER if luck < 0.012 else rep


def make_leads(rng: random.Random) -> list[Lead]:
    """Make all leads, in the order of creation, not yet followed up."""
    leads: list[Lead] = []
    for month in months():
        days = [month.replace(day=n + 1) for n in range(calendar.monthrange(month.year, month.month)[1])]
        weights = [WEEKDAY[day.weekday()] for day in days]
        mood = rng.gauss(1, 0.025)
        for source in SOURCES:
            count = round(expected_leads(source, month) * mood * rng.gauss(1, 0.05))
            for day in rng.choices(days, weights, k=count):
                rep = pick_rep(rng, source, day)
                campaign = pick_campaign(rng, source, day)
                leads.append(Lead(day, source, campaign, rep, record_owner(rng, rep)))
    rng.shuffle(leads)  # sources mixed within a day, as the sort below is stable
    leads.sort(key=lambda lead: lead.created)
    for number, lead in enumerate(leads, 1):
        lead.lead_id = f"L{number:05d}"
    return leads


def draw_amount(rng: random.Random, team: str, day: date) -> float:
    """Draw the amount of a deal, in euros; large for key accounts."""
    mean = 5_300 * math.pow(1.025, (day - date(2025, 7, 1)).days / 365)
    if team == "key_accounts":
        mean *= 4
    elif team == "south" and day >= SOUTH_PUSH:
        mean *= SOUTH_PUSH_AMOUNT
    spread = 0.4
    return round(mean * rng.lognormvariate(-(spread**2) / 2, spread), 2)


def open_stage(created: date) -> str:
    """Give the stage of an opportunity still open at the end, by its age."""
    age = (END - created).days
    return "discovery" if age < 12 else "proposal" if age < 30 else "negotiation"


def make_opportunity(rng: random.Random, lead: Lead, win: bool) -> Opportunity | None:
    """Follow a lead up to its deal as known at the end; None when the opportunity is not created by then."""
    first_contact = workday(lead.created + timedelta(days=min(6, int(rng.expovariate(0.8)))))
    created = workday(first_contact + timedelta(days=rng.randint(2, 14)))
    # Nearly all are settled within 90 days of the lead, so that older cohorts do not change any more.
    cycle = max(18, round(rng.lognormvariate(0, 0.33) * (40 if win else 43)))
    closed = workday(first_contact + timedelta(days=cycle))
    owner = lead.rep
    if rng.random() < 0.04:  # handed over within the team
        owner = rng.choice([owner_id for owner_id, _, team in REPS if team == TEAM_OF[lead.rep]])
    amount = draw_amount(rng, TEAM_OF[lead.rep], lead.created)
    if created > END:
        return None
    # A few lost causes are never closed: the old ones of every real pipeline.
    if closed > END or (not win and rng.random() < 0.006):
        return Opportunity(lead.lead_id, owner, created, first_contact, open_stage(created), amount, None)
    stage = "won" if win else "lost"
    return Opportunity(lead.lead_id, owner, created, first_contact, stage, amount, closed)


def settle_status(rng: random.Random, lead: Lead, deal: Opportunity | None) -> None:
    """Set the status of the lead from its opportunity or, without one, from its age."""
    age = (END - lead.created).days
    if deal is not None and deal.stage == "won":
        lead.status, lead.converted = "converted", deal.closed
    elif deal is not None:
        lead.status = "abandoned" if deal.stage == "lost" and rng.random() < 0.85 else "qualified"
    elif age < 45:
        fresh = max(0.05, 0.9 - 0.15 * age)
        chances = (fresh, 0.9 * (1 - fresh), 0.2 * (1 - fresh), 0.02 * age * (1 - fresh))
        lead.status = rng.choices(("new", "contacted", "qualified", "abandoned"), chances)[0]
    else:
        lead.status = rng.choices(("new", "contacted", "qualified", "abandoned"), (1, 17, 7, 75))[0]


def make_opportunities(rng: random.Random, leads: Sequence[Lead]) -> list[Opportunity]:
    """Give part of the leads an opportunity, in the order of its creation, and every lead its status."""
    gets_one: dict[str, SteadyDraw] = defaultdict(lambda: SteadyDraw(rng))
    wins: dict[tuple[str, bool], SteadyDraw] = defaultdict(lambda: SteadyDraw(rng))
    deals: list[Opportunity] = []
    for lead in leads:
        slipped = lead.source == "partners" and lead.created >= PARTNERS_SLIP
        rates = PARTNERS_AFTER if slipped else SOURCES[lead.source]
        deal = None
        if gets_one[lead.source].draw(rates.opportunity_rate):
            win = wins[TEAM_OF[lead.rep], lead.source == "partners"].draw(rates.win_rate)
            deal = make_opportunity(rng, lead, win)
        if deal is not None:
            deals.append(deal)
            if rng.random() < 0.022:  # typed in without its lead, which then looks as if it had none
                deal.lead_id = ""
                deal = None
        settle_status(rng, lead, deal)
    deals.sort(key=lambda made: made.created)
    for number, made in enumerate(deals, 1):
        made.opportunity_id = f"O{number:05d}"
    return deals


def month_budget(rng: random.Random, channel: str, month: date) -> float:
    """Give what the channel spends in the month: spend follows the leads but is steadier than they are."""
    steady = math.pow(SEASON[month.month - 1], -0.25)
    budget = SOURCES[channel].cost * expected_leads(channel, month) * steady * rng.gauss(1, 0.04)
    if channel == "paid_search" and month.year == 2026:
        budget *= PAID_SEARCH_RISE[month.month - 1]
    return budget


def make_spend(rng: random.Random) -> list[tuple[date, Campaign, float]]:
    """Make the spend lines, by date: four a month for what is bought online, one a month for the rest."""
    lines: list[tuple[date, Campaign, float]] = []
    for month in months():
        for channel in ("paid_search", "events", "web", "partners"):
            running = active(channel, month)
            budget = month_budget(rng, channel, month) / sum(c.weight for c in running)
            weekly = channel in ("paid_search", "web")
            days = (1, 8, 15, 22) if weekly else (rng.randint(3, 12),)
            for campaign in running:
                for day in days:
                    amount = budget * campaign.weight / len(days) * rng.gauss(1, 0.04)
                    lines.append((month.replace(day=day), campaign, amount))
    return sorted(lines, key=lambda line: (line[0], line[1].campaign_id))


def french(amount: float) -> str:
    """Write an amount as a French spreadsheet does: `1 234,50`, with a no-break space."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def write_csv(path: Path, header: str, rows: Iterable[Sequence[str]], *, as_french: bool = False) -> None:
    """Write a file with the comma and UTF-8 or, for the French one, as such a spreadsheet exports it."""
    separator, encoding, line_end = (";", "cp1252", "\r\n") if as_french else (",", "utf-8", "\n")
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=line_end)
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_all(out: Path) -> None:
    """Make the data and write the four files into the folder."""
    rng = random.Random(SEED)
    leads = make_leads(rng)
    deals = make_opportunities(rng, leads)
    spend = make_spend(rng)
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "reps.csv", "owner_id,name,team", REPS)
    write_csv(
        out / "leads.csv",
        "lead_id,created_at,source,campaign_id,owner_id,status,converted_at",
        (lead.row() for lead in leads),
    )
    write_csv(
        out / "opportunities.csv",
        "opportunity_id,lead_id,owner_id,created_at,first_contact_at,stage,amount,closed_at",
        (deal.row() for deal in deals),
    )
    write_csv(
        out / "campagnes.csv",
        "N° ligne,Campagne,Libellé,Canal,Date,Dépense",
        (
            (str(n), c.campaign_id, c.label, c.channel, f"{day:%d/%m/%Y}", french(amount))
            for n, (day, c, amount) in enumerate(spend, 1)
        ),
        as_french=True,
    )


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description="Write the sample CSV files.")
    # The data go beside this script wherever it is called from.
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    write_all(parser.parse_args().out)


if __name__ == "__main__":
    main()
