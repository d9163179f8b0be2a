"""Where a file is not, a hint says where one of its name is, or what is wrong with the path."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.beside import elsewhere


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("../data/deals.csv", "did you mean '../../data/deals.csv'?"),
        ("deals.csv", "did you mean '../../data/deals.csv'?"),
        ("../team.csv", "did you mean 'team.csv'?"),
        (
            "C:\\Users\\me\\deals.csv",
            "this is a path of Windows; a path is relative to this file: ../../data/deals.csv",
        ),
        ("C:\\data\\x.csv", "this is a path of Windows; a path is relative to this file: data/x.csv"),
        ("data\\x.csv", "write '/' between folders: data/x.csv"),
        ("teams.csv", "did you mean 'team.csv'?"),
        ("quite_another.csv", "known here: team.csv"),
        ("https://example.org/x.csv", "a source is a file on this machine: download it first"),
    ],
)
def test_a_path_that_leads_nowhere_is_mended(source: str, hint: str, tmp_path: Path) -> None:
    """Only data are proposed, and as the path that is to be written."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "deals.csv").write_text("a\n")
    folder = tmp_path / "reports" / "sales"
    folder.mkdir(parents=True)
    (folder / "team.csv").write_text("a\n")
    (folder / "datasets.yml").write_text("datasets: {}\n")
    assert elsewhere(source, folder) == hint
