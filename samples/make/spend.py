"""What campaigns cost: the lines of the French spreadsheet."""

from __future__ import annotations

import math
import random
from datetime import date

from make.company import PAID_SEARCH_RISE, SEASON, SOURCES, Campaign, active, expected_leads, months


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
