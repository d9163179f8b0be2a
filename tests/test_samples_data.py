"""The sample's data files are what their generator makes, and what the report says they are."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
DATA = SAMPLES / "data"
NAMES = {"campagnes.csv", "leads.csv", "opportunities.csv", "reps.csv"}


def test_the_generator_makes_the_committed_bytes(tmp_path: Path) -> None:
    """Running make_samples.py gives exactly the files that are there, byte for byte, and no other."""
    spec = importlib.util.spec_from_file_location("make_samples_again", SAMPLES / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their module up by name.
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
        module.write_all(tmp_path)
    finally:
        del sys.modules[spec.name]
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in DATA.iterdir()} == NAMES
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


def test_the_files_are_small() -> None:
    """All files together stay under five megabytes."""
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 5_000_000


def test_the_french_file_is_what_a_french_spreadsheet_writes() -> None:
    """It is cp1252 and not UTF-8, with semicolons, CRLF, decimal commas and no-break spaces in thousands."""
    data = (DATA / "campagnes.csv").read_bytes()
    text = data.decode("cp1252")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        raise AssertionError("the file reads as UTF-8 too")
    assert data.count(b"\r\n") == data.count(b"\n") > 300
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert all(re.fullmatch(r"\d{1,3}(\u00a0\d{3})*,\d\d", row["Dépense"]) for row in rows)
    assert any("\u00a0" in row["Dépense"] for row in rows)
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row["Date"]) for row in rows)
    # Characters that cp1252 has and ISO 8859-1 has not: reading it as the latter would show.
    assert {"–", "’", "œ"} <= set(text)
