"""An XLSX file as its XML says: what stands in each cell, with which code, and what holds of the whole sheet."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as Xml
from zipfile import ZipFile

NAME: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Stored:
    """A cell: a text or a number, and the code that the number is written with."""

    value: str | float
    code: str


@dataclass(frozen=True)
class Stands:
    """A sheet: its rows, each as long as its last cell, and its XML."""

    name: str
    rows: list[list[Stored | None]]
    xml: Xml.Element

    def texts(self) -> list[str]:
        """All texts, row by row."""
        return [cell.value for row in self.rows for cell in row if cell and isinstance(cell.value, str)]

    def row(self, *firsts: str) -> list[Stored | None]:
        """The only row that begins with these texts."""
        found = [row for row in self.rows if [cell.value for cell in row[: len(firsts)] if cell] == list(firsts)]
        assert len(found) == 1, (firsts, len(found))
        return found[0]

    def one(self, path: str) -> Xml.Element:
        """An element of the sheet's XML."""
        found = self.xml.find("/".join(NAME + step for step in path.split("/")))
        assert found is not None, path
        return found


def opened(data: bytes) -> dict[str, Stands]:
    """The sheets by name, in their order."""
    with ZipFile(io.BytesIO(data)) as file:
        assert file.testzip() is None
        book = Xml.fromstring(file.read("xl/workbook.xml"))
        targets = {one.get("Id"): one.get("Target") for one in Xml.fromstring(file.read("xl/_rels/workbook.xml.rels"))}
        codes = _codes(Xml.fromstring(file.read("xl/styles.xml")))
        found = {}
        for sheet in book.iter(f"{NAME}sheet"):
            name = str(sheet.get("name"))
            xml = Xml.fromstring(file.read(f"xl/{targets[sheet.get(RELATION)]}"))
            found[name] = Stands(name, _rows(xml, codes), xml)
    return found


def _codes(styles: Xml.Element) -> list[str]:
    """The code of each look."""
    own = {one.get("numFmtId"): str(one.get("formatCode")) for one in styles.iter(f"{NAME}numFmt")}
    looks = styles.find(f"{NAME}cellXfs")
    assert looks is not None
    return [own.get(look.get("numFmtId"), str(look.get("numFmtId"))) for look in looks]


def _rows(xml: Xml.Element, codes: list[str]) -> list[list[Stored | None]]:
    rows: list[list[Stored | None]] = []
    for row in xml.iter(f"{NAME}row"):
        rows += [[] for _ in range(int(str(row.get("r"))) - len(rows))]
        for cell in row:
            column = _column(str(cell.get("r")))
            rows[-1] += [None] * (column + 1 - len(rows[-1]))
            rows[-1][column] = _stored(cell, codes)
    return rows


def _column(address: str) -> int:
    number = 0
    for letter in address.rstrip("0123456789"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _stored(cell: Xml.Element, codes: list[str]) -> Stored | None:
    code = codes[int(cell.get("s") or 0)]
    match cell.get("t"):
        case "inlineStr":
            text = "".join(part.text or "" for part in cell.iter(f"{NAME}t"))
            return Stored(text, code) if text else None
        case None:
            number = cell.find(f"{NAME}v")
            return Stored(float(number.text or ""), code) if number is not None else None
        case kind:
            raise AssertionError(f"a cell of the kind {kind}")
