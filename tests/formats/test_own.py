"""A report's own templates replace ours one part at a time, in a sandbox; each mistake is a message at its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import fonts
from engine.charts import drawing
from engine.cli.render import render
from engine.errors import BoardpackError, Issue, Place
from engine.fonts import MissingGlyphError
from engine.formats import email, html, own, pages, requests
from engine.model.document import Document
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.model.written import Written
from engine.pipeline import used
from engine.spec.templates import read_templates
from engine.watch.files import seen
from tests.formats.example import document
from tests.watch.example import written

PDF = b"%PDF-1.7"
PAGE = '{% extends "boardpack/report.html.j2" %}\n'
MARKS = '{% import "boardpack/parts/marks.html.j2" as ours with context %}\n'


def templates(files: Mapping[str, str]) -> OwnTemplates:
    return OwnTemplates("my", tuple(OwnTemplate(name, f"my/{name}", text) for name, text in sorted(files.items())))


def with_own(files: Mapping[str, str], language: str = "en") -> Document:
    return replace(document(language), templates=templates(files))


def block(name: str, inside: str) -> dict[str, str]:
    return {"report.html.j2": f"{PAGE}{{% block {name} %}}\n{inside}\n{{% endblock %}}\n"}


def screen(files: Mapping[str, str]) -> str:
    return pages.render(with_own(files), "screen", lambda weight, _: f"font-{weight}")


def plain() -> str:
    return pages.render(document("en"), "screen", lambda weight, _: f"font-{weight}")


def refused(files: Mapping[str, str]) -> Issue:
    with pytest.raises(BoardpackError) as raised:
        screen(files)
    return raised.value.issues[0]


@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_the_sandbox_makes_the_same_pages(language: str) -> None:
    """Templates that only name ours give the bytes that ours give: on screen, on paper, in the mail."""
    names = ("report.html.j2", "email.html.j2", "email.txt.j2")
    files = {name: f'{{% extends "boardpack/{name}" %}}' for name in names}
    files |= {name: f'{{% include "boardpack/{name}" %}}' for name in own.names_of_ours() if name.startswith("css/")}
    ours, theirs = document(language), with_own(files, language)
    assert own.check(templates(files)) == []
    assert html.make(theirs) == html.make(ours)
    paper = [pages.render(each, "print", lambda weight, _: fonts.file(weight).as_uri()) for each in (ours, theirs)]
    assert paper[0] == paper[1]
    assert email.make(theirs, PDF, drawing.png) == email.make(ours, PDF, drawing.png)


def test_one_block_is_replaced_and_the_rest_stays() -> None:
    """The block's text is theirs, with what ours says where they ask for it; escaped like everything else."""
    files = block("headline", "{{ super() }}\n<p>{{ document.company ~ '<b>' }}</p>")
    assert own.check(templates(files)) == []
    page = screen(files)
    added = f"<p>{document('en').company}&lt;b&gt;</p>\n"
    assert page.count(added) == 1
    assert re.sub("\n+", "\n", page.replace(added, "")) == re.sub("\n+", "\n", plain())


def test_a_block_within_a_section_knows_it() -> None:
    """Which section it is, and how many there were before."""
    files = block("section_title", '<h2 id="s-{{ section.id }}-title">{{ loop.index }}. {{ section.title }}</h2>')
    assert own.check(templates(files)) == []
    titles = [section.title for section in document("en").sections]
    assert re.findall(r'<h2 id="s-[^"]+">(\d)\. ([^<]+)</h2>', screen(files)) == [
        (str(number), title) for number, title in enumerate(titles, start=1)
    ]


def test_one_macro_is_replaced_wherever_it_is_used() -> None:
    """In cards, tables and decisions alike, also where another macro of ours calls it; ours is at hand."""
    files = {"parts/marks.html.j2": MARKS + "{% macro state(state) %}<b>{{ ours.state(state) }}</b>{% endmacro %}"}
    assert own.check(templates(files)) == []
    page, before = screen(files), plain()
    assert page.count('<b><span class="state') > 5
    assert re.sub(r"<b>(<span class=\"state.*?</span>)</b>", r"\1", page) == before


def test_tokens_are_replaced_by_what_stands_behind_ours() -> None:
    """A colour more, without repeating the others."""
    files = {"css/tokens.css.j2": '{% include "boardpack/css/tokens.css.j2" %}\n:root { --good: #005f73; }'}
    assert own.check(templates(files)) == []
    page = screen(files)
    assert page.index("--good: #177245") < page.index("--good: #005f73") < page.index("* { box-sizing")


def test_a_mail_has_blocks_too() -> None:
    """HTML and text."""
    files = {
        f"email.{kind}.j2": f'{{% extends "boardpack/email.{kind}.j2" %}}{{% block footer %}}Board only{{% endblock %}}'
        for kind in ("html", "txt")
    }
    assert own.check(templates(files)) == []
    made = email.make(with_own(files), PDF, drawing.png).decode()
    assert made.count("Board only") == 2
    assert "attached as a PDF" not in made


WRONG = [
    (block("footer", "{% if %}"), "template-syntax", 3, "Expected an expression"),
    (block("footer", "{{ document.title|bold }}"), "template-syntax", 3, "No filter named 'bold'"),
    (block("footer", "{{ documnet.title }}"), "template-name", 3, "did you mean 'document'?"),
    (block("footr", ""), "unknown-block", 2, "did you mean 'footer'?"),
    ({"report.html.j2": PAGE + "\n<p>lost</p>"}, "unknown-block", 3, "outside of every block"),
    ({"report.html.j2": PAGE + "{{ document.title }}"}, "unknown-block", 2, "outside of every block"),
    ({"report.html.j2": '{% extends "report.html.j2" %}'}, "unknown-template", 1, "ours is 'boardpack/report.html.j2'"),
    (block("footer", '{% include "../secret.html.j2" %}'), "unknown-template", 3, "no template '../secret.html.j2'"),
    (block("footer", '{% include "/etc/passwd" %}'), "unknown-template", 3, "no template '/etc/passwd'"),
    ({"parts/marks.html.j2": "{% macro stat(s) %}{% endmacro %}"}, "unknown-block", 1, "did you mean 'state'?"),
    ({"raport.html.j2": "x"}, "unknown-template", 0, "did you mean 'report.html.j2'?"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "code", "line", "said"), WRONG)
def test_a_mistake_is_told_at_its_line_before_any_data_are_read(
    files: dict[str, str], code: str, line: int, said: str
) -> None:
    """Syntax, names, blocks and macros that replace none, templates that are not there."""
    (issue,) = own.check(templates(files))
    (name,) = files
    assert (issue.code, issue.place.file, issue.place.line) == (code, f"my/{name}", line)
    assert said in f"{issue.message} {issue.hint}"
    assert issue.hint


def test_helpers_of_their_own_are_no_mistake() -> None:
    """A file that another one includes, and a macro that its own file calls."""
    files = block("footer", '{% include "pieces/note.html.j2" %}') | {
        "pieces/note.html.j2": "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}{{ bold(document.title) }}",
        "parts/marks.html.j2": "{% macro mark() %}!{% endmacro %}{% macro state(state) %}{{ mark() }}{% endmacro %}",
    }
    assert own.check(templates(files)) == []
    assert f"<b>{document('en').title}</b>" in screen(files)


FAILS = [
    ("{{ document.titel }}", "template-name", "a Document has no 'titel'"),
    ("{{ document.cards[0].lable }}", "template-name", "a Standing has no 'lable'"),
    ("{{ document.__class__ }}", "template-fails", "unsafe"),
    ("{{ svg.__init__.__globals__ }}", "template-fails", "unsafe"),
    ("{{ [].append(1) }}", "template-fails", "unsafe"),
    ("{{ 'x' * 10000000 }}", "template-fails", "longer than 1,000,000"),
    ("{{ [1] * 10000000 }}", "template-fails", "longer than 1,000,000"),
    ("{{ 9 ** 999999 }}", "template-fails", "a power of more than 100"),
    ("{% for n in range(10 ** 9) %}{% endfor %}", "template-fails", "a range of more than 100,000"),
    ("{{ 1 / 0 }}", "template-fails", "division by zero"),
    ("{{ document.title + 1 }}", "template-fails", "str"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "template-fails", "calls itself without an end"),
    ("{% include document.title ~ '.html' %}", "template-fails", ""),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "code", "said"), FAILS)
def test_what_goes_wrong_while_it_is_filled_is_told_at_its_line(inside: str, code: str, said: str) -> None:
    """A name that a value has not, what is private, what would never end or fill the memory: never a traceback."""
    issue = refused(block("footer", inside))
    assert (issue.code, issue.place.file, issue.place.line) == (code, "my/report.html.j2", 3)
    assert said in issue.message
    assert issue.hint


REQUESTS = [
    '<img src="https://a.example/b.png">', "<img src=//a.example/b.png>",
    '<img src="b.png">', '<img srcset="b.png 2x">',
    '<script>fetch("x")</script>', '<iframe></iframe>', '<link rel="stylesheet" href="a.css">', '<base href="/">',
    '<p onclick="x()">a</p>', '<a href="javascript:x()">a</a>', '<a href="https://a.example" ping="/p">a</a>',
    '<p style="background: url(https://a.example/b.png)">a</p>', '<style>@import "a.css";</style>',
    r'<style>p { background: u\72l("https://a.example/b.png") }</style>', '<svg><use href="a.svg#b"/></svg>',
    '<style>p { background: image-set("b.png" 1x) }</style>', '<meta http-equiv="refresh" content="0;url=/">',
    '<style>p { background: /* */ url( b.png ) }</style>', '<svg><image xlink:href="b.png"/></svg>',
    '<form action="https://a.example"><button>a</button></form>', '<video poster="b.png"></video>',
]  # fmt: skip


@pytest.mark.parametrize("inside", REQUESTS)
def test_an_address_is_seen_however_it_is_written(inside: str) -> None:
    """Pictures, styles, scripts and frames from elsewhere, in attributes and in styles, with escapes and comments."""
    with pytest.raises(BoardpackError) as raised:
        requests.refuse_requests(requests.read(f"<p>a</p>{inside}"), templates(block("footer", inside)))
    assert {issue.code for issue in raised.value.issues} == {"template-request"}


def test_no_address_reaches_the_page() -> None:
    """A picture from elsewhere is told at its line, a value of the report's in its place at the folder."""
    issue = refused(block("footer", "<p>a</p>\n" + REQUESTS[0]))
    assert (issue.code, issue.place) == ("template-request", Place("my/report.html.j2", 4, 11, 23))
    assert refused(block("footer", '<img src="{{ document.company }}">')).place == Place("my")


def test_links_and_what_is_in_the_page_are_free() -> None:
    """Links in texts, pictures and fonts as data, paints of a drawing."""
    free = (
        '<a href="https://a.example">a</a> <a href="mailto:a@b.example">a</a> <a href="#content">a</a>'
        '<img alt="url(x)" src="data:image/png;base64,AA"><svg><rect fill="url(#g)"/><use href="#g"/></svg>'
        "<style>p { background: url('data:image/png;base64,AA') }</style>"
    )
    assert free in screen(block("footer", free))


def test_what_a_mail_would_ask_for_is_refused() -> None:
    """A mail program must not be told who reads."""
    footer = "{% block footer %}<img src='http://a.example/'>{% endblock %}"
    files = {"email.html.j2": f'{{% extends "boardpack/email.html.j2" %}}{footer}'}
    with pytest.raises(BoardpackError, match=r"a\.example"):
        email.make(with_own(files), PDF, drawing.png)


def test_letters_that_only_styles_bring_in_are_drawn_or_refused() -> None:
    """What stands in `content` is embedded, and a letter that the font lacks is an error."""
    asked: list[str] = []

    def url(weight: fonts.Weight, characters: str) -> str:
        asked.append(characters)
        return "f"

    pages.render(with_own(block("head", "<style>p::after { content: 'Ω' }</style>")), "screen", url)
    assert "Ω" in asked[0]
    with pytest.raises(MissingGlyphError):
        screen(block("head", r"<style>p::after { content: '\65e5' }</style>"))


def test_a_folder_that_holds_no_templates_is_told(tmp_path: Path) -> None:
    """Not there, empty, not UTF-8, or a link to elsewhere: at its name or its file."""
    place = Place("report.yml", 8, 21)

    def read(name: str) -> list[tuple[str, str]]:
        issues: list[Issue] = []
        assert read_templates(Written(name, place), tmp_path / name, name, issues) is None
        assert all(issue.hint for issue in issues)
        return [(issue.code, issue.place.file) for issue in issues]

    assert read("my") == [("no-file", "report.yml")]
    (tmp_path / "my").mkdir()
    (tmp_path / "my" / "notes.txt").write_text("x", "utf-8")
    assert read("my") == [("unknown-template", "report.yml")]
    (tmp_path / "my" / "report.html.j2").write_bytes(b"\xe8")
    assert read("my") == [("encoding", "my/report.html.j2")]
    (tmp_path / "my" / "report.html.j2").unlink()
    (tmp_path / "outside.html.j2").write_text("x", "utf-8")
    (tmp_path / "my" / "report.html.j2").symlink_to(tmp_path / "outside.html.j2")
    assert read("my") == [("unknown-template", "my/report.html.j2")]


def test_a_report_is_made_with_them_and_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the YAML to the file; each template is among the files that are looked at, those to come too."""
    report = written(tmp_path)
    report.write_text(
        report.read_text("utf-8").replace("  currency: EUR", "  theme: {templates: my/}\n  currency: EUR")
    )
    assert ("look", tmp_path / "my") in seen(used(report))
    (tmp_path / "my").mkdir()
    for said in ("One", "Two"):
        (tmp_path / "my" / "report.html.j2").write_text(block("footer", f"<p>{said}</p>")["report.html.j2"], "utf-8")
        assert ("look", tmp_path / "my" / "report.html.j2") in seen(used(report))
        monkeypatch.chdir(tmp_path)
        done = CliRunner().invoke(render, ["report.yml", "--today", "2026-11-03", "--format", "html"])
        assert done.exit_code == 0, done.stderr
        assert f"<p>{said}</p>" in Path(done.stdout.strip()).read_text("utf-8")
