"""A logo is an image that is whole, small, and asks nothing of anywhere; each other file is a message with a mend."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from engine.errors import Issue, Place
from engine.model.theme import Logo
from engine.model.written import Written
from engine.spec.images import LARGEST, read_logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 240 60">{}</svg>'
# A JPEG of 2 × 1 pixels as far as its sizes are read: tables, frame, and its end.
JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x0b\x08\x00\x01\x00\x02\x01\x01\x11\x00\xff\xda\x00\x02\x01\xff\xd9"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A white PNG; with fewer `rows` it is not whole."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = (b"\0" + b"\xff" * 3 * width) * (height if rows is None else rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def read(folder: Path, content: bytes | str | None, name: str = "logo.svg") -> tuple[Logo | None, list[Issue]]:
    path, issues = folder / name, list[Issue]()
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_logo(Written(name, Place("report.yml", 8, 17)), path, name, issues), issues


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (png(20, 10), "png", (20, 10)),
        (JPEG, "jpeg", (2, 1)),
        (SVG.format("<path d='M0 0h1'/>"), "svg", (240, 60)),
        ('<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
         + SVG.format('<metadata xmlns:r="http://rdf.example"><r:about r:href="http://a.example"/></metadata>'
                      '<style>.a{fill:url(#g)}.b{fill:url( "#g" )}</style>'
                      '<use xlink:href="#g"/><image href="data:image/png;base64,AA"/>'),
         "svg", (240, 60)),
    ],
)  # fmt: skip
def test_an_image_is_read_with_its_size(content: bytes | str, kind: str, size: tuple[int, int], tmp_path: Path) -> None:
    """PNG, JPEG and SVG, told by what they are and not by their name; what drawing programs note does not matter."""
    for name in ("logo.svg", "logo.png") if isinstance(content, str) else ("logo.jpg", "logo"):
        logo, issues = read(tmp_path, content, name)
        assert issues == []
        assert logo is not None
        assert (logo.kind, (logo.width, logo.height)) == (kind, size)
        assert logo.content == (content.encode() if isinstance(content, str) else content)


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (None, "no-file", "no file 'logo.png'"),
        (b"", "wrong-image", "is empty"),
        (b"GIF89a", "wrong-image", "is no PNG, JPEG or SVG"),
        (png(20, 10)[:-30], "wrong-image", "it is damaged"),
        (png(20, 10)[:-12], "wrong-image", "it is cut short"),
        (png(20, 10).replace(b"IDAT", b"IDAX"), "wrong-image", "it is damaged"),
        (png(20, 10, rows=9), "wrong-image", "rows of it are missing"),
        (png(0, 10), "wrong-image", "no width or no height"),
        (png(50_000, 50_000, rows=1), "wrong-image", "50,000 × 50,000 pixels"),
        (JPEG[:-2], "wrong-image", "it is cut short"),
        (JPEG[:4] + b"\xff\xd9", "wrong-image", "it is damaged"),
        (png(9, 9) + bytes(LARGEST), "wrong-image", "has 1.0 MB, and a logo has 1 MB at most"),
    ],
)  # fmt: skip
def test_what_is_no_image_is_told_where_it_is_named(
    content: bytes | None, code: str, said: str, tmp_path: Path
) -> None:
    """Missing, empty, damaged, cut short or too large: one message at the name in the report, with a mend."""
    logo, (issue,) = read(tmp_path, content, "logo.png")
    assert logo is None
    assert (issue.code, issue.place, issue.level) == (code, Place("report.yml", 8, 17), "error")
    assert said in issue.message
    assert issue.hint


def test_a_name_that_is_mistyped_is_told_with_its_neighbour(tmp_path: Path) -> None:
    """A file beside it with nearly that name; a folder is no image."""
    (tmp_path / "logo.svg").write_text("x", "utf-8")
    assert read(tmp_path, None, "lgo.svg")[1][0].hint == "did you mean 'logo.svg'?"
    (tmp_path / "folder").mkdir()
    assert read(tmp_path, None, "folder")[1][0].message == "'folder' is no file"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>1</script>", "it has a <script>"),
        ("<g onload='x()'/>", "'onload' runs a script"),
        ("<foreignObject/>", "it has a <foreignObject>"),
        ("<image href='https://a.example/b.png'/>", "it refers to 'https://a.example/b.png'"),
        ("<use xlink:href='other.svg#a'/>", "it refers to 'other.svg#a'"),
        ("<a href='javascript:x()'/>", "it refers to 'javascript:x()'"),
        ("<image href='data:text/html,x'/>", "it refers to 'data:text/html,x'"),
        ("<rect fill='url(https://a.example/#g)'/>", "it refers to 'https://a.example/#g'"),
        ("<rect style='fill: url( \"//a.example\" )'/>", "it refers to '//a.example'"),
        ("<style>@import 'https://a.example/a.css';</style>", "it refers to '@import 'https://a.example/a.css''"),
        ("<style>.a { fill: url(b.svg#g) }</style>", "it refers to 'b.svg#g'"),
        (r"<style>.a { fill: u\72l(b.svg#g) }</style>", "it refers to 'b.svg#g'"),
        (r"<rect fill='\75 rl(/* */b.svg#g)'/>", "it refers to 'b.svg#g'"),
        ("<style>.a { fill: url(/*#*/b.svg#g) }</style>", "it refers to '/*#*/b.svg#g'"),
        ("<style>.a { fill: url(b.svg#g) }<g/>.b { fill: red }</style>", "it refers to 'b.svg#g'"),
        ("<style>.a { mask: image-set('b.png' 1x) }</style>", "it refers to 'image-set('b.png' 1x'"),
        ("<animate attributeName='x'/>", "it moves (<animate>)"),
        ("<text>Nova</text>", "a <text> would have another font on each machine"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_told_at_its_line(inside: str, said: str, tmp_path: Path) -> None:
    """Scripts, addresses in attributes and styles, movement, words: each with the line of the drawing."""
    logo, (issue,) = read(tmp_path, SVG.format(f"\n  {inside}"))
    assert logo is None
    assert (issue.code, issue.place.file, issue.place.line) == ("svg-not-alone", "logo.svg", 2)
    assert said in issue.message
    assert issue.hint


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>", "wrong-image", "does not say how large"),
        ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 4'/>", "wrong-image", "does not say how large"),
        ("<html/>", "wrong-image", "is XML and no SVG"),
        ("<svg", "wrong-image", "cannot be read"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("&a;"), "svg-not-alone", "declares entities"),
        ("<?xml-stylesheet href='a.css'?>" + SVG.format(""), "svg-not-alone", "style sheet elsewhere"),
        (SVG.format("é").encode("latin-1"), "encoding", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_drawing_is_told(content: bytes | str, code: str, said: str, tmp_path: Path) -> None:
    """Without a size, of another kind, cut short, with a style sheet elsewhere, in another encoding."""
    logo, issues = read(tmp_path, content)
    assert logo is None
    assert issues[0].code == code
    assert said in issues[0].message
