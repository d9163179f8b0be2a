"""What must hold between the sample's files: a query for each rule, for the rows that break it."""

from __future__ import annotations

KNOWN_TO = "DATE '2026-10-31'"
ALIVE = 120  # days after its last step for which a prospect stands in the weekly copies

RULES = {
    "a lead's steps come one after the other, and none is left out": """
        SELECT lead_id FROM leads WHERE contacted_at < created_at OR qualified_at < contacted_at
        OR opportunity_at < qualified_at OR proposal_at < opportunity_at OR converted_at < proposal_at
        OR (contacted_at IS NULL AND qualified_at IS NOT NULL) OR (qualified_at IS NULL AND opportunity_at IS NOT NULL)
        OR (opportunity_at IS NULL AND proposal_at IS NOT NULL) OR (proposal_at IS NULL AND converted_at IS NOT NULL)
        """,
    "a meeting is fixed with somebody who was reached, before the lead is settled": f"""
        SELECT lead_id FROM leads WHERE meeting_at IS NOT NULL
        AND (contacted_at IS NULL OR meeting_at < contacted_at OR meeting_at > coalesce(settled_at, {KNOWN_TO}))""",
    "a lead's status is what its days say": """
        SELECT lead_id FROM leads WHERE status <> CASE WHEN converted_at IS NOT NULL THEN 'converted'
        WHEN abandoned_at IS NOT NULL THEN 'abandoned' WHEN qualified_at IS NOT NULL THEN 'qualified'
        WHEN contacted_at IS NOT NULL THEN 'contacted' ELSE 'new' END""",
    "a lead is settled on the day it was converted or abandoned, after all its steps": """
        SELECT lead_id FROM leads WHERE settled_at IS DISTINCT FROM coalesce(converted_at, abandoned_at)
        OR (converted_at IS NOT NULL AND abandoned_at IS NOT NULL)
        OR settled_at < greatest(created_at, contacted_at, qualified_at, opportunity_at, proposal_at)""",
    "nothing of a lead happens after the data's end": f"""
        SELECT lead_id FROM leads
        WHERE greatest(created_at, contacted_at, meeting_at, qualified_at, proposal_at, settled_at) > {KNOWN_TO}""",
    "a lead and its opportunity have the same days": """
        SELECT lead_id FROM leads FULL JOIN (SELECT * FROM opportunities WHERE lead_id IS NOT NULL) o USING (lead_id)
        WHERE opportunity_at IS DISTINCT FROM o.created_at OR (o.stage = 'won') IS DISTINCT FROM
        CASE WHEN opportunity_at IS NOT NULL THEN status = 'converted' END
        OR (o.lead_id IS NOT NULL AND contacted_at <> first_contact_at)
        OR (o.stage = 'won' AND converted_at <> closed_at)""",
    "an opportunity has its lead's industry": """
        SELECT opportunity_id FROM opportunities o JOIN leads l USING (lead_id) WHERE o.industry <> l.industry""",
    "an opportunity's margin is a part of its amount, its probability that of its stage": """
        SELECT opportunity_id FROM opportunities WHERE margin <= 0 OR margin >= amount OR probability <>
        CASE stage WHEN 'discovery' THEN 0.2 WHEN 'proposal' THEN 0.4 WHEN 'negotiation' THEN 0.7
        WHEN 'won' THEN 1 ELSE 0 END""",
    "a customer is the account that a converted lead became": """
        SELECT lead_id FROM leads l LEFT JOIN accounts a USING (customer_id)
        WHERE (l.customer_id IS NULL) <> (status <> 'converted') OR (l.customer_id IS NOT NULL
        AND (a.industry IS DISTINCT FROM l.industry OR a.region IS DISTINCT FROM l.region))""",
    "a message goes to a lead that there is, from its desk": """
        SELECT message_id FROM messages m LEFT JOIN leads l ON l.lead_id = m.prospect_id
        WHERE l.lead_id IS NULL OR m.sent_at::DATE < coalesce(l.contacted_at, l.created_at)
        OR (m.owner_id IS NOT NULL AND l.owner_id NOT IN (m.owner_id, 'R99'))""",
    "an answer comes after its message": """
        SELECT message_id FROM exported WHERE replied <> (replied_at IS NOT NULL) OR replied_at <= sent_at""",
    "a message stands once in a file, and two files say the same of it but for the answer": """
        SELECT message_id FROM exported GROUP BY 1 HAVING count(DISTINCT filename) <> count(*) OR
        count(DISTINCT (prospect_id, channel, owner_id, sent_at)) > 1""",
    "a lead of the site was made in one visit of its day, and no other was": """
        SELECT coalesce(l.lead_id, s.lead_id) FROM (SELECT * FROM leads WHERE source IN ('web', 'paid_search')) l
        FULL JOIN (SELECT * FROM sessions WHERE lead_id IS NOT NULL) s USING (lead_id) GROUP BY ALL HAVING count(*) > 1
        OR bool_or(l.created_at IS DISTINCT FROM s.started_at::DATE
        OR (l.source = 'paid_search') IS DISTINCT FROM (s.channel = 'paid'))""",
    "a visitor who is known is an earlier lead": """
        SELECT session_id FROM sessions s LEFT JOIN leads l ON l.lead_id = s.contact_id
        WHERE contact_id IS NOT NULL AND (l.lead_id IS NULL OR l.created_at >= s.started_at::DATE)""",
    "the page views of a day are the pages that its visits saw": """
        SELECT day FROM (SELECT day, sum(views) AS views FROM page_views GROUP BY 1) FULL JOIN
        (SELECT started_at::DATE AS day, sum(pages) AS pages FROM sessions GROUP BY 1) USING (day)
        WHERE views IS DISTINCT FROM pages""",
    "a click in the search results is an organic visit": """
        SELECT day FROM searches LEFT JOIN (SELECT started_at::DATE AS day, count(*) AS visits FROM sessions
        WHERE channel = 'organic' GROUP BY 1) USING (day)
        GROUP BY day, visits HAVING sum(clicks) > coalesce(visits, 0) OR bool_or(clicks > impressions)""",
    "a page and a query stand once a day": """
        SELECT day, page FROM page_views GROUP BY ALL HAVING count(*) > 1
        UNION ALL SELECT day, query FROM searches GROUP BY ALL HAVING count(*) > 1""",
    "of a newsletter no more is delivered than sent, opened than delivered, clicked than opened": """
        SELECT newsletter_id FROM newsletters WHERE NOT (actions <= unique_clicks AND unique_clicks <= clicks
        AND unique_clicks <= opened AND opened <= delivered AND delivered <= sent
        AND unsubscribed + complaints <= delivered)""",
    "a lead's first meeting is the one that the lead names": """
        SELECT lead_id FROM leads FULL JOIN (SELECT lead_id, min(obtained_on) AS first, bool_and(coalesce(held_on
        BETWEEN obtained_on AND DATE '2026-10-31', true)) AS after FROM meetings GROUP BY 1) USING (lead_id)
        WHERE meeting_at IS DISTINCT FROM first OR NOT after OR created_at IS NULL""",
    "a meeting is obtained by the lead's desk, before the lead is settled": """
        SELECT meeting_id FROM meetings m JOIN leads l USING (lead_id)
        WHERE (l.owner_id IS NOT NULL AND l.owner_id NOT IN (m.owner_id, 'R99')) OR obtained_on > settled_at""",
    "each Sunday's copy holds the prospects that the leads' days say": f"""
        WITH days AS (
        SELECT unnest(generate_series(DATE '2024-09-01', {KNOWN_TO}, INTERVAL 7 DAY))::DATE AS exported_on),
        wanted AS (SELECT exported_on, lead_id, source, owner_id FROM days, leads WHERE contacted_at <= exported_on
        AND coalesce(settled_at > exported_on, true)
        AND exported_on - CASE WHEN qualified_at <= exported_on THEN qualified_at ELSE contacted_at END <= {ALIVE}),
        found AS (SELECT exported_on, lead_id, source, owner_id FROM prospects)
        (FROM wanted EXCEPT ALL FROM found) UNION ALL (FROM found EXCEPT ALL FROM wanted)""",
    "a proposal belongs to an opportunity that came so far, and to its lead and desk": """
        SELECT proposal_id FROM proposals p LEFT JOIN opportunities o USING (opportunity_id)
        WHERE o.stage IS NULL OR o.stage = 'discovery' OR o.lead_id IS DISTINCT FROM p.lead_id
        OR o.owner_id <> p.owner_id OR p.sent_on < o.created_at OR p.sent_on > o.closed_at
        OR read_on < sent_on OR followed_up_on <= sent_on""",
    "a lead's proposal is the first one sent, and what was won or is negotiated had one": """
        SELECT opportunity_id FROM opportunities o LEFT JOIN leads l USING (lead_id)
        LEFT JOIN (SELECT opportunity_id, min(sent_on) AS first FROM proposals GROUP BY 1) USING (opportunity_id)
        WHERE (l.lead_id IS NOT NULL AND proposal_at IS DISTINCT FROM first)
        OR (stage IN ('won', 'negotiation') AND first IS NULL)""",
    "the last proposal of an opportunity has its amount": """
        SELECT opportunity_id FROM proposals p JOIN opportunities o USING (opportunity_id)
        GROUP BY opportunity_id, o.amount HAVING arg_max(p.amount, proposal_id) <> o.amount""",
    "a deal is invoiced once, soon after it was won, with its amount and margin": f"""
        SELECT opportunity_id FROM (SELECT * FROM opportunities WHERE stage = 'won') o
        FULL JOIN (SELECT * FROM invoices WHERE opportunity_id IS NOT NULL) i USING (opportunity_id)
        GROUP BY ALL HAVING count(*) > 1 OR bool_or(o.stage IS NULL OR i.amount <> o.amount OR i.margin <> o.margin
        OR i.invoiced_on NOT BETWEEN o.closed_at AND o.closed_at + INTERVAL 14 DAY
        OR (i.invoice_id IS NULL AND o.closed_at < {KNOWN_TO} - INTERVAL 14 DAY))""",
    "a deal's invoice goes to the customer that its lead became": """
        SELECT invoice_id FROM invoices i JOIN opportunities o USING (opportunity_id) JOIN leads l USING (lead_id)
        WHERE l.customer_id IS DISTINCT FROM i.customer_id""",
    "an invoice goes to an account, and one without a deal to somebody who has bought": """
        SELECT invoice_id FROM invoices i LEFT JOIN accounts a USING (customer_id) WHERE a.customer_id IS NULL
        OR margin <= 0 OR margin >= amount OR (opportunity_id IS NULL AND NOT EXISTS (FROM invoices b
        WHERE b.customer_id = i.customer_id AND b.opportunity_id IS NOT NULL AND b.invoiced_on < i.invoiced_on))""",
    "an answer on satisfaction comes from somebody who has bought": """
        SELECT answer_id FROM satisfaction s WHERE NOT EXISTS (FROM invoices i
        WHERE i.customer_id = s.customer_id AND i.invoiced_on < s.answered_on)""",
    "surveys are answered on their scale, by the teams that there are": """
        WITH answers AS (SELECT answer_id, team, score BETWEEN 0 AND 10 AS fits FROM enps
        UNION ALL SELECT invitation_id, team, score IS NULL OR score BETWEEN 1 AND 5 FROM pulse)
        SELECT answer_id FROM answers WHERE NOT coalesce(fits, false) OR team NOT IN (SELECT team FROM reps)""",
    "each lead of the last six months met twice with the company before it came": """
        WITH late AS (SELECT * FROM leads WHERE created_at >= '2026-05-01')
        SELECT lead_id FROM late FULL JOIN touchpoints USING (lead_id) GROUP BY lead_id
        HAVING count(touched_on) <> 2 OR bool_or(touched_on > created_at OR created_at IS NULL)""",
    "a desk is in one team on any day, and its codes are those of the leads": """
        SELECT a.owner_id FROM reps a JOIN reps b ON a.owner_id = b.owner_id AND a.start < b.start
        WHERE a."end" IS NULL OR a."end" > b.start
        UNION ALL SELECT owner_id FROM leads WHERE owner_id NOT IN (SELECT owner_id FROM reps) AND owner_id <> 'R99'""",
}
