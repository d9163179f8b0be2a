"""The steps of each lead with their days: contacted, met, qualified, an opportunity, a proposal, settled."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from make.company import END, QUALIFIED_IN_VAIN, TEAM_OF, generator, until_end, workday
from make.deals import Opportunity
from make.leads import Lead

INDUSTRIES = ("manufacturing", "construction", "services", "public", "retail")
INDUSTRY_WEIGHTS = (32, 18, 26, 9, 15)
REGIONS = ("north_west", "north_east", "south_west", "south_east", "paris")
HOME = {  # where a desk's leads mostly are
    "R01": "north_east", "R02": "north_east", "R03": "north_west", "R04": "north_west", "R05": "north_west",
    "R06": "south_east", "R07": "south_east", "R08": "south_east", "R09": "south_west", "R10": "south_west",
    "R11": "paris", "R12": "paris",
}  # fmt: skip
MARGIN_RATE = {"north": 0.36, "south": 0.33, "key_accounts": 0.27}
NO_PROPOSAL = {"discovery": 1, "proposal": 0.55, "lost": 0.3}
CHEAP_CAMPAIGN = "C11"  # (f) many leads, few deals, and little earned with them


def take_steps(leads: Sequence[Lead], deals: Sequence[Opportunity]) -> None:
    """Say of every lead and deal who the buyer is, and when each step was taken."""
    describe(leads)
    judge(deals, {lead.lead_id: lead for lead in leads})
    of_lead = {deal.lead_id: deal for deal in deals if deal.lead_id}
    rng = generator("steps")
    for lead in leads:
        deal = of_lead.get(lead.lead_id)
        if deal is not None:
            follow_deal(rng, lead, deal)
        else:
            follow_up(rng, lead)
        if lead.contacted is not None:
            meet(rng, lead)


def describe(leads: Sequence[Lead]) -> None:
    """Give each lead its industry, its region and whether its buyer is further than others."""
    rng = generator("buyers")
    for lead in leads:
        lead.industry = rng.choices(INDUSTRIES, INDUSTRY_WEIGHTS)[0]
        lead.region = home_or_elsewhere(rng, lead.rep)
        lead.ahead = rng.random() < 0.2


def home_or_elsewhere(rng: random.Random, rep: str) -> str:
    """The region of a desk's customer: mostly the desk's own."""
    return HOME[rep] if rng.random() < 0.75 else rng.choice(REGIONS)


def judge(deals: Sequence[Opportunity], leads: dict[str, Lead]) -> None:
    """Give each deal its margin, its quality and the day of its proposal."""
    rng = generator("deals")
    for deal in deals:
        lead = leads.get(deal.lead_id)
        deal.industry = lead.industry if lead else rng.choices(INDUSTRIES, INDUSTRY_WEIGHTS)[0]
        rate = rng.gauss(MARGIN_RATE[TEAM_OF[deal.owner_id]], 0.05)
        if lead is not None and lead.campaign_id == CHEAP_CAMPAIGN:
            rate -= 0.12
        deal.margin = round(deal.amount * min(0.6, max(0.04, rate)), 2)
        deal.qualified = rng.random() < {"won": 0.93, "lost": 0.66, "discovery": 0.5}.get(deal.stage, 0.8)
        deal.proposed = proposal_day(rng, deal)


def proposal_day(rng: random.Random, deal: Opportunity) -> date | None:
    """The day of the proposal; none where it is still being written, or the deal was lost before."""
    if rng.random() < NO_PROPOSAL.get(deal.stage, 0):
        return None
    last = deal.closed or END
    days = max(0, (last - deal.created).days)
    return deal.created + timedelta(days=min(days, 2 + int(rng.betavariate(2, 4) * max(6, days))))


def follow_deal(rng: random.Random, lead: Lead, deal: Opportunity) -> None:
    """Take the days of a lead with an opportunity from there."""
    lead.contacted, lead.opportunity, lead.proposal = deal.first_contact, deal.created, deal.proposed
    lead.qualified = lead.contacted + timedelta(days=rng.randint(0, (deal.created - deal.first_contact).days))
    if lead.status == "abandoned" and deal.closed is not None:
        lead.abandoned = until_end(deal.closed + timedelta(days=rng.randint(0, 4)))


def follow_up(rng: random.Random, lead: Lead) -> None:
    """Say how far a lead without an opportunity came before it was given up, if it was."""
    if lead.status == "new":
        return
    contacted = until_end(workday(lead.created + timedelta(days=min(9, int(rng.expovariate(0.6))))))
    qualified = until_end(workday(contacted + timedelta(days=rng.randint(1, 9))))
    if lead.status == "abandoned":
        reached, gone_on = rng.random() < 0.86, rng.random() < qualified_share(lead)
        last = qualified if reached and gone_on else contacted
        lead.abandoned = until_end(last + timedelta(days=max(5, round(rng.lognormvariate(3.2, 0.5)))))
        if reached:
            lead.contacted = contacted
            lead.qualified = qualified if gone_on else None
        return
    lead.contacted = contacted
    if lead.status == "qualified":
        lead.qualified = qualified


def qualified_share(lead: Lead) -> float:
    """Which share of the leads given up without an opportunity had been qualified."""
    if lead.source == "partners":
        return 0.62 if lead.created >= QUALIFIED_IN_VAIN else 0.16
    return 0.08 if lead.campaign_id == CHEAP_CAMPAIGN else 0.13


def meet(rng: random.Random, lead: Lead) -> None:
    """Fix a meeting with some of those who were reached."""
    assert lead.contacted is not None
    rate = 0.6 if lead.opportunity else 0.35 if lead.qualified else 0.07
    if lead.campaign_id == CHEAP_CAMPAIGN:
        rate *= 0.7
    day = workday(lead.contacted + timedelta(days=int(rng.expovariate(0.25))))
    if rng.random() < rate:
        lead.meeting = min(day, lead.settled or END, END)
