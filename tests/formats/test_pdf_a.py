"""A PDF for archives holds all that it needs, says so, and is tagged like any other."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest

from engine.formats import pdf
from tests.formats.example import document

ROOT = Path(__file__).resolve().parents[2]
# WeasyPrint leaves the file of its colour profile to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014:ResourceWarning")
IDENTITY = "{http://www.aiim.org/pdfa/ns/id/}"
JSON, BOOK = ("report.json", b"{}"), ("report.xlsx", b"PK")


@cache
def content(language: str = "en") -> bytes:
    return pdf.make(replace(document(language), pdf_variant="pdf/a-3u"), (JSON, BOOK))


def reader(language: str = "en") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content(language)))


def root(language: str = "en") -> Any:
    """The catalog of the PDF, whose entries have no types of their own."""
    return reader(language).trailer["/Root"]


def objects() -> list[Any]:
    """Every object of the PDF."""
    found = reader()
    whole = int(found.trailer["/Size"])  # type: ignore[call-overload]
    return [found.get_object(pypdf.generic.IndirectObject(number, 0, found)) for number in range(1, whole)]


def test_it_says_that_it_is_pdf_a_3u() -> None:
    """Part 3, conformance U, in its metadata; and an identity."""
    metadata = root()["/Metadata"]
    tree = ElementTree.fromstring(metadata.get_data().split(b"?>", 1)[1].rsplit(b"<?", 1)[0])
    said = {key: value for node in tree.iter() for key, value in node.attrib.items() if key.startswith(IDENTITY)}
    assert said == {f"{IDENTITY}part": "3", f"{IDENTITY}conformance": "U"}
    assert len(reader().trailer["/ID"]) == 2  # type: ignore[arg-type]


def test_its_colours_mean_the_same_everywhere() -> None:
    """A colour profile of three components is inside."""
    (intent,) = root()["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"


def test_every_file_that_it_carries_is_its_data() -> None:
    """Each is named once, with its kind and what it is to the report."""
    attached = [reference.get_object() for reference in root()["/AF"]]
    assert [(str(one["/UF"]), str(one["/AFRelationship"])) for one in attached] == [
        ("report.json", "/Data"), ("report.xlsx", "/Data"),
    ]  # fmt: skip
    kinds = [str(one["/EF"]["/F"].get_object()["/Subtype"]) for one in attached]
    assert kinds == ["/application/json", "/application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"]


def test_its_text_can_be_read_for_ever() -> None:
    """Every font is inside, and each of its glyphs has its letter."""
    fonts = [one for one in objects() if isinstance(one, dict) and one.get("/Type") == "/Font"]
    outer = [one for one in fonts if "/DescendantFonts" in one]
    assert outer
    assert all("/ToUnicode" in one for one in outer)
    inner = [one["/DescendantFonts"][0].get_object() for one in outer]
    assert all({"/FontFile2", "/FontFile3"} & set(one["/FontDescriptor"].get_object()) for one in inner)


def test_nothing_in_it_runs_or_is_hidden() -> None:
    """No script, no key, no file elsewhere; what stands on the pages is printed."""
    assert not reader().is_encrypted
    for one in objects():
        if isinstance(one, dict):
            assert one.get("/S") not in ("/JavaScript", "/Launch", "/SubmitForm", "/GoToR")
            assert one.get("/Filter") != "/LZWDecode"
            if one.get("/Type") == "/Annot":
                assert one["/F"] == 4


@pytest.mark.long
@pytest.mark.parametrize("language", ["fr", "en", "ru"])
def test_it_is_tagged_all_the_same(language: str) -> None:
    """Who has it read aloud loses nothing."""
    assert root(language)["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF's own boolean)
    assert root(language)["/Lang"] == language
    assert "/StructTreeRoot" in root(language)
    plain = pypdf.PdfReader(io.BytesIO(pdf.make(document(language))))
    assert [page.extract_text() for page in reader(language).pages] == [page.extract_text() for page in plain.pages]


@pytest.mark.long
def test_two_processes_make_the_same_bytes() -> None:
    """Another process makes the same file to the byte."""
    code = "from tests.formats.test_pdf_a import content; import hashlib;"
    code += "print(hashlib.sha256(content('en')).hexdigest())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == sha256(content()).hexdigest()
