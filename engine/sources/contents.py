"""What a file is by its first bytes, whatever its name says: for files that are not what they should be."""

from __future__ import annotations

from engine.errors import Issue, Place

AGAIN = "export it, or copy it, again"
LOOKED_AT = 512  # bytes at the start

# The first bytes of the kinds of files that come in another's place, what they are called, and what to do then.
STARTS = (
    (b"PK\x03\x04", "a spreadsheet (.xlsx) or another zip file",
     "a spreadsheet's name ends in .xlsx; take other files out of the zip"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet (.xls), or one with a password",
     "open it, and save it without a password as .xlsx or CSV"),
    (b"PAR1", "a Parquet file", "its name must end in .parquet"),
    (b"ARROW1", "an Arrow file", "its name must end in .arrow"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"%PDF", "a PDF", "export the data themselves"),
    (b"SQLite format 3", "a database", "export the table as CSV"),
)  # fmt: skip
PAGES = (b"<!doctype html", b"<html")


def kind_of(start: bytes) -> tuple[str, str] | None:
    """What a file with these first bytes is, in words, and what to do with it; None where they do not tell."""
    for first, kind, hint in STARTS:
        if start.startswith(first):
            return kind, hint
    if start.lstrip().lower().startswith(PAGES):
        return "a web page", "open it: the site may have asked for a login instead of giving the export"
    return None


def not_what_it_says(start: bytes, size: int, name: str, own: tuple[bytes, ...], wanted: str) -> Issue:
    """The issue of a file that cannot be read as the kind that its name says, `wanted` in words.

    A file of that kind begins with one of `own`; with none where its beginning does not tell.
    """
    if size == 0:
        return broken(name, "the file is empty: it has 0 bytes", "export it again")
    if own and start.startswith(own):
        return broken(name, f"the file begins as {wanted}, and is damaged or cut short", AGAIN)
    found = kind_of(start)
    if found is not None:
        return broken(name, f"this is not {wanted}: it is {found[0]}", found[1])
    if _is_text(start):
        return broken(name, f"this is not {wanted}: it is a text", "name it as what it is: .csv, .json or .ndjson")
    return broken(name, f"this is not {wanted}, or it is damaged", AGAIN)


def broken(name: str, message: str, hint: str) -> Issue:
    """The issue of a file that cannot be read at all."""
    return Issue("error", "broken-file", Place(name), message, hint)


def _is_text(start: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\n\r" for byte in start)
