"""Every file under `examples/` is a test: a right one checks clean, a wrong one gives the message that is beside it.

A wrong specification is found by `kpi check` and by `render` alike; what is wrong with data is found by `render`.
The first line of the message's file is the exit code, the rest is what stands on stderr, to the letter.
`python -m tests.test_examples` writes all messages anew as they are now; whoever does so reads the difference.
"""

from __future__ import annotations

import json
import os
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.kpi import kpi
from engine.cli.render import render

EXAMPLES = Path(__file__).resolve().parent / "examples"
INVALID = sorted(path.name for path in (EXAMPLES / "invalid").glob("*.yml"))
VALID = sorted(path.name for path in (EXAMPLES / "valid").glob("*.yml"))
RENDERED = [name for name in VALID if name.startswith("data_")]
SPEC_IS_WRONG, DATA_ARE_WRONG = 1, 3
AN_EARLIER_REPORT = b"an earlier report"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with what it holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rendered(name: str, out: Path) -> Result:
    return CliRunner().invoke(render, [name, "--today", "2026-11-03", "--format", "json", "--out", str(out)])


def refused(result: Result, code: int, message: str) -> None:
    """The command ended as it must: with this code and message, and without anything else."""
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.stderr == message
    assert result.exit_code == code
    assert result.stdout == ""


@pytest.mark.parametrize("name", INVALID)
def test_what_is_wrong_is_said_to_the_letter_and_nothing_is_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong file gives its exit code and its message, writes nothing, and leaves an earlier report as it was."""
    folder = EXAMPLES / "invalid"
    first, _, message = (folder / name).with_suffix(".txt").read_text("utf-8").partition("\n")
    code = int(first.removeprefix("exit "))
    assert code in (SPEC_IS_WRONG, DATA_ARE_WRONG)
    earlier = tmp_path / "2026-10" / "wrong.json"
    earlier.parent.mkdir()
    earlier.write_bytes(AN_EARLIER_REPORT)
    before = tree(folder)
    monkeypatch.chdir(folder)
    if code == SPEC_IS_WRONG:
        refused(CliRunner().invoke(kpi, ["check", name]), code, message.replace("; nothing was written", ""))
    else:
        assert CliRunner().invoke(kpi, ["check", name]).exit_code == 0
    refused(rendered(name, tmp_path), code, message)
    assert tree(tmp_path) == {str(Path("2026-10") / "wrong.json"): AN_EARLIER_REPORT}
    assert tree(folder) == before


@pytest.mark.parametrize("name", VALID)
def test_what_is_right_checks_clean(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A right file checks without a word on stderr."""
    monkeypatch.chdir(EXAMPLES / "valid")
    result = CliRunner().invoke(kpi, ["check", name])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{name}: no errors; ")


@pytest.mark.parametrize("name", RENDERED)
def test_data_that_look_odd_and_are_right_give_their_figure(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte order mark, several kinds of line ends and the like: the rows come to 6; what is odd is a warning."""
    monkeypatch.chdir(EXAMPLES / "valid")
    result = rendered(name, tmp_path)
    assert (result.exit_code, result.stderr) == (0, (EXAMPLES / "valid" / name).with_suffix(".txt").read_text("utf-8"))
    values = json.loads((tmp_path / "2026-10" / "right.json").read_text("utf-8"))["values"]
    (figure,) = [
        value
        for value in values
        if value["kpi"] == "sales" and value["period"] == "2026-10" and value["window"] == "period"
    ]
    assert figure["value"] == 6


def test_every_wrong_file_has_its_message_and_every_message_its_file() -> None:
    """No example can be forgotten: files and messages come in pairs."""
    messages = {path.stem for path in (EXAMPLES / "invalid").glob("*.txt")}
    assert messages == {Path(name).stem for name in INVALID}
    warnings = {path.stem for path in (EXAMPLES / "valid").glob("*.txt")}
    assert warnings == {Path(name).stem for name in RENDERED}
    assert len(INVALID) > 80
    assert len(VALID) > 5


def test_no_message_shows_where_the_repository_lies() -> None:
    """Messages name files from where the reader stands: nothing in them depends on the machine."""
    for path in (EXAMPLES / "invalid").glob("*.txt"):
        assert str(EXAMPLES.parent.parent) not in path.read_text("utf-8")


def test_every_message_about_a_spec_says_what_to_do() -> None:
    """Behind each mark stands the mend: whoever reads a message need not guess."""
    for path in (EXAMPLES / "invalid").glob("*.txt"):
        if not path.name.startswith("data_"):
            lines = path.read_text("utf-8").splitlines()
            bare = [line for line in lines if line.startswith("      | ") and line.endswith("^")]
            assert bare == [], path.name


def test_one_mistake_in_yaml_gives_one_message() -> None:
    """What cannot be read as YAML is said once: nothing that follows from it is blamed as well."""
    several = {"yaml_comma_in_braces": 5, "yaml_no_space_after_colon_alone": 2, "yaml_number_sign_in_text": 2}
    for path in (EXAMPLES / "invalid").glob("yaml_*.txt"):
        lines = path.read_text("utf-8").splitlines()
        messages = [line for line in lines if ": error[" in line or ": warning[" in line]
        assert len(messages) == several.get(path.stem, 1), path.name


def test_marks_stand_under_the_place_that_the_message_names() -> None:
    """Read by eye once, checked for ever: what is marked in these examples is exactly this text."""
    marked = {
        "data_bad_decimal_comma": ["1.234,50", "12,345"],
        "data_bom_and_crlf": ["one", '"two"'],
        "data_bad_date": ["2026-13-01", "01/10/2026"],
        "data_skipped_top": ["x"],
        "data_line_break_in_field": ["none"],
        "formula_over_lines": ["stge", "dayz", "stage", "dayy", "dayx", "dayq"],
        "formula_layouts": ["(", "dayy", "dayx", "dayq", "dayz"],
        "several_files": ["Europe/London2", "deals_craeted", "stage", "bettr", "dayz", "12 000", "win_rte"],
        "key_one_level_off": ["accent", "sections", "separator", "key"],
        "yaml_apostrophe_in_braces": ["'"],
        "yaml_comma_in_braces": ["Taux, par équipe", "Rate, by team", "COALESCE(AVG(days), 0)", "0,25", "1,500"],
        "yaml_colour_in_braces": ["#0b7285"],
        "not_utf8": ["è"],
    }
    for name, expected in marked.items():
        lines = (EXAMPLES / "invalid" / f"{name}.txt").read_text("utf-8").splitlines()
        pairs = [(line, mark) for line, mark in pairwise(lines) if mark.startswith("      | ")]
        assert [line[mark.index("^") : mark.rindex("^") + 1] for line, mark in pairs] == expected


def test_the_mark_under_wide_letters_is_counted_in_cells() -> None:
    """Letters that take two cells of a terminal move the mark by two."""
    lines = (EXAMPLES / "invalid" / "data_tabs_and_wide.txt").read_text("utf-8").splitlines()
    shown, mark = lines[2], lines[3]
    assert "東京支店" in shown
    assert mark.index("^") == shown.index("one") + len("東京支店")


def write_messages() -> None:
    """Write every wrong example's message, and the warnings of the right ones with data, as they are now."""
    os.chdir(EXAMPLES / "invalid")
    for name in INVALID:
        with tempfile.TemporaryDirectory() as folder:
            result = rendered(name, Path(folder))
        if not isinstance(result.exception, SystemExit):
            raise SystemExit(f"{name} gives no message: {result.exception!r}")
        Path(name).with_suffix(".txt").write_text(f"exit {result.exit_code}\n{result.stderr}", "utf-8", newline="\n")
    os.chdir(EXAMPLES / "valid")
    for name in RENDERED:
        with tempfile.TemporaryDirectory() as folder:
            result = rendered(name, Path(folder))
        if result.exit_code != 0:
            raise SystemExit(f"{name} is wrong: {result.stderr}")
        Path(name).with_suffix(".txt").write_text(result.stderr, "utf-8", newline="\n")


if __name__ == "__main__":
    write_messages()
