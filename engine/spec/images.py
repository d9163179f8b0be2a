"""Reads the image of a logo, and says what is wrong with one: a PNG, JPEG or SVG that is whole and stands alone."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.errors import Issue, Place, nearest
from engine.model.theme import Logo
from engine.model.written import Written
from engine.spec.svg import read_svg

LARGEST: Final = 1_000_000  # bytes: the image is in every file that is made
MOST_PIXELS: Final = 16_000_000
KINDS: Final = ("png", "jpg", "jpeg", "svg")
AGAIN: Final = "save it again as PNG, JPEG or SVG"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# What frames of a JPEG begin with; the others among these codes are tables.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class NoImage(Exception):
    """Why bytes are no image, in a message."""


def read_logo(reference: Written, path: Path, name: str, issues: list[Issue]) -> Logo | None:
    """The image at a path, which messages call `name`; None, and an issue, where it cannot be shown as it is."""
    content = _content(reference, path, issues)
    if content is None:
        return None
    kind = path.suffix.lower().removeprefix(".")
    if kind == "svg" or content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<?xml", b"<svg", b"<!DOCTYPE svg")):
        return read_svg(content, name, issues)
    try:
        if content.startswith(_PNG):
            return Logo("png", *_png_size(content), content)
        if content.startswith(b"\xff\xd8\xff"):
            return Logo("jpeg", *_jpeg_size(content), content)
    except (NoImage, struct.error, zlib.error, IndexError) as error:
        why = str(error) if isinstance(error, NoImage) else "it is damaged"
        issues.append(_wrong(reference.place, f"'{reference.text}' cannot be shown: {why}", AGAIN))
        return None
    issues.append(_wrong(reference.place, f"'{reference.text}' is no PNG, JPEG or SVG", AGAIN))
    return None


def _wrong(place: Place, message: str, hint: str) -> Issue:
    return Issue("error", "wrong-image", place, message, hint)


def _content(reference: Written, path: Path, issues: list[Issue]) -> bytes | None:
    """The bytes of the file, if it is there, holds some, and not too many."""
    name = reference.text
    try:
        size = path.stat().st_size
        if path.is_file() and 0 < size <= LARGEST:
            return path.read_bytes()
    except FileNotFoundError:
        issues.append(Issue("error", "no-file", reference.place, f"no file '{name}' beside this one", _near(path)))
        return None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        issues.append(_wrong(reference.place, f"'{name}' cannot be read: {why}", "look at the file's permissions"))
        return None
    if not path.is_file():
        issues.append(_wrong(reference.place, f"'{name}' is no file", "name the image itself"))
    elif not size:
        issues.append(_wrong(reference.place, f"'{name}' is empty", AGAIN))
    else:
        message = (
            f"'{name}' has {size / 1_000_000:.1f} MB, and a logo has 1 MB at most: it is in every file of the report"
        )
        issues.append(
            _wrong(reference.place, message, "make it smaller: 600 pixels are wide enough; an SVG is sharp at any size")
        )
    return None


def _near(path: Path) -> str:
    beside = [other.name for other in path.parent.glob("*") if other.suffix.lower().removeprefix(".") in KINDS]
    meant = nearest(path.name, beside)
    return f"did you mean '{meant}'?" if meant else "a path is relative to the folder of the report's file"


def _png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG of which every chunk and every row is there."""
    chunks = list(_chunks(content))
    if chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise NoImage("it is cut short")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    _check_size(width, height)
    wanted = (width * depth * _CHANNELS.get(colour, 4) + 7) // 8 * height + height
    reader = zlib.decompressobj()
    pixels = reader.decompress(b"".join(data for name, data in chunks if name == b"IDAT"), 2 * wanted + 8 * height + 99)
    if len(pixels) < wanted and not interlaced:
        raise NoImage("rows of it are missing")
    return width, height


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        (told,) = struct.unpack(">I", content[at + 8 + length : at + 12 + length])
        if zlib.crc32(name + data) != told:
            raise NoImage("it is damaged")
        yield name, data
        if name == b"IEND":
            return
        at += 12 + length


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height of a JPEG that is there to its end."""
    if b"\xff\xd9" not in content[-64:]:
        raise NoImage("it is cut short")
    at = 2
    while content[at] == 0xFF:
        code = content[at + 1]
        if code in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            _check_size(width, height)
            return width, height
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        at += 2 + length
    raise NoImage("it is damaged")


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise NoImage("it has no width or no height")
    if width * height > MOST_PIXELS:
        raise NoImage(f"it has {width:,} × {height:,} pixels, and 600 are wide enough")
