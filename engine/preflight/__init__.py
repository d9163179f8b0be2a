"""The last look at a finished report, after its pages are made and before a file is written.

Nothing is computed here: what the pages ought to show is compared with what stands on them. Whatever fails is an issue
that names the figure, the table or the page, all of them together, and no file is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import ReportRefused, raise_errors
from engine.model.document import Document
from engine.model.preflight import Check, Missing, Preflight, Sheet
from engine.preflight.expected import rows
from engine.preflight.gaps import left_open
from engine.preflight.pages import broken_pictures, empty, untitled, untold
from engine.preflight.shown import not_shown, unexplained
from engine.preflight.suspects import with_suspect
from engine.preflight.totals import looked_at, wrong_totals


def inspect(document: Document, sheets: Sequence[Sheet]) -> Preflight:
    """What was looked at on the outputs that are given; ReportRefused with all that is wrong."""
    expected = list(rows(document))
    issues = [*unexplained(expected), *wrong_totals(document)]
    for sheet in sheets:
        issues += (with_suspect(issue, document.templates) for issue in not_shown(expected, sheet))
        issues += empty(sheet)
        issues += broken_pictures(sheet)
        issues += untold(sheet)
        issues += untitled(sheet, document)
    raise_errors(ReportRefused, issues)
    pictures = sum(len(sheet.pictures) for sheet in sheets)
    checks = (
        Check("figures", sum(len(row.texts) for row in expected) * len(sheets)),
        Check("reasons", sum(len(row.reasons) for row in expected)),
        Check("totals", looked_at(document)),
        Check("glyphs", sum(len(set("".join(row for page in sheet.pages for row in page))) for sheet in sheets)),
        Check("pictures", pictures),
        Check("pages", sum(len(sheet.pages) for sheet in sheets)),
        Check("alternatives", pictures),
        Check("titles", 2 * len(sheets)),
    )
    missing = tuple(Missing(gap.id, gap.what, gap.issue) for gap in left_open(document))
    return Preflight(
        tuple(sheet.output for sheet in sheets), tuple(check for check in checks if check.looked_at), missing
    )
