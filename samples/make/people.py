"""The people of the company: the desks with their teams over time, and what the surveys say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from make.company import MOVES, REORGANISED, REPS, TEAMS, generator, iso, months

HIRED = date(2024, 1, 1)
PEOPLE = {"north": 18, "south": 16, "key_accounts": 8}
ANSWERS = {"north": 11, "south": 9, "key_accounts": 5}  # of the large survey, about so many a month
MOOD = {"north": 7.9, "south": 8.3, "key_accounts": 8.5}
UNSETTLED = ("north", "key_accounts")  # the teams that were given other desks feel it


def make_reps() -> Iterator[tuple[str, ...]]:
    """The desks; two of them change their team, and have a line for each."""
    for owner_id, name, team in REPS:
        if owner_id in MOVES:
            yield (owner_id, name, team, iso(HIRED), iso(REORGANISED))
            yield (owner_id, name, MOVES[owner_id], iso(REORGANISED), "")
        else:
            yield (owner_id, name, team, iso(HIRED), "")


def mood(team: str, month: date) -> float:
    """How a team feels, on 0 to 10."""
    return MOOD[team] - 0.7 * (team in UNSETTLED and month >= REORGANISED)


def make_enps() -> list[tuple[str, ...]]:
    """The answers whether one would recommend the company, by day."""
    rng = generator("enps")
    answers = []
    for month in months():
        for team in TEAMS:
            for _ in range(ANSWERS[team] + rng.randint(-1, 1)):
                score = min(10, max(0, round(rng.gauss(mood(team, month), 1.7))))
                answers.append((month + timedelta(days=rng.randint(8, 24)), team, score))
    answers.sort()
    return [(f"E{n:04d}", iso(day), team, str(score)) for n, (day, team, score) in enumerate(answers, 1)]


def make_pulse() -> list[tuple[str, ...]]:
    """The invitations to the short survey, one for each person and month, with the score of those who answered."""
    rng = generator("pulse")
    invited = []
    for month in months():
        day = first_tuesday(month)
        for team in TEAMS:
            invited += [(day, team, pulse(rng, mood(team, month))) for _ in range(PEOPLE[team])]
    return [(f"I{n:04d}", iso(day), team, score) for n, (day, team, score) in enumerate(invited, 1)]


def first_tuesday(month: date) -> date:
    """The day on which the invitations go out."""
    return month + timedelta(days=(1 - month.weekday()) % 7)


def pulse(rng: random.Random, mood: float) -> str:
    """An answer from 1 to 5, by halves; or none."""
    if rng.random() < 0.27:
        return ""
    score = round(2 * min(5.0, max(1.0, rng.gauss(mood / 2, 0.75)))) / 2
    return f"{score:g}"
