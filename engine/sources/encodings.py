"""From the bytes of a file to its text, in the encoding that is declared and in no other."""

from __future__ import annotations

import codecs

from engine.errors import Issue, Place
from engine.model.datasets import DatasetSpec
from engine.sources.contents import LOOKED_AT, broken, kind_of

NUL = "\0"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WIDE = ("utf-16", "utf-32")  # of each sign several bytes, and some of them zero


def decoded(data: bytes, name: str, spec: DatasetSpec) -> tuple[str | None, list[Issue]]:
    """The text with every line end as a newline, so that whoever walks it counts the same lines.

    With it come warnings; without it, what is wrong.
    """
    declared = spec.csv.encoding
    encoding = codecs.lookup(declared).name
    if encoding.startswith(WIDE) and data and b"\0" not in data:
        hint = f"it may be utf-8: then leave 'encoding' out of 'csv' of '{spec.id}'"
        return None, [_issue(Place(name, 1, 1), f"the file is not {declared}", hint)]
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding, "ignore")
        message = f"the file is not {declared}: the byte 0x{error.object[error.start]:02X} does not read"
        return None, [another_kind(data, name) or _issue(_end(name, before), message, _other(data, encoding, spec))]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if NUL in text:
        # No text holds it, and the backend marks what is no value with it.
        place = _end(name, text[: text.index(NUL)])
        hint = _other(data, encoding, spec) if data.count(0) * 4 > len(data) else "the file is damaged: export it again"
        nul = _issue(place, "the file holds a NUL character, and no text does", hint)
        return None, [another_kind(data, name) or nul]
    if text.lstrip().lower().startswith(("<!doctype html", "<html")):
        return None, [another_kind(text.lstrip()[:LOOKED_AT].encode(), name) or broken(name, "this is no CSV", "")]
    return text, _mixed_up(data, encoding, name, spec)


def another_kind(data: bytes, name: str) -> Issue | None:
    """The issue of a file that is of another kind altogether."""
    found = kind_of(data[:LOOKED_AT])
    return broken(name, f"this is not CSV: it is {found[0]}", found[1]) if found else None


def _other(data: bytes, encoding: str, spec: DatasetSpec) -> str:
    """The hint that names the encoding which the file seems to be in."""
    if data.startswith(UTF_16):
        seems = "utf-16"
    elif data.count(0) * 4 > len(data):
        seems = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    elif encoding != "utf-8" and reads_as(data, "utf-8"):
        seems = "utf-8"
    else:
        seems = "latin-1" if encoding == "cp1252" else "cp1252"
    return f"it may be {seems}: give '{spec.id}' csv: {{encoding: {seems}}}"


def _mixed_up(data: bytes, encoding: str, name: str, spec: DatasetSpec) -> list[Issue]:
    """A warning where accents would come out as two signs each: UTF-8 that is read as something else."""
    if encoding.startswith("utf-") or data.isascii() or not reads_as(data, "utf-8"):
        return []
    message = f"the file reads as utf-8 too, and is declared {spec.csv.encoding}"
    hint = "if accents come out as two signs each, leave 'encoding' out"
    return [Issue("warning", "encoding", Place(name), message, hint)]


def reads_as(data: bytes, encoding: str) -> bool:
    """Whether every byte is one of the encoding's."""
    try:
        data.decode(encoding)
        return True
    except UnicodeDecodeError:
        return False


def _issue(place: Place, message: str, hint: str) -> Issue:
    return Issue("error", "encoding", place, message, hint)


def _end(name: str, before: str) -> Place:
    """The place right after a text."""
    before = before.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
