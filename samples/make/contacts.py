"""What is done with prospects: messages, meetings, proposals, weekly copies of who is open, and what leads met with."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from make.company import END, START, days_between, generator, iso, workday
from make.deals import Opportunity
from make.leads import Lead

MESSAGES_END = date(2026, 10, 27)  # (g) the last export was made four days before the month was over
EXPORTS = (  # up to which day each export of the messages goes; it begins some days before the end of the one before
    date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31), date(2026, 6, 30), MESSAGES_END,
)  # fmt: skip
OVERLAP = timedelta(days=8)
CHANNELS = ("email", "call", "social")
REPLY_RATE = {"email": 0.31, "call": 0.52, "social": 0.22}
ALIVE = timedelta(days=120)  # a prospect that nobody has moved for so long is not in the copy any more
TOUCHES_FROM = date(2026, 5, 1)
TOUCH = {  # how leads of a source were met with before they came
    "web": ("organic", "direct", "email", "social"),
    "paid_search": ("paid", "paid", "organic"),
    "events": ("event", "email"),
    "partners": ("referral", "email"),
    "referral": ("referral", "direct"),
    "outbound": ("call", "email", "social"),
}


@dataclass
class Message:
    """A line of a messages file."""

    lead: Lead
    channel: str
    owner_id: str
    sent: datetime
    replied: datetime | None
    message_id: str = ""

    def row(self, known_by: date) -> tuple[str, ...]:
        """Give the cells of the line as they stood in the export of that day."""
        reply = self.replied if self.replied is not None and self.replied.date() <= known_by else None
        ids = (self.message_id, self.lead.lead_id, self.channel, self.owner_id)
        return (*ids, iso(self.sent), "false" if reply is None else "true", iso(reply))


def make_messages(leads: Sequence[Lead]) -> list[Message]:
    """Make the messages by the time they were sent: a first one to most leads, a second to some."""
    rng = generator("messages")
    messages: list[Message] = []
    for lead in leads:
        first = lead.contacted or workday(lead.created + timedelta(days=rng.randint(0, 6)))
        count = rng.choices((0, 1, 2), (45, 42, 13) if lead.contacted else (55, 35, 10))[0]
        for n in range(count):
            day = workday(first + timedelta(days=n * rng.randint(3, 10)))
            if lead.status != "new" and day <= MESSAGES_END:
                messages.append(make_message(rng, lead, day))
    messages.sort(key=lambda message: (message.sent, message.lead.lead_id))
    for number, message in enumerate(messages, 1):
        message.message_id = f"M{number:05d}"
    return messages


def make_message(rng: random.Random, lead: Lead, day: date) -> Message:
    """A message on a day, and its answer, rare from those who were never reached."""
    channel = rng.choices(CHANNELS, (62, 26, 12))[0]
    sent = datetime.combine(day, time(rng.randint(8, 18), rng.randrange(60)))
    rate = REPLY_RATE[channel] * (1.35 if lead.qualified else 1.0 if lead.contacted else 0.0)
    hours = rng.expovariate(1 / 30) if channel != "call" else rng.expovariate(1 / 4)
    reply = sent + timedelta(minutes=5 + round(60 * min(hours, 240)))
    if 1 <= reply.hour < 6:  # nobody writes at night, and one of these hours is left out each spring
        reply += timedelta(hours=6)
    answered = rng.random() < rate and reply.date() <= MESSAGES_END
    return Message(lead, channel, "" if rng.random() < 0.006 else lead.rep, sent, reply if answered else None)


def exports(messages: Sequence[Message]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The files: each begins before the one before ends, and knows of answers up to its own day."""
    first = START
    for last in EXPORTS:
        rows = [message.row(last) for message in messages if first <= message.sent.date() <= last]
        yield f"messages_{last:%Y-%m}.csv", rows
        first = last - OVERLAP


def make_meetings(leads: Sequence[Lead]) -> list[tuple[str, ...]]:
    """Make the meetings by the day they were fixed: the lead's first, and some more where there is an opportunity."""
    rng = generator("meetings")
    meetings: list[tuple[date, Lead, date | None, str]] = []
    for lead in leads:
        day = lead.meeting
        while day is not None:
            held: date | None = workday(day + timedelta(days=rng.randint(2, 12)))
            if held is None or held > END or rng.random() < 0.09:
                held = None  # still to come, or called off
            meetings.append((day, lead, held, "phone" if rng.random() < 0.55 else "in_person"))
            goes_on = lead.opportunity is not None and held is not None and rng.random() < 0.28
            day = workday(held + timedelta(days=rng.randint(1, 10))) if goes_on and held is not None else None
            if day is not None and day > min(END, lead.settled or END):
                day = None
    meetings.sort(key=lambda meeting: (meeting[0], meeting[1].lead_id))
    return [
        (f"V{n:05d}", lead.lead_id, lead.rep, iso(day), iso(held), way, lead.buying_stage(day))
        for n, (day, lead, held, way) in enumerate(meetings, 1)
    ]


def make_proposals(deals: Sequence[Opportunity]) -> list[tuple[str, ...]]:
    """Make the proposals by the day they were sent: one for each deal that came so far, sometimes a second."""
    rng = generator("proposals")
    sent: list[tuple[date, Opportunity, float]] = []
    for deal in deals:
        if deal.proposed is None:
            continue
        again = workday(deal.proposed + timedelta(days=rng.randint(5, 12)))
        if rng.random() < 0.12 and again <= (deal.closed or END):
            sent += [(deal.proposed, deal, round(deal.amount * rng.uniform(1.02, 1.15), 2)), (again, deal, deal.amount)]
        else:
            sent.append((deal.proposed, deal, deal.amount))
    sent.sort(key=lambda proposal: (proposal[0], proposal[1].opportunity_id))
    rows = []
    for number, (day, deal, amount) in enumerate(sent, 1):
        read = day + timedelta(days=int(rng.expovariate(0.6))) if rng.random() < 0.83 else None
        slow = 1.6 if deal.owner_id in ("R03", "R04") else 1.0  # who lets proposals lie
        followed = workday(day + timedelta(days=1 + round(rng.gammavariate(3, 1.6) * slow)))
        done = followed if rng.random() < (0.8 if slow == 1.0 else 0.62) else None
        ids = (f"P{number:05d}", deal.opportunity_id, deal.lead_id, deal.owner_id)
        rows.append((*ids, *(iso(when) if when and when <= END else "" for when in (day, read, done)), f"{amount:.2f}"))
    return rows


def open_on(lead: Lead, day: date) -> bool:
    """Whether the lead is in the copy of open prospects: contacted, not settled, and moved not long ago."""
    if lead.contacted is None or lead.contacted > day or (lead.settled is not None and lead.settled <= day):
        return False
    last = lead.qualified if lead.qualified is not None and lead.qualified <= day else lead.contacted
    return day - last <= ALIVE


def make_prospects(leads: Sequence[Lead]) -> list[tuple[date, Lead]]:
    """The copies: on each Sunday the leads that are open prospects."""
    sundays = [day for day in days_between(START, END) if day.weekday() == 6]
    return [(day, lead) for day in sundays for lead in leads if open_on(lead, day)]


def make_touchpoints(leads: Sequence[Lead]) -> list[tuple[str, ...]]:
    """Two contacts with the company for each lead of the last six months, up to the day on which it came."""
    rng = generator("touchpoints")
    touches: list[tuple[date, str, str, str]] = []
    for lead in leads:
        if lead.created >= TOUCHES_FROM:
            early = lead.created - timedelta(days=rng.randint(1, 40))
            touches.append((early, lead.lead_id, rng.choice(("organic", "direct", "email", "social")), ""))
            touches.append((lead.created, lead.lead_id, rng.choice(TOUCH[lead.source]), lead.campaign_id))
    touches.sort(key=lambda touch: touch[:2])
    return [(lead_id, iso(day), channel, campaign) for day, lead_id, channel, campaign in touches]
