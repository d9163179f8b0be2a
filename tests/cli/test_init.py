"""`kpi init`: what a new person gets works at once, nothing of theirs is written over, and wrong files are named."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine import pipeline
from engine.cli.kpi import kpi
from engine.cli.render import render
from tests.sources.books import Cell

TODAY = date(2026, 11, 3)
DATA = "id,signed on,team,stage,amount\n" + "".join(
    f"{n},2026-{1 + n // 10:02}-{1 + n % 10:02},{('north', 'south')[n % 2]},{('won', 'lost')[n % 3 > 0]},{n}.50\n"
    for n in range(100)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of data, which is where the person stands."""
    (tmp_path / "deals.csv").write_text(DATA, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str) -> Result:
    return CliRunner().invoke(kpi, ["init", *arguments, "--today", "2026-11-03"])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_example_renders_as_it_is(folder: Path) -> None:
    """All pages, without a warning; and every key in it has its schema beside it."""
    done = init("first")
    assert done.exit_code == 0
    assert "render first/report.yml" in done.stdout
    assert CliRunner().invoke(kpi, ["check", "first/report.yml"]).output == (
        "first/report.yml: no errors; 3 KPIs in use, 2 objectives\n"
    )
    made = CliRunner().invoke(render, ["first/report.yml", "--today", "2026-11-03", "--format", "html"])
    assert (made.exit_code, made.stdout) == (0, "first/out/2026-10/sales-review.en.html\n")
    assert "warning" not in made.stderr
    assert (folder / "first/.gitignore").read_text("utf-8") == "out/\n"


@pytest.mark.parametrize("arguments", [(), ("--from", "deals.csv")])
def test_the_first_line_leads_an_editor_to_the_schema(folder: Path, arguments: tuple[str, ...]) -> None:
    """Relative to the file, so that it holds for whoever gets the folder; with all that the schema refers to."""
    assert init("first", *arguments).exit_code == 0
    for path in (folder / "first").glob("*.yml"):
        match = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
        assert match, path
        schema = path.parent / match[1]
        assert schema.is_file()
        for other in re.findall(r'"\$ref": "(\w+\.schema\.json)', schema.read_text("utf-8")):
            assert (schema.parent / other).is_file()


def test_a_report_from_data_renders_at_once(folder: Path) -> None:
    """What was found is said in a few lines, and the next commands can be copied."""
    done = init("--from", "deals.csv")
    assert done.exit_code == 0, done.output
    assert (
        done.stdout
        == """\
deals.csv: 100 rows, utf-8, ',' between fields, decimal '.'
  id         integer  key    100 of 100 values read so
  signed_on  date     date   100 of 100 values read so, 2026-01-01 to 2026-10-10
  team       string          2 texts in 100 rows; a new one would be refused
  stage      string          2 texts in 100 rows; a new one would be refused
  amount     money           100 of 100 values read so

Written: report.yml, datasets.yml, .gitignore; and .boardpack, for editors

Next: read report.yml and datasets.yml: what was guessed says from what. Then
  kpi check report.yml
  render report.yml
"""
    )
    assert CliRunner().invoke(kpi, ["check", "report.yml"]).exit_code == 0
    made = CliRunner().invoke(render, ["report.yml", "--today", "2026-11-03", "--format", "json"])
    assert (made.exit_code, made.stdout) == (0, "out/2026-09/deals.json\n")


def test_the_objectives_hold_when_the_marks_are_taken_away(folder: Path) -> None:
    """The lines that are commented out are right YAML with the last value in them."""
    assert init("--from", "deals.csv").exit_code == 0
    path = folder / "report.yml"
    text = path.read_text("utf-8")
    assert "it was 10 in 2026-09; the target is for the whole year" in text
    head, tail = text.split("# objectives:\n")
    tail = "".join(f"{line[2:]}\n" for line in tail.splitlines())
    head = head.replace("# better: higher  ", "better: higher").replace("# scorecard", "scorecard")
    path.write_text(f"{head}objectives:\n{tail}", "utf-8")
    catalog, _ = pipeline.check(path)
    assert [objective.kpi.text for objective in catalog.specs.objectives] == list(catalog.kpis)


@pytest.mark.parametrize("arguments", [(), ("--from", "deals.csv")])
@pytest.mark.parametrize("name", ["report.yml", ".boardpack/schema/report.schema.json"])
def test_nothing_that_is_there_is_written_over(folder: Path, arguments: tuple[str, ...], name: str) -> None:
    """Exit 2, the file is named, and the folder is as it was."""
    (folder / "my" / name).parent.mkdir(parents=True)
    (folder / "my" / name).write_text("mine", "utf-8")
    before = files(folder)
    done = init("my", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"my/{name}: error[file-exists]: the file is there already" in done.stderr
    assert files(folder) == before


def test_a_gitignore_that_is_there_stays(folder: Path) -> None:
    """A report may begin in a folder that is versioned already."""
    (folder / ".gitignore").write_text("*.pyc\n", "utf-8")
    done = init("--from", "deals.csv")
    assert done.exit_code == 0
    assert "A .gitignore is there already: add 'out/' to it" in done.stdout
    assert (folder / ".gitignore").read_text("utf-8") == "*.pyc\n"


WRONG = {
    "empty.csv": (b"", 3, "empty.csv:1:1: error[empty-data]: the file is empty"),
    "header.csv": (b"a,b\n", 3, "header.csv: error[empty-data]: the file has a header and no rows"),
    "binary.csv": (bytes(range(256)) * 9, 3, "binary.csv:1:1: error[encoding]: the file holds a NUL character"),
    "sheet.csv": (
        b"PK\x03\x04" + b"\0\xff" * 99,
        3,
        "this is not CSV: it is a spreadsheet (.xlsx) or another zip file",
    ),
    "same.csv": (b"a,a\n1,2\n", 3, "same.csv: error[no-columns]: no column can be told from the others"),
    "short.csv": (b"a,b,c\n1,2,3\n1,2\n1,2,3\n", 3, "short.csv:3:1: error[ragged-row]: the line has 2 fields"),
    "old.xls": (b"\xd0\xcf\x11\xe0", 3, "old.xls: error[not-read]: files of that kind are not read"),
    "broken.parquet": (b"PAR1xxxx", 3, "broken.parquet: error[broken-file]"),
    "broken.json": (b'[{"a": 1}, ', 3, "broken.json:1:12: error[broken-file]: the file ends in the middle"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str) -> None:
    """With what is wrong, and nothing written."""
    data, code, said = WRONG[name]
    (folder / name).write_bytes(data)
    done = init("new", "--from", name)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert not (folder / "new").exists()


def test_all_files_that_are_wrong_are_named_together(folder: Path) -> None:
    """And a file that is not there is a wrong argument."""
    for name in ("empty.csv", "header.csv"):
        (folder / name).write_bytes(WRONG[name][0])
    done = init("new", "--from", "empty.csv", "--from", "deals.csv", "--from", "header.csv")
    assert "empty.csv:1:1" in done.stderr
    assert "header.csv:" in done.stderr
    done = init("new", "--from", "deal.csv")
    assert done.exit_code == 2
    assert done.stderr == "deal.csv: error[no-file]: the file does not exist\n     = did you mean 'deals.csv'?\n"


def test_a_folder_that_may_not_be_written_in_is_the_machines_refusal(folder: Path) -> None:
    """Exit 5; and where a file stands in the folder's place, the argument is wrong."""
    (folder / "taken").write_text("x", "utf-8")
    assert init("taken").exit_code == 2
    assert "taken: error[no-folder]: this is a file and no folder" in init("taken", "--from", "deals.csv").stderr
    if os.geteuid() == 0:
        done = init("/proc/new", "--from", "deals.csv")
    else:
        (folder / "locked").mkdir(mode=0o500)
        done = init("locked", "--from", "deals.csv")
    assert (done.exit_code, "error[cannot-write]" in done.stderr) == (5, True)


def test_data_without_a_day_need_a_period(folder: Path) -> None:
    """Which the comment, and the command that is proposed, say."""
    (folder / "list.csv").write_text("name,size\na,1\nb,2\n", "utf-8")
    done = init("new", "--from", "list.csv")
    assert done.stdout.endswith("  render new/report.yml --period 2026-10\n")
    assert "render report.yml --period 2026-10" in (folder / "new/report.yml").read_text("utf-8")
    assert "date: none" in (folder / "new/datasets.yml").read_text("utf-8")
    arguments = ["new/report.yml", "--period", "2026-10", "--format", "json"]
    assert CliRunner().invoke(render, arguments).exit_code == 0


def test_what_the_person_says_is_taken(folder: Path) -> None:
    """Instead of what the data suggest."""
    arguments = ["--language", "fr", "--every", "quarter", "--title", "Nos: ventes", "--company", "Nova #1"]
    assert init("new", "--from", "deals.csv", *arguments).exit_code == 0
    report = pipeline.check(folder / "new/report.yml")[0].report
    assert (report.language, report.every, report.company.in_("fr")) == ("fr", "quarter", "Nova #1")
    assert report.title.in_("fr") == "Nos: ventes"
    assert init("other", "--title", "x").exit_code == 2, "the example is as it is"


def test_many_columns_and_kinds_of_files(folder: Path) -> None:
    """Three hundred columns are listed in part; Parquet, JSON and spreadsheets are read as a report reads them."""
    import polars as pl

    from tests.sources.books import write_book

    wide = ",".join(f"c{n}" for n in range(300)) + "\n" + (",".join(str(n) for n in range(300)) + "\n") * 3
    (folder / "wide.csv").write_text(wide, "utf-8")
    assert "and 276 more in datasets.yml" in init("wide", "--from", "wide.csv").stdout
    frame = pl.read_csv(folder / "deals.csv", try_parse_dates=True)
    frame.write_parquet(folder / "deals.parquet")
    frame.write_ipc(folder / "deals.arrow")
    frame.write_ndjson(folder / "deals.ndjson")
    frame.write_json(folder / "deals.json")
    rows = [[str(value) if n == 1 else value for n, value in enumerate(row)] for row in frame.iter_rows()]
    write_book(folder / "deals.xlsx", Deals=[["Made on Monday"], [None], list(frame.columns), *rows])
    for ending in ("parquet", "arrow", "ndjson", "json", "xlsx"):
        done = init(ending, "--from", f"deals.{ending}")
        assert done.exit_code == 0, done.output
        computed = pipeline.compute(folder / ending / "report.yml", today=TODAY)
        found = [computed.results.value(kpi, computed.results.period) for kpi in ("deals_count", "amount_total")]
        assert [value and str(value.value) for value in found] == ["10", "850.00"], ending


def test_of_a_spreadsheet_it_is_said_which_sheet_was_read(folder: Path) -> None:
    """The first: where it is a note the message names it and the others, and else the proposal does."""
    from tests.sources.books import write_book

    rows: list[list[Cell]] = [["id", "day"], ["a", date(2026, 10, 1)], ["b", date(2026, 10, 2)]]
    note: list[list[Cell]] = [["Read me first"]]
    write_book(folder / "noted.xlsx", **{"Read me": note, "Rows": rows, "Old": rows})
    said = init("noted", "--from", "noted.xlsx")
    assert (said.exit_code, said.stderr) == (3, (
        "noted.xlsx: error[empty-data]: the first sheet, 'Read me', has a header and no rows\n"
        "     = only the first sheet is looked at: move the one with the rows there; the others are 'Rows', 'Old'\n"
    ))  # fmt: skip
    write_book(folder / "noted.xlsx", **{"Read me": [], "Rows": rows})
    said = init("noted", "--from", "noted.xlsx")
    assert "the first sheet, 'Read me', is empty\n" in said.stderr
    assert said.stderr.endswith("; the other is 'Rows'\n")
    write_book(folder / "alone.xlsx", Notes=note)
    assert "= export it again, with its rows" in init("noted", "--from", "alone.xlsx").stderr
    write_book(folder / "rows.xlsx", **{"Les lignes": rows, "Read me": note})
    assert init("rows", "--from", "rows.xlsx").exit_code == 0
    text = (folder / "rows/datasets.yml").read_text("utf-8")
    assert "xlsx: {sheet: Les lignes, header: 1}" in text
    assert "# check: the first sheet; there is 'Read me' too" in text


def test_what_a_shell_writes_out_are_files_too(folder: Path) -> None:
    """`--from *.csv` comes as one option and more arguments; a folder may stand among them, two may not."""
    (folder / "visits.csv").write_text("id,day\n1,2026-10-01\n", "utf-8")
    done = init("--from", "deals.csv", "visits.csv", "both")
    assert (done.exit_code, done.stderr) == (0, "")
    text = (folder / "both/datasets.yml").read_text("utf-8")
    assert "source: ../deals.csv" in text
    assert "source: ../visits.csv" in text
    assert init("deals.csv").exit_code == 0
    assert "one folder, please" in init("a", "b").stderr


def test_values_without_a_match_are_said_at_once(folder: Path) -> None:
    """Where a file is looked up in, and not all is found."""
    (folder / "teams.csv").write_text("team,country\nnorth,NO\neast,EE\nwest,IE\n", "utf-8")
    (folder / "deals.csv").write_text(DATA + "100,2026-10-10,west,won,5.00\n", "utf-8")
    done = init("--from", "deals.csv", "teams.csv")
    assert (
        "  looks up team in teams; check: 2 of its 3 different values are in 'teams', each in one row; "
        "not there: south (50 rows)\n"
    ) in done.stdout


def test_a_file_of_descriptions_is_left_out(folder: Path) -> None:
    """`--from *.csv` takes it along; by itself, with numbers or days, or looked up in, a file stays."""
    (folder / "dictionary.csv").write_text("field,meaning\namount,what is paid\nteam,who sold\n", "utf-8")
    (folder / "teams.csv").write_text("team,country\nnorth,NO\nsouth,ZA\n", "utf-8")
    (folder / "sizes.csv").write_text("name,size\na,1\nb,2\n", "utf-8")
    done = init("all", "--from", "deals.csv", "dictionary.csv", "teams.csv", "sizes.csv")
    assert "\n\nleft out: dictionary.csv: nothing in it is counted or looked up\n\nWritten: " in done.stdout
    pipeline.check(folder / "all/report.yml")
    text = (folder / "all/datasets.yml").read_text("utf-8")
    assert re.findall(r"(?m)^  (\w+):$", text) == ["deals", "teams", "sizes"]
    done = init("one", "--from", "dictionary.csv")
    assert (done.exit_code, "left out" in done.stdout) == (0, False)


def test_a_folder_stands_for_its_files_of_data(folder: Path) -> None:
    """Nothing else that lies there is read; one without any says where some are, or what is read."""
    (folder / "data/more").mkdir(parents=True)
    (folder / "data/README.md").write_text("# Data\n", "utf-8")
    (folder / "data/~$deals.xlsx").write_text("x", "utf-8")
    done = init("new", "--from", "data")
    assert (done.exit_code, done.stdout) == (2, "")
    said = "data: error[no-file]: this folder holds no file of data\n     = "
    assert done.stderr == f"{said}what is read: .csv, .tsv, .xlsx, .parquet, .arrow, .feather, .json, .ndjson, .jsonl\n"
    (folder / "data/more/visits.csv").write_text("id,day\n1,2026-10-01\n", "utf-8")
    assert init("new", "--from", "data").stderr == f"{said}there are some in more\n"
    for name in ("deals.csv", "DEALS.CSV"):
        (folder / "data" / name).write_text(DATA, "utf-8")
    assert init("new", "--from", "data/").exit_code == 0
    sources = re.findall(r"source: (\S+)", (folder / "new/datasets.yml").read_text("utf-8"))
    assert sources == ["../data/DEALS.CSV", "../data/deals.csv"]
