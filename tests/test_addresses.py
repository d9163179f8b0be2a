"""An address in a style is seen however it is written, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from engine.addresses import addresses, unescaped, without_comments

PLACE = "https://a.example/b.png"


@pytest.mark.parametrize(
    "style",
    [
        f"p {{ background: url({PLACE}) }}",
        f"fill: URL( '{PLACE}' )",
        rf'fill: u\72l("{PLACE}")',
        rf"fill: u\000072 l({PLACE})",
        rf"fill: \url({PLACE})",
        r'fill: url("https:\2f\2f a.example\/b.png")',
        f"fill: /* of paper */ url(/* a place */{PLACE})",
        f'content: "/*"; fill: url({PLACE}); quotes: "*/"',
        f"content: '/*\n; fill: url({PLACE}); quotes: '*/",
        f"mask: url(a/*b); fill: url({PLACE}); cursor: url(*/c)",
        f"fill: url(\"data:image/svg+xml,<svg fill='url({PLACE})'>\")",
    ],
)
def test_an_address_is_seen_however_it_is_written(style: str) -> None:
    """With quotes, spaces, capitals, escapes, comments, and within another; no text takes it for a comment's."""
    assert any(PLACE in address for address in addresses(style))


@pytest.mark.parametrize(
    ("style", "address"),
    [
        ("@import 'a.css' print; p { color: red }", "@import 'a.css' print"),
        (r"@\69mport url(a.css)", "@import url(a.css)"),
        ("background: image-set('b.png' 1x, 'c.png' 2x)", "image-set('b.png' 1x, 'c.png' 2x"),
        ("p { color: #112233 } /* url(b.png) */", None),
        ("fill: url(#shade)", "#shade"),
    ],
)
def test_what_a_style_names(style: str, address: str | None) -> None:
    """A whole @import and image-set, what stands in url(…), also on the page itself; nothing that is commented out."""
    assert list(addresses(style)) == ([] if address is None else [address])


def test_a_style_is_read_as_it_is_meant() -> None:
    """Escapes by number and by character, and a number that no character has; comments of many lines."""
    assert unescaped(r"\41\000042 c\"\0\110000") == 'ABc"'
    assert without_comments("a/* one\ntwo */b/**/c '/* text */'") == "abc '/* text */'"
