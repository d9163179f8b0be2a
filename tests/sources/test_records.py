"""CSV records: read at once or one by one, the fields and their records' numbers are the same."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from engine.model.datasets import CsvDialect
from engine.sources.records import MOST_FIELDS, CsvText, _read_at_once, _read_one_by_one

SEPARATORS = (",", ";", "\t", "|", " ", "^", "]", "\\", "-")


def content(text: str, separator: str = ",") -> CsvText:
    return CsvText("data.csv", text, 0, CsvDialect(separator=separator))


def headers(text: str, separator: str) -> dict[str, int]:
    """Every column of the first line, by a name of its own."""
    return {f"column {number}": number for number in range(len(content(text, separator).header()))}


def compare(text: str, separator: str) -> bool:
    """Whether the text can be read at once; fails where that gives something else."""
    wanted = headers(text, separator)
    read = _read_at_once(content(text, separator), wanted)
    if read is None:
        return False
    expected, issues = _read_one_by_one(content(text, separator), wanted)
    assert issues == []
    assert_frame_equal(read, expected)
    return True


@given(body=st.text(alphabet='ab ",\n\t;é\u2028', max_size=60), separator=st.sampled_from(SEPARATORS))
@example('"x","say ""so"""\n', ",")
@example(',\n\n"",""\n1,2', ",")
@example('""\n\n"a"\n', ";")
def test_at_once_is_as_one_by_one(body: str, separator: str) -> None:
    """Whatever stands in a file: where it is read at once, Python's reader would have read the same."""
    for header in ("h", f"h{separator}i"):
        compare(header + "\n" + body, separator)


plain = st.text(alphabet="ab é1.-", max_size=4)
quoted = st.text(alphabet='ab ",;é', max_size=4).map(lambda text: '"' + text.replace('"', '""') + '"')


@pytest.mark.parametrize("separator", SEPARATORS)
@given(rows=st.lists(st.tuples(quoted, plain, quoted), min_size=1, max_size=6))
def test_lines_that_are_whole_records_are_read_at_once(separator: str, rows: list[tuple[str, str, str]]) -> None:
    """Quoted or not, with any separator: what nearly all files look like does not take the slow way."""
    kept = [tuple(field.replace(separator, "") if field[:1] != '"' else field for field in row) for row in rows]
    lines = [separator.join(row) for row in [("h", "i", "j"), *kept]]
    assert compare("\n".join(lines) + "\n", separator)


def test_a_line_that_is_none_is_left_to_the_careful_way() -> None:
    """Short and long lines, a field over two lines, a quote within: each may be right or wrong, and is looked at."""
    for body in ("1", "1,2,3", "1,2\n3", "1,2\n3,4,5", '"1\n",2', '1,a"b', '1,"2'):
        assert not compare("h,i\n" + body, ",")


def test_very_wide_files_are_read_too() -> None:
    """A file with more quoted fields than a pattern is made for is read record by record."""
    width = MOST_FIELDS + 1
    assert not compare(",".join(["h"] * width) + "\n" + ",".join(['"1"'] * width), ",")
    assert compare(",".join(["h"] * MOST_FIELDS) + "\n" + ",".join(['"1"'] * MOST_FIELDS), ",")
