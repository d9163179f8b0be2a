"""Opportunities: which leads get one, how it ends, and what becomes of the lead."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from make.company import (
    END,
    PARTNERS_AFTER,
    PARTNERS_SLIP,
    REPS,
    SOURCES,
    SOUTH_PUSH,
    SOUTH_PUSH_AMOUNT,
    TEAM_OF,
    SteadyDraw,
    iso,
    workday,
)
from make.leads import Lead

PROBABILITY = {"discovery": "0.2", "proposal": "0.4", "negotiation": "0.7", "won": "1", "lost": "0"}


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
    # Filled by steps.py.
    margin: float = 0.0
    qualified: bool = False
    industry: str = ""
    proposed: date | None = None

    HEADER: ClassVar[str] = (
        "opportunity_id,lead_id,owner_id,created_at,first_contact_at,stage,amount,closed_at,margin,probability,qualified,industry"
    )

    def row(self) -> tuple[str, ...]:
        """Give the cells of the line."""
        ids = (self.opportunity_id, self.lead_id, self.owner_id)
        created, contact, closed = iso(self.created), iso(self.first_contact), iso(self.closed)
        judged = (f"{self.margin:.2f}", PROBABILITY[self.stage], "true" if self.qualified else "false", self.industry)
        return (*ids, created, contact, self.stage, f"{self.amount:.2f}", closed, *judged)


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
