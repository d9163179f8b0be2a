"""Leads as the CRM has them on the day of creation: from where, for which campaign, for whom."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from make.company import (
    END,
    REPS,
    SOURCES,
    SOUTH_PUSH,
    TEAMS,
    UNKNOWN_OWNER,
    WEEKDAY,
    active,
    expected_leads,
    iso,
    months,
)


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
    # Filled by steps.py and customers.py.
    industry: str = ""
    region: str = ""
    ahead: bool = False
    contacted: date | None = None
    meeting: date | None = None
    qualified: date | None = None
    opportunity: date | None = None
    proposal: date | None = None
    abandoned: date | None = None
    customer_id: str = ""

    HEADER: ClassVar[str] = (
        "lead_id,created_at,source,campaign_id,owner_id,status,converted_at,industry,region,buying_stage,contacted_at,"
        "meeting_at,qualified_at,opportunity_at,proposal_at,abandoned_at,settled_at,customer_id"
    )

    @property
    def settled(self) -> date | None:
        """The day on which it was converted or abandoned."""
        return self.converted or self.abandoned

    def buying_stage(self, day: date) -> str:
        """How far the buyer is on a day, as far as the steps taken by then tell."""
        stages = ("discovering", "comparing", "deciding")
        reached = sum(step is not None and step <= day for step in (self.qualified, self.proposal))
        return stages[min(2, reached + self.ahead)]

    def row(self) -> tuple[str, ...]:
        """Give the cells of the line."""
        ids = (self.lead_id, iso(self.created), self.source, self.campaign_id, self.owner_id, self.status)
        steps = (self.contacted, self.meeting, self.qualified, self.opportunity, self.proposal, self.abandoned)
        buyer = (self.industry, self.region, self.buying_stage(END))
        return (*ids, iso(self.converted), *buyer, *map(iso, steps), iso(self.settled), self.customer_id)


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
