"""Customers: who signed the deals, what they were invoiced, and how content they say they are."""

from __future__ import annotations

import calendar
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from make.company import END, SteadyDraw, generator, iso, workday
from make.deals import Opportunity
from make.leads import Lead
from make.steps import home_or_elsewhere

RENEWS = {"manufacturing": 0.69, "construction": 0.61, "services": 0.67, "public": 0.77, "retail": 0.57}
RENEWS_AGAIN = 0.12  # more likely still, once a customer has renewed
REPEAT_ORDER = 0.012  # in a month
RETURNS = 0.12  # of the deals are with a customer that there is already


@dataclass(frozen=True)
class Account:
    """A line of accounts.csv."""

    customer_id: str
    industry: str
    region: str

    def row(self) -> tuple[str, ...]:
        """Give the cells of the line."""
        return (self.customer_id, f"Client {self.customer_id[1:]}", self.industry, self.region)


@dataclass
class Invoice:
    """A line of invoices.csv; `renewed` counts the years that it has gone on."""

    account: Account
    opportunity_id: str
    day: date
    amount: float
    margin: float
    renewed: int = 0

    def row(self, number: int) -> tuple[str, ...]:
        """Give the cells of the line."""
        ids = (f"F{number:05d}", self.account.customer_id, self.opportunity_id)
        return (*ids, iso(self.day), f"{self.amount:.2f}", f"{self.margin:.2f}")


def make_customers(leads: Sequence[Lead], deals: Sequence[Opportunity]) -> tuple[list[Account], list[Invoice]]:
    """Make the customers of the deals that were won, in the order of signature, and the first invoice of each deal."""
    rng = generator("customers")
    of_lead = {lead.lead_id: lead for lead in leads}
    known: dict[tuple[str, str], list[Account]] = defaultdict(list)
    accounts: list[Account] = []
    invoices: list[Invoice] = []
    won = [(deal.closed, deal) for deal in deals if deal.stage == "won" and deal.closed is not None]
    for closed, deal in sorted(won, key=lambda pair: (pair[0], pair[1].opportunity_id)):
        lead = of_lead.get(deal.lead_id)
        region = lead.region if lead else home_or_elsewhere(rng, deal.owner_id)
        there = known[deal.industry, region]
        if there and rng.random() < RETURNS:
            account = rng.choice(there)
        else:
            account = Account(f"A{len(accounts) + 1:04d}", deal.industry, region)
            accounts.append(account)
            there.append(account)
        if lead is not None:
            lead.customer_id = account.customer_id
        day = workday(closed + timedelta(days=rng.randint(0, 10)))
        if day <= END:
            invoices.append(Invoice(account, deal.opportunity_id, day, deal.amount, deal.margin))
    return accounts, invoices


def make_invoices(first: Sequence[Invoice]) -> list[Invoice]:
    """All invoices by day: those of the deals, what follows them within the year, and renewals a year later."""
    rng = generator("invoices")
    steady: dict[date, SteadyDraw] = defaultdict(lambda: SteadyDraw(rng))
    every = list(first)
    for invoice in every:  # it grows while it is walked: a renewal may be renewed
        if not invoice.renewed and invoice.opportunity_id:
            every += repeat_orders(rng, invoice)
        chance = RENEWS[invoice.account.industry] + RENEWS_AGAIN * (invoice.renewed > 0)
        if steady[invoice.day.replace(day=1)].draw(chance):
            again = year_later(rng, invoice)
            if again.day <= END:
                every.append(again)
    return sorted(every, key=lambda invoice: (invoice.day, invoice.account.customer_id, invoice.opportunity_id))


def repeat_orders(rng: random.Random, invoice: Invoice) -> Iterator[Invoice]:
    """Smaller orders of the customer in the months after a deal."""
    day = invoice.day
    while (day := day + timedelta(days=30)) <= END - timedelta(days=2):
        if rng.random() < REPEAT_ORDER:
            share = rng.uniform(0.25, 0.6)
            amount, margin = round(invoice.amount * share, 2), round(invoice.margin * share * 1.05, 2)
            yield Invoice(invoice.account, "", workday(day), amount, margin)


def year_later(rng: random.Random, invoice: Invoice) -> Invoice:
    """The renewal: in the same month of the next year, at about the same price."""
    year, month = invoice.day.year + 1, invoice.day.month
    last = calendar.monthrange(year, month)[1]
    day = date(year, month, min(last, max(1, invoice.day.day + rng.randint(-4, 4))))
    if (monday := workday(day)).month == month:
        day = monday
    change = rng.gauss(1.02, 0.05)
    amount, margin = round(invoice.amount * change, 2), round(invoice.margin * change, 2)
    return Invoice(invoice.account, "", day, amount, margin, invoice.renewed + 1)


def make_satisfaction(invoices: Sequence[Invoice]) -> list[tuple[str, ...]]:
    """The answers of customers asked some weeks after an order, by day; some left the score out."""
    rng = generator("satisfaction")
    answers: list[tuple[date, str, str]] = []
    for invoice in invoices:
        if rng.random() > 0.42:
            continue
        day = invoice.day + timedelta(days=rng.randint(8, 30))
        content = 0.03 if invoice.renewed else 0.0
        weights = (0.04, 0.06, 0.13 - content, 0.42, 0.35 + content)
        score = "" if rng.random() < 0.02 else str(rng.choices((1, 2, 3, 4, 5), weights)[0])
        if day <= END:
            answers.append((day, invoice.account.customer_id, score))
    answers.sort(key=lambda answer: answer[0])
    return [(f"Q{n:05d}", customer, iso(day), score) for n, (day, customer, score) in enumerate(answers, 1)]
