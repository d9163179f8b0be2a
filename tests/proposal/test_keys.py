"""Keys, days and look-ups are proposed where the rows bear them out, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from engine.proposal.keys import with_date, with_key
from engine.proposal.model import Wishes
from engine.proposal.propose import propose
from tests.proposal.looking import found_in


def test_a_key_is_a_full_column_without_repeats_that_is_called_so(tmp_path: Path) -> None:
    """Or the first column; a date or an amount is none, however different its values."""
    assert with_key(found_in(tmp_path, "name,order_id\na,1\nb,2\n")).key == "order_id"
    assert with_key(found_in(tmp_path, "name,order_id\na,1\nb,1\n")).key == "name"
    assert with_key(found_in(tmp_path, "day,amount\n2026-01-01,1.5\n2026-01-02,2.5\n")).key == ""
    assert with_key(found_in(tmp_path, "id,x\n1,a\n,b\n3,c\n")).key == ""


def test_the_day_is_the_fullest_column_with_a_fitting_name(tmp_path: Path) -> None:
    """A birthday or a closing day only where there is no other; the others are named."""
    text = "birth_date,created,closed_on\n1980-01-01,2026-01-01,2026-02-01\n1981-01-01,2026-01-02,\n"
    found = with_date(found_in(tmp_path, text))
    assert found.day is not None
    assert found.day.name == "created"
    assert "birth_date, closed_on" in found.notes["date"]
    assert with_date(found_in(tmp_path, "d,x\n9999-12-31,1\n2026-01-01,2\n")).day is None, "no row counts in 9999"


def write(folder: Path, **files: str) -> list[Path]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [folder / f"{name}.csv" for name in files]


def test_a_key_that_repeats_once_it_is_read_is_taken_back(tmp_path: Path) -> None:
    """`1` and ` 1` are one number: the proposal is proved by reading it as a report will."""
    (found,) = propose(write(tmp_path, rows="id,day\n1,2026-01-01\n 1,2026-01-02\n2,2026-01-03\n"), Wishes()).datasets
    assert found.column("id") is not None
    assert (found.key, found.spec.date and found.spec.date.text) == ("", "day")


DEALS = "deal_id,day,rep_id,amount\n" + "".join(f"{n},2026-01-{n:02},{n % 3 + 1},{n}.50\n" for n in range(1, 20))


def test_a_look_up_is_a_column_whose_values_are_another_files_key(tmp_path: Path) -> None:
    """Many to one, seen in the data; what the other file has few values of becomes a dimension."""
    reps = "rep_id,name,team\n1,Ann,n\n2,Bob,s\n3,Cid,n\n"
    deals, _ = propose(write(tmp_path, deals=DEALS, reps=reps), Wishes()).datasets
    (join,) = deals.spec.joins
    assert (join.to.text, join.on.text) == ("reps", "rep_id")
    assert {name: path.text for name, path in deals.spec.dimensions} == {"name": "reps.name", "team": "reps.team"}


def test_no_look_up_is_proposed_where_rows_would_multiply_or_names_say_nothing(tmp_path: Path) -> None:
    """A list with two rows of one person, and numbers that happen to be the same."""
    twice = "rep_id,team\n1,n\n1,s\n2,n\n3,n\n"
    assert propose(write(tmp_path, deals=DEALS, reps=twice), Wishes()).datasets[0].spec.joins == ()
    other = "row,colour\n1,red\n2,blue\n3,green\n"
    assert propose(write(tmp_path, deals=DEALS, colours=other), Wishes()).datasets[0].spec.joins == ()


def test_the_key_of_a_list_is_the_column_that_is_looked_up_by(tmp_path: Path) -> None:
    """Where its first column would name its rows too."""
    deals = "deal_id,day,product\n" + "".join(f"{n},2026-01-{n:02},{'abc'[n % 3]}\n" for n in range(1, 20))
    products = "product_id,product,series\n11,a,x\n12,b,y\n13,c,x\n"
    found = propose(write(tmp_path, deals=deals, products=products), Wishes()).datasets
    assert [(join.to.text, join.on.text) for join in found[0].spec.joins] == [("products", "product")]
    assert found[1].key == "product"


def test_values_that_are_not_in_the_other_file_are_named_with_their_rows(tmp_path: Path) -> None:
    """The most frequent first, and no more than five; a full match says nothing of the kind."""
    deals = DEALS + "20,2026-01-20,9,1.00\n21,2026-01-21,9,1.00\n22,2026-01-22,7,1.00\n"
    reps = "rep_id,name\n1,Ann\n2,Bob\n3,Cid\n"
    found, _ = propose(write(tmp_path, deals=deals, reps=reps), Wishes()).datasets
    note = "check: 3 of its 5 different values are in 'reps', each in one row; not there: 9 (2 rows), 7 (1 row)"
    assert found.notes["joins.reps"] == note
    assert found.matched == {"reps": 19}
    full, _ = propose(write(tmp_path, deals=DEALS, reps=reps), Wishes()).datasets
    assert full.notes["joins.reps"] == "3 of its 3 different values are in 'reps', each in one row"
    deals = "deal_id,day,rep_id\n" + "".join(f"{n},2026-01-01,{n % 20}\n" for n in range(1, 60))
    reps = "rep_id,name\n" + "".join(f"{n},N{n}\n" for n in range(1, 14))
    found, _ = propose(write(tmp_path, deals=deals, reps=reps), Wishes()).datasets
    assert "(3 rows) and 2 more (5 rows)" in found.notes["joins.reps"]


def test_a_value_that_is_spelt_otherwise_is_told_how_to_be_read(tmp_path: Path) -> None:
    """Spaces, signs and capitals; two different words are no such thing."""
    deals = "deal_id,day,product\n" + "".join(
        f"{n},2026-01-01,{('MG', 'GTXPro', 'Old', 'AX')[n % 4]}\n" for n in range(40)
    )
    products = "product,series\nMG,M\nGTX Pro,G\nAX,A\nBX,B\n"
    deals = deals.replace("Old", "BX", 9)
    found, _ = propose(write(tmp_path, deals=deals, products=products), Wishes()).datasets
    note = "not there: GTXPro (10 rows), Old (1 row); if it is the same, map: {GTXPro: GTX Pro} in the column says so"
    assert found.notes["joins.products"].endswith(note)
