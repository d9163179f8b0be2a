"""Nothing outside the allow-list gets through, whatever is written: always an issue, never another exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.formula import FUNCTIONS
from engine.model.formula import Aggregate, Call, Column, Constant, KpiRef, walk
from tests.formula.example import COLUMNS, KPIS, over_kpis, over_rows

REFUSED = """
SELECT 1
(SELECT 1)
(SELECT COUNT(*) FROM deals)
COUNT_IF(stage IN (SELECT stage FROM deals))
COUNT_IF(EXISTS (SELECT 1))
WITH x AS (SELECT 1) SELECT * FROM x
FROM deals
leads; DROP TABLE deals
DROP TABLE deals
CREATE TABLE x (a INT)
ATTACH 'other.db'
COPY deals TO 'out.csv'
INSTALL httpfs
LOAD httpfs
PRAGMA database_list
SET threads = 1
CALL pragma_version()
SHOW TABLES
EXPLAIN SELECT 1
read_csv('secret.csv')
getenv('HOME')
current_setting('threads')
nextval('s')
SUM(amount) OVER ()
ROW_NUMBER() OVER (ORDER BY days)
LAG(leads) OVER ()
CAST(stage AS INTEGER)
TRY_CAST(stage AS INTEGER)
stage::INTEGER
SUM(days::DOUBLE)
x -> x + 1
LIST_TRANSFORM([1], x -> x)
[1, 2]
{'a': 1}
MAP {'a': 1}
ARRAY[1]
leads[1]
stage[1:2]
*
deals.*
COUNT(DISTINCT *)
COLUMNS('a.*')
COUNT(COLUMNS(*))
* EXCLUDE (stage)
?
$1
$name
:name
@x
#1
%s
{{ leads }}
${leads}
leads AS x
leads x
x := 1
COALESCE(leads := 1)
leads || 'a'
leads % 2
leads // 2
leads ** 2
leads ^ 2
leads & 1
leads << 1
~leads
!leads
leads ~ 'a'
leads @> 1
leads !~~ 'a'
stage SIMILAR TO 'x'
stage GLOB 'x'
stage IS DISTINCT FROM 'a'
leads IS TRUE
X'ff'
E'a'
U&'a'
$$text$$
0x1F
INTERVAL 90 DAY
CURRENT_DATE
CURRENT_TIMESTAMP
now()
today()
random()
uuid()
COUNT(*) WITHIN GROUP (ORDER BY days)
COUNT(* ORDER BY days)
SUM(days ORDER BY days)
FIRST(stage)
ANY_VALUE(stage)
STRING_AGG(stage, ',')
IF(leads > 1, 1, 2)
EXTRACT(YEAR FROM created_at)
stage COLLATE NOCASE
created_at AT TIME ZONE 'UTC'
(1, 2)
ROW(1, 2)
POSITION('a' IN stage)
SUBSTRING(stage FROM 1)
TRIM(BOTH 'x' FROM stage)
COUNT_IF(called, days)
CASE WHEN called THEN 1
CASE END
COUNT(
)
''
""".strip().splitlines()


@pytest.mark.parametrize("formula", [line for line in REFUSED if line != "''"])
def test_sql_beyond_the_allow_list_is_refused(formula: str) -> None:
    """A formula is one expression over columns and KPIs; queries, casts, windows, lambdas and the rest are none."""
    for read in (over_kpis, over_rows):
        root, issues = read(formula)
        assert root is None
        assert issues
        assert all(issue.code and issue.message for issue in issues)


def allowed(text: str) -> None:
    """Either an issue, or a tree that holds nothing but the table's functions, columns, KPIs and constants."""
    begun = time.perf_counter()
    for read in (over_kpis, over_rows):
        root, issues = read(text)
        assert (root is None) == bool(issues)
        for node in walk(root) if root else ():
            match node:
                case Call() | Aggregate():
                    assert node.function in FUNCTIONS
                case Column():
                    assert node.name in COLUMNS or node.path == "owner.team"
                case KpiRef():
                    assert node.kpi in KPIS
                case Constant():
                    assert isinstance(node.value, str) or node.value is None or abs(node.value) < 10**16  # type: ignore[operator, arg-type]
        for issue in issues:
            assert issue.place.line >= 1
            assert 1 <= issue.place.column <= len(text) + 1
            assert issue.place.length >= 1
    assert time.perf_counter() - begun < 5


@settings(max_examples=150)
@given(st.text(max_size=80))
@example("")
@example("\x00")
@example("\ufeffleads")
@example("1e99999999999999999999")
@example("1e")
@example("1__0")
@example("'" * 3)
@example('"')
@example('""')
@example("/*")
@example("--")
@example("leads.")
@example("..")
@example("\\")
def test_any_text_at_all_is_answered(text: str) -> None:
    """No text makes the reader fail, hang, or let through what is not on the list."""
    allowed(text)


WORDS = [
    *COLUMNS, *KPIS, *(name for name in FUNCTIONS if name not in ("NEGATE",)),
    "(", ")", "(", ")", ",", ".", "*", "'won'", "'2026-01-01'", "1", "0.5", "FILTER", "WHERE", "DISTINCT", "OVER",
    "SELECT", "FROM", "BETWEEN", "WHEN", "THEN", "ELSE", "END", "NULL", "TRUE", "IS", "::", "[", "]", "->", ";",
    "CAST", "AS", "INTEGER", "LIKE", "DAY", "MONTHS", "'day'", "'week'", "90", "+", "ORDER BY", "GROUP BY", "LIMIT",
    "UNION", "EXISTS", "owner.team", "-", "--", "x", "𝄞", "é", '"',
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=18))
def test_any_words_of_sql_in_any_order_are_answered(words: list[str]) -> None:
    """The same for texts that are nearly SQL, which get further into the parser."""
    allowed(" ".join(words))


@pytest.mark.parametrize("size", [50, 400, 1900])
@pytest.mark.parametrize(
    ("opening", "middle", "closing"),
    [
        ("(", "1", ")"), ("(", "", ""), ("", "1", ")"), ("ABS(", "1", ")"), ("foo(", "", ")"), ("NOT ", "called", ""),
        ("- ", "1", ""), ("CASE WHEN called THEN ", "1", " END"), ("", "1", "+1"), ("", "called", " AND called"),
        ("[", "", "]"), ("{'a':", "1", "}"), ("x->", "1", ""), ("", "1", "::int"), ("1 BETWEEN ", "1", ""),
        ("a IN (", "1", ")"), ("a.", "a", ""), ("", "a", "[1]"), ("(SELECT ", "1", ")"),
        ("", "COUNT(*)", " FILTER (WHERE called)"), ("", "1", " IS NULL"), ("", "a", " COLLATE a"), ("/*", "", "*/"),
        ("'", "", "'"), ("EXISTS(", "1", ")"), ("INTERVAL ", "1", ""), ("DISTINCT ", "1", ""), ("", "a", " OVER ()"),
    ],
)  # fmt: skip
def test_long_and_deep_formulas_are_answered_soon(opening: str, middle: str, closing: str, size: int) -> None:
    """Nesting and length have limits that are met long before the machine's are."""
    allowed(opening * size + middle + closing * size)
