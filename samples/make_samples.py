"""Write the data of a fictional B2B company, for trying boardpack on something with things to find in it.

Stories hidden in it, to be read at October 2026: (a) leads of `partners` convert half as well from April 2026
on; (b) team `south` signs far more than the year before and `north` stands still, up to July 2026; (c) paid search
costs much more in 2026 for no more leads, and bounces more; (d) the pipeline grows somewhat; (e) from June 2026 on
many leads of partners are qualified and get no opportunity; (f) campaign C11 brings many leads, few deals and little
margin; (g) the messages end on October 27; (h) messages stand in two exports, some without an owner, some answers
without a score; (i) in July 2026 two desks change their team, and the teams that got them feel it.

Everything comes from seeded generators, one for each kind of data, and no clock: two runs give the same bytes.
`make/` beside this script makes them, a module for each part of the company.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
from make.company import SEED, Campaign
from make.contacts import exports, make_meetings, make_messages, make_proposals, make_prospects, make_touchpoints
from make.customers import make_customers, make_invoices, make_satisfaction
from make.deals import Opportunity, make_opportunities
from make.files import french, write_csv
from make.leads import Lead, make_leads
from make.people import make_enps, make_pulse, make_reps
from make.spend import make_spend
from make.steps import take_steps
from make.website import Visit, make_newsletters, make_page_views, make_searches, make_visits


def write_all(out: Path) -> None:
    """Make the data and write all files into the folder."""
    # One generator for the leads, what becomes of them and the spend; all else has its own.
    rng = random.Random(SEED)
    leads = make_leads(rng)
    deals = make_opportunities(rng, leads)
    spend = make_spend(rng)
    take_steps(leads, deals)
    out.mkdir(parents=True, exist_ok=True)
    write_csv(out / "reps.csv", "owner_id,name,team,start,end", make_reps())
    write_spend(out, spend)
    write_customers(out, leads, deals)
    write_csv(out / "leads.csv", Lead.HEADER, (lead.row() for lead in leads))
    write_csv(out / "opportunities.csv", Opportunity.HEADER, (deal.row() for deal in deals))
    write_contacts(out, leads, deals)
    write_website(out, make_visits(leads))
    write_csv(out / "enps.csv", "answer_id,answered_on,team,score", make_enps())
    write_csv(out / "pulse.csv", "invitation_id,invited_on,team,score", make_pulse())


def write_spend(out: Path, spend: Sequence[tuple[date, Campaign, float]]) -> None:
    """Write the spreadsheet of the campaigns."""
    rows = (
        (str(n), c.campaign_id, c.label, c.channel, f"{day:%d/%m/%Y}", french(amount))
        for n, (day, c, amount) in enumerate(spend, 1)
    )
    write_csv(out / "campagnes.csv", "N° ligne,Campagne,Libellé,Canal,Date,Dépense", rows, as_french=True)


def write_customers(out: Path, leads: Sequence[Lead], deals: Sequence[Opportunity]) -> None:
    """Write the customers, their invoices and their answers; the leads learn whose they became."""
    accounts, first = make_customers(leads, deals)
    invoices = make_invoices(first)
    write_csv(out / "accounts.csv", "customer_id,name,industry,region", (account.row() for account in accounts))
    rows = (invoice.row(n) for n, invoice in enumerate(invoices, 1))
    write_csv(out / "invoices.csv", "invoice_id,customer_id,opportunity_id,invoiced_on,amount,margin", rows)
    write_csv(out / "satisfaction.csv", "answer_id,customer_id,answered_on,score", make_satisfaction(invoices))


def write_contacts(out: Path, leads: Sequence[Lead], deals: Sequence[Opportunity]) -> None:
    """Write what was done with prospects."""
    for name, rows in exports(make_messages(leads)):
        write_csv(out / name, "message_id,prospect_id,channel,owner_id,sent_at,replied,replied_at", rows)
    header = "meeting_id,lead_id,owner_id,obtained_on,held_on,way,buying_stage"
    write_csv(out / "meetings.csv", header, make_meetings(leads))
    header = "proposal_id,opportunity_id,lead_id,owner_id,sent_on,read_on,followed_up_on,amount"
    write_csv(out / "proposals.csv", header, make_proposals(deals))
    write_csv(out / "touchpoints.csv", "lead_id,touched_on,channel,campaign_id", make_touchpoints(leads))
    copies = make_prospects(leads)
    columns = {
        "exported_on": [day for day, _ in copies],
        "lead_id": [lead.lead_id for _, lead in copies],
        "source": [lead.source for _, lead in copies],
        "owner_id": [lead.owner_id or None for _, lead in copies],
        "buying_stage": [lead.buying_stage(day) for day, lead in copies],
    }
    pl.DataFrame(columns).write_parquet(out / "prospects.parquet")


def write_website(out: Path, visits: Sequence[Visit]) -> None:
    """Write the visits, and the pages and searches that agree with them; and the newsletters."""
    columns = {
        "session_id": [f"S{number:06d}" for number in range(1, len(visits) + 1)],
        "started_at": [visit.started for visit in visits],
        "duration": [visit.seconds for visit in visits],
        "pages": [visit.pages for visit in visits],
        "contact_id": [visit.contact_id for visit in visits],
        "channel": [visit.channel for visit in visits],
        "lead_id": [visit.lead_id for visit in visits],
    }
    pl.DataFrame(columns).write_parquet(out / "sessions.parquet")
    write_csv(out / "page_views.csv", "day,page,views", make_page_views(visits))
    write_csv(out / "searches.csv", "day,query,impressions,clicks", make_searches(visits))
    counts = "sent,delivered,opened,clicks,unique_clicks,unsubscribed,complaints,actions"
    write_csv(out / "newsletters.csv", f"newsletter_id,sent_on,title,audience,{counts}", make_newsletters())


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description="Write the data of the sample.")
    # The data go beside this script wherever it is called from.
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    write_all(parser.parse_args().out)


if __name__ == "__main__":
    main()
