"""The mutations: what each breaks of what a number means, the text that it changes, and the tests that must see it.

`rule` is the number of the rule in `RULES`. The text to replace occurs once in its file: with that line mended, the
mutation has to be written anew. Tests are a file of `tests/` and a test in it, as pytest takes them.
"""

from __future__ import annotations

from dataclasses import dataclass

RULES = {
    1: "computed from rows at the grain asked for",
    2: "nulls are SQL's",
    3: "dividing by zero has no value",
    4: "a ratio carries its parts",
    5: "periods, calendars and comparisons",
    6: "windows end with the period",
    7: "timestamps are compared before they are grouped",
    8: "a stock is what is open at the end",
    9: "conversions say what they count by",
    10: "provisional figures",
    11: "segments keep their people",
    12: "what adds up",
    13: "same input, same bytes; nothing is guessed or lost on the way",
    14: "what is off track has an action plan, or is said to have none",
}

TOGETHER, MADE = "backends/test_together.py", "backends/test_derived.py"
ROWS, FUNCTIONS = "backends/test_polars.py", "backends/test_functions.py"
CELLS, ARITHMETIC = "evaluate/test_cells.py", "evaluate/test_arithmetic.py"
DIFFS = "differences/test_values.py"
SPREADS = "test_spreads.py"
TARGETS, WINDOWS, MEANING = "evaluate/test_targets.py", "evaluate/test_windows.py", "evaluate/test_meaning.py"
TYPED, TYPED_KPIS = "test_typed.py", "evaluate/test_typed.py"
SNAPSHOTS = "backends/test_snapshots.py"
CONVERSION = "backends/test_conversions.py"
REFUSED = "test_what_is_wrong_is_said_to_the_letter_and_nothing_is_written"
CLAUSES = "evaluate/test_clauses.py"
CONDITIONS, COMPARED = "evaluate/test_conditions.py", "analyses/test_comparisons.py"
RANKING, SUMS = "evaluate/test_ranking.py", "evaluate/test_sums.py"
CSV, TYPES = "sources/test_csv.py", "sources/test_types.py"
STATEMENT, STATED_ROWS = "sql/test_kinds.py", "sql/test_populations.py"
SAME = "test_invariance.py"
WATCHED = "watch/test_watch.py"
YOUNG = "evaluate/test_same_age.py"
MADE, MADE_MEANING = "backends/test_derived.py", "evaluate/test_derived.py"
LOOK_UPS, VALIDITY = "backends/test_rows.py", "sources/test_validity.py"
EXPLAINED_SAMPLE, EXPLAINED_COMMAND = "explained/test_sample.py", "cli/test_explain.py"
EXPLAINED_ROWS, EXPLAINED_KINDS = "explained/test_rows.py", "explained/test_kinds.py"
TESTED, TEST_RULES = "test_testing.py", "rules/test_tests.py"
SIGNALS, CASES, DRIVERS = "analyses/test_signals.py", "analyses/test_cases.py", "analyses/test_drivers.py"
PERIODS, KPI_RULES = "test_periods.py", "rules/test_rules.py"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one text in one file of `engine/`, and the tests of which at least one must fail with it."""

    name: str
    breaks: str
    rule: int
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def applied_to(self, text: str) -> str:
        """The file's text with the change; ValueError where the text to replace does not occur exactly once."""
        found = text.count(self.old)
        if found != 1:
            raise ValueError(
                f"'{self.name}' no longer applies: engine/{self.file} has its text {found} times, not once"
            )
        return text.replace(self.old, self.new)


def _of(file: str, *tests: str) -> tuple[str, ...]:
    return tuple(f"{file}::{test}" for test in tests)


FROM_ROWS = (
    Mutation(
        "again for anything", "Who came again is told by rows too for which the KPI's condition does not hold.", 9,
        "backends/times.py",
        "    counted = frame if asked.where is None else frame.filter(lower(asked.where))\n",
        "    counted = frame\n",
        _of("backends/test_retentions.py",
            "test_who_came_in_the_months_before_and_after_is_neither_base_nor_again"),
    ),
    Mutation(
        "a base of half a period", "A retention has a value where the data begin within its earlier period.", 10,
        "evaluate/cells.py",
        "        whole = slice.window != PERIOD or kpi.spec.retention is not None\n",
        "        whole = slice.window != PERIOD\n",
        _of("backends/test_retentions.py", "test_without_the_whole_period_before_there_is_no_value"),
    ),
    Mutation(
        "a funnel of strangers", "A step has a rate though some of its rows are not among the step before.", 1,
        "analyses/funnels.py",
        "    rate = float(step.value) / float(before.value) if strays == 0 and before.value else None\n",
        "    rate = float(step.value) / float(before.value) if before.value else None\n",
        _of("document/test_funnels.py", "test_rows_that_are_not_among_the_step_before_are_counted"),
    ),
    Mutation(
        "a funnel of one condition", "What two steps both count is counted with the condition of one alone.", 1,
        "measures.py",
        'return Measure("ROWS", where=both(_counted(kpi), _counted(other)))',
        'return Measure("ROWS", where=_counted(kpi))',
        _of("analyses/test_funnels.py",
            "test_a_rate_is_the_share_of_the_step_before_where_its_rows_are_all_among_it"),
    ),
    Mutation(
        "a funnel before its time", "The steps of a funnel are shown before all of them are final.", 10,
        "judged.py",
        "if not any(value.provisional for value in values if value):",
        "if not all(value.provisional for value in values if value):",
        _of("analyses/test_funnels.py", "test_steps_that_are_not_final_are_not_judged"),
    ),
    Mutation(
        "mean of ratios", "The total of a ratio is the mean of its segments' ratios.", 1,
        "evaluate/cells.py",
        "        value = self._value(cell)\n",
        "        value = self._value(cell)\n"
        "        asked, slice = self._evaluation, self._slice\n"
        "        cells = asked.measures.groupings.items()\n"
        "        cuts = [(d, at) for (_, s, d), found in cells if d and s == slice for at in found.cells]\n"
        "        cuts = [asked.figure(self._kpi, slice, d, n, s).value for d, (n, s) in cuts if n == cell[0]]\n"
        "        each = [number for number in cuts if number is not None]\n"
        "        if self._divides and not cell[1] and each:\n"
        "            value = float(sum(each)) / len(each)\n",
        _of(CELLS, "test_a_total_is_never_a_mean_of_its_segments"),
    ),
    Mutation(
        "distinct as count", "A distinct count counts every value, whoever comes twice.", 1,
        "backends/distinct.py",
        "repeated = ordered == ordered.shift(-1)",
        "repeated = ordered.is_null()",
        _of(WINDOWS, "test_a_distinct_count_over_a_window_is_no_sum_of_months")
        + _of(CELLS, "test_a_total_is_never_a_mean_of_its_segments"),
    ),
    Mutation(
        "distinct as count in a dataset made of another", "Who comes twice counts twice.", 1,
        "backends/groups.py",
        "return value.drop_nulls().n_unique().cast(pl.Int64)",
        "return value.is_not_null().sum().cast(pl.Int64)",
        _of(MADE, "test_who_comes_twice_counts_once_and_the_middle_is_not_rounded"),
    ),
    Mutation(
        "median rounded in a dataset made of another", "The median of money is rounded to the cent.", 1,
        "backends/groups.py",
        "return value.cast(pl.Float64).median()",
        "return value.cast(pl.Float64).median().round(2)",
        _of(MADE, "test_who_comes_twice_counts_once_and_the_middle_is_not_rounded"),
    ),
    Mutation(
        "once for each segment", "Who has rows in several segments counts once for each of them in the total.", 1,
        "backends/together.py",
        "(*keys, *by)))",
        "(*keys, *by, *finer)))",
        _of(TOGETHER, "test_who_comes_twice_is_counted_once"),
    ),
    Mutation(
        "a hash for a name", "Who shares a hash with another is taken for the same.", 1,
        "backends/distinct.py",
        "others.group_by(*keys, self._name).agg(self._any)",
        "others.group_by(*keys, self._hash).agg(pl.col(self._name).first(), *self._any)",
        _of(TOGETHER, "test_a_shared_hash_changes_no_count"),
    ),
    Mutation(
        "one of the middle two", "The median of an even number of values is the lower one of the middle.", 1,
        "backends/ranks.py",
        "((sizes - 1) // 2, sizes // 2)",
        "((sizes - 1) // 2, (sizes - 1) // 2)",
        _of(TOGETHER, "test_the_middle_of_an_order_is_polars_median"),
    ),
    Mutation(
        "codes that meet", "The median is read off an order in which groups may mix.", 1,
        "backends/ranks.py",
        "    span = most - least + 1\n",
        "    span = most - least\n",
        _of(TOGETHER, "test_the_middle_of_an_order_is_polars_median"),
    ),
    Mutation(
        "a pattern for each row", "A measure with a condition counts rows for which it does not hold.", 1,
        "backends/sums.py",
        "pl.when(self.together.holds(measure.where)).then(",
        "pl.when(pl.lit(True)).then(",
        _of(CLAUSES, "test_what_is_not_known_to_hold_does_not_hold"),
    ),
    Mutation(
        "median rounded", "The median of money is rounded to the cent.", 1,
        "backends/ranks.py",
        'agg(pl.col("value").cast(pl.Float64).median())',
        'agg(pl.col("value").cast(pl.Float64).median().round(2))',
        _of(ROWS, "test_the_median_of_decimals_is_not_rounded"),
    ),
)  # fmt: skip

NULLS = (
    Mutation(
        "null counted", "COUNT(x) counts the rows where x is empty too.", 2,
        "measures.py",
        'if argument is None else Measure("VALUES", argument, where),)',
        'if argument is None else Measure("ROWS", where=where),)',
        _of(ROWS, "test_nothing_and_no_values_are_told_apart", "test_a_column_that_is_looked_up_counts"),
    ),
    Mutation(
        "no rows, no sum", "SUM over no rows has no value instead of 0.", 2,
        "evaluate/cells.py",
        'EMPTY_IS_ZERO = ("ROWS", "VALUES", "DISTINCT", "SUM")',
        'EMPTY_IS_ZERO = ("ROWS", "VALUES", "DISTINCT")',
        _of(ROWS, "test_nothing_and_no_values_are_told_apart"),
    ),
    Mutation(
        "empty sum is 0", "SUM over rows that are all empty is 0 instead of having no value.", 2,
        "evaluate/formulas.py",
        "return None  # rows, and every one of them without a value",
        "return total(cell)",
        _of(ROWS, "test_nothing_and_no_values_are_told_apart"),
    ),
    Mutation(
        "NOT in two values", "NOT of something empty is true, over rows.", 2,
        "backends/functions.py",
        '"NOT": lambda node, arguments: ~arguments[0],',
        '"NOT": lambda node, arguments: ~arguments[0].cast(pl.Boolean).fill_null(False),',
        _of(FUNCTIONS, "test_logic_has_three_values"),
    ),
    Mutation(
        "AND in two values", "AND takes something empty as false, over rows.", 2,
        "backends/functions.py",
        '"AND": _logic(lambda left, right: left & right),',
        '"AND": _logic(lambda left, right: left.fill_null(False) & right.fill_null(False)),',
        _of(FUNCTIONS, "test_logic_has_three_values"),
    ),
    Mutation(
        "OR in two values", "OR takes something empty as false, over rows.", 2,
        "backends/functions.py",
        '"OR": _logic(lambda left, right: left | right),',
        '"OR": _logic(lambda left, right: left.fill_null(False) | right.fill_null(False)),',
        _of(FUNCTIONS, "test_logic_has_three_values"),
    ),
    Mutation(
        "AND in two values between KPIs", "AND takes something empty as false, between KPIs.", 2,
        "evaluate/arithmetic.py",
        "return None if None in values else True",
        "return None not in values",
        _of(ARITHMETIC, "test_logic_has_three_values"),
    ),
    Mutation(
        "NOT in two values between KPIs", "NOT of something empty is true, between KPIs.", 2,
        "evaluate/arithmetic.py",
        '"NOT": _single(operator.not_),',
        '"NOT": lambda values: not values[0],',
        _of(ARITHMETIC, "test_logic_has_three_values"),
    ),
    Mutation(
        "bad date is empty", "A date that does not read is taken for an empty one.", 2,
        "sources/values.py",
        "present.is_not_null() & value.is_null(), wanted(column, dialect, timezone), odd)",
        'present.is_not_null() & value.is_null() & (column.reads != "date"), wanted(column, dialect, timezone), odd)',
        _of(CSV, "test_every_type_refuses_the_rest[date-texts3]"),
    ),
    Mutation(
        "unknown is true", "A row of which a condition is not known counts as if it held.", 2,
        "backends/together.py",
        "lower(node).cast(pl.Boolean).fill_null(False)",
        "lower(node).cast(pl.Boolean).fill_null(True)",
        _of(CLAUSES, "test_what_is_not_known_to_hold_does_not_hold"),
    ),
    Mutation(
        "the least of nothing is 0", "MIN over no rows is 0 instead of having no value.", 2,
        "evaluate/cells.py",
        'EMPTY_IS_ZERO = ("ROWS", "VALUES", "DISTINCT", "SUM")',
        'EMPTY_IS_ZERO = ("ROWS", "VALUES", "DISTINCT", "SUM", "MIN")',
        _of(CLAUSES, "test_over_no_rows_only_counts_and_sums_are_nothing"),
    ),
)  # fmt: skip

RATIOS = (
    Mutation(
        "division by zero is 0", "Dividing by zero between KPIs gives 0.", 3,
        "evaluate/arithmetic.py",
        "    if left is None or right is None or right == 0:\n        return None\n",
        "    if left is None or right is None:\n        return None\n    if right == 0:\n        return 0.0\n",
        _of(ARITHMETIC, "test_dividing_by_zero_has_no_value") + _of(ROWS, "test_nothing_and_no_values_are_told_apart"),
    ),
    Mutation(
        "division by zero is 0 over rows", "Dividing by zero in a row gives 0.", 3,
        "backends/functions.py",
        "return pl.when(right != 0).then(left / right)",
        "return pl.when(right != 0).then(left / right).otherwise(pl.when(left.is_not_null()).then(0.0))",
        _of(FUNCTIONS, "test_dividing_by_zero_has_no_value"),
    ),
    Mutation(
        "infinite sums", "A sum beyond every number is shown as infinite.", 3,
        "backends/groups.py",
        "return value + 0.0 if math.isfinite(value) else None",
        "return value + 0.0",
        _of(ROWS, "test_no_sum_is_infinite"),
    ),
    Mutation(
        "reason lost", "What cannot be divided is said to have no rows.", 3,
        "evaluate/cells.py",
        'reasons[0] if reasons else "zero_denominator" if zero else "no_rows"',
        'reasons[0] if reasons else "no_rows"',
        _of(CELLS, "test_a_figure_without_a_value_says_why"),
    ),
    Mutation(
        "parts lost behind a factor", "A ratio times a hundred loses its numerator and denominator.", 4,
        "measures.py",
        'case Call(function="*", arguments=(Constant(), inner) | (inner, Constant())):',
        'case Call(function="*", arguments=(inner, Constant())):',
        _of(CELLS, "test_a_ratio_carries_its_parts"),
    ),
    Mutation(
        "average over all rows", "An average divides by the rows, also by those without a value.", 4,
        "measures.py",
        'return Measure("SUM", argument, where), Measure("VALUES", argument, where)\n',
        'return Measure("SUM", argument, where), Measure("ROWS", where=where)\n',
        _of(CELLS, "test_an_average_counts_its_values_only"),
    ),
    Mutation(
        "a value for zero stands for anything", "`when_zero` also stands in where there are no rows.", 3,
        "evaluate/cells.py",
        'if reason == "zero_denominator" and self._kpi.spec.when_zero',
        "if self._kpi.spec.when_zero",
        _of(CLAUSES, "test_a_value_for_zero_stands_in_for_a_division_and_for_nothing_else"),
    ),
    Mutation(
        "missing is 0 between KPIs", "What has no value is taken for 0 in a sum of KPIs.", 3,
        "evaluate/arithmetic.py",
        "        left, right = values\n        if left is None or right is None:\n            return None\n",
        "        left, right = (0 if value is None else value for value in values)\n",
        _of(ARITHMETIC, "test_nothing_is_ever_infinite_and_missing_stays_missing"),
    ),
    Mutation(
        "an average without its parts", "An average does not carry its sum and its count.", 4,
        "evaluate/cells.py",
        "return formulas.average_parts(root)",
        "return _no_number, _no_number",
        _of(CELLS, "test_a_ratio_carries_its_parts"),
    ),
    Mutation(
        "rows of the whole dataset", "The rows behind a figure are all those of the dataset, filter or not.", 4,
        "measures.py",
        'return Measure("ROWS", where=kpi.where.root if kpi.where else None)',
        'return Measure("ROWS")',
        _of(CLAUSES, "test_the_rows_behind_a_figure_are_those_that_the_kpi_counts"),
    ),
)  # fmt: skip

TIME = (
    Mutation(
        "end included", "A period holds its end, and the first day of the next counts in it.", 5,
        "backends/times.py",
        "own = ordinal_of(day, grain, calendar).cast(pl.Int64)",
        "own = ordinal_of(day - pl.duration(days=1), grain, calendar).cast(pl.Int64)",
        _of(ROWS, "test_a_period_holds_its_first_day_and_not_its_end"),
    ),
    Mutation(
        "first day lost", "The first day of the earliest period does not count.", 5,
        "backends/times.py",
        "(day >= starts[0])",
        "(day > starts[0])",
        _of(ROWS, "test_the_first_day_that_is_read_counts"),
    ),
    Mutation(
        "fiscal year by its start", "A fiscal year is named by the year in which it starts.", 5,
        "periods.py",
        "last.year if grain == \"year\"",
        "start.year if grain == \"year\"",
        _of(PERIODS, "test_names_are_the_ones_people_write"),
    ),
    Mutation(
        "week start ignored", "Weeks start on Monday, whatever day the report says.", 5,
        "periods.py",
        "return EPOCH_MONDAY + timedelta(days=self.week_start)",
        "return EPOCH_MONDAY",
        _of(MEANING, "test_a_week_starts_on_the_day_that_the_report_says"),
    ),
    Mutation(
        "a year of 53 weeks", "A week is compared with the one 53 weeks before.", 5,
        "periods.py",
        'PER_YEAR = {"week": 52,',
        'PER_YEAR = {"week": 53,',
        _of(MEANING, "test_a_week_is_compared_with_the_one_52_weeks_before"),
    ),
    Mutation(
        "previous is year ago", "The previous period's place is taken by the year before.", 5,
        "evaluate/comparisons.py",
        "figures.get(ordinal - 1), figures.get(ordinal - year)",
        "figures.get(ordinal - year), figures.get(ordinal - year)",
        _of(CELLS, "test_comparisons_are_whole_periods"),
    ),
    Mutation(
        "UTC instead of the report's clocks", "A time with a zone counts on the day that it has in UTC.", 5,
        "sources/times.py",
        "return value.dt.convert_time_zone(timezone).dt.replace_time_zone(None)",
        'return value.dt.convert_time_zone("UTC").dt.replace_time_zone(None)',
        _of(TYPES, "test_a_date_and_time_is_what_the_clocks_of_the_report_show"),
    ),
    Mutation(
        "calendar year to date", "The year to date starts in January, whenever the fiscal year does.", 5,
        "periods.py",
        "return self.year_of(period).start",
        "return date(period.last_day.year, 1, 1)",
        _of(ROWS, "test_the_year_to_date_begins_with_the_year_and_ends_with_the_period"),
    ),
    Mutation(
        "window shifted by days", "Months of a window are thirty days each.", 6,
        "periods.py",
        "return _months_before(period.end, window.count * MONTHS_IN[window.unit])",
        "return period.end - timedelta(days=30 * window.count * MONTHS_IN[window.unit])",
        _of(MEANING, "test_a_window_of_months_begins_with_a_month"),
    ),
    Mutation(
        "window one day late", "A window in days begins a day late.", 6,
        "periods.py",
        'return period.end - timedelta(days=window.count * (7 if window.unit == "week" else 1))',
        'return period.end - timedelta(days=window.count * (7 if window.unit == "week" else 1) - 1)',
        _of(MEANING, "test_a_window_of_days_holds_its_first_day"),
    ),
    Mutation(
        "part keeps its window", "A part of a KPI with a window keeps its own window.", 6,
        "measures.py",
        "if kpi.spec.window and slice.window == PERIOD else slice",
        "if kpi.spec.window else slice",
        _of(MEANING, "test_the_window_of_a_whole_goes_before_that_of_its_part"),
    ),
    Mutation(
        "LAG forwards", "LAG takes the period after instead of the one before.", 6,
        "evaluate/cells.py",
        "of.at((ordinal - back, ",
        "of.at((ordinal + back, ",
        _of(WINDOWS, "test_lag_is_the_period_before"),
    ),
    Mutation(
        "days between months", "The days between two dates are counted between their months.", 7,
        "backends/functions.py",
        "return (arguments[0] - arguments[1]).dt.total_days()",
        'return (arguments[0].dt.truncate("1mo") - arguments[1].dt.truncate("1mo")).dt.total_days()',
        _of(MEANING, "test_days_between_two_dates_are_elapsed_days"),
    ),
    Mutation(
        "quarter to date is a month", "The quarter to date begins with the month.", 6,
        "periods.py",
        'return self.period("quarter", period.last_day).start',
        "return period.start",
        _of(WINDOWS, "test_a_window_holds_what_its_words_say"),
    ),
    Mutation(
        "half a window", "A window that begins before the data has a value all the same.", 6,
        "evaluate/cells.py",
        "if whole and coverage.first - start > slack:",
        "if False:",
        _of(CLAUSES, "test_all_time_begins_with_the_data"),
    ),
    Mutation(
        "all time before the data", "A window over all time has no value, because data begin some day.", 6,
        "evaluate/cells.py",
        ' or slice.window.kind == "all_time":',
        ":",
        _of(CLAUSES, "test_all_time_begins_with_the_data"),
    ),
    Mutation(
        "an hour that is none", "A time that the clocks leave out in spring is read.", 5,
        "sources/times.py",
        "return pl.when(known.is_not_null()).then(value)",
        "return value",
        _of(TYPES, "test_an_hour_that_the_clocks_leave_out_is_no_time"),
    ),
    Mutation(
        "days for elapsed time", "The days from a base to its event are those of a calendar, not 24 hours each.", 7,
        "backends/conversions.py",
        'elapsed = pl.col(AT).cast(pl.Datetime("us")) - pl.col("\\0based").cast(pl.Datetime("us"))',
        'elapsed = pl.col(AT).cast(pl.Date) - pl.col("\\0based").cast(pl.Date)',
        _of(CLAUSES, "test_seven_days_are_seven_times_24_hours"),
    ),
)  # fmt: skip

DATES = (
    Mutation(
        "weeks begun", "A week that has only begun before a date counts as one back.", 5,
        "backends/functions.py",
        "days.abs().floordiv(7) * days.sign()",
        "days.floordiv(7)",
        _of(FUNCTIONS, "test_units_between_dates"),
    ),
    Mutation(
        "hours elapsed", "date_diff counts the hours that went by, not those that began.", 5,
        "backends/functions.py",
        "begun = [_instant(date).dt.truncate(SPANS[unit])",
        "begun = [_instant(date)",
        _of(FUNCTIONS, "test_units_between_dates"),
    ),
    Mutation(
        "minus is plus", "An interval that is taken away is added.", 5,
        "formula/operators.py",
        "(-1 if isinstance(tree, exp.Sub) else 1)",
        "1",
        _of(FUNCTIONS, "test_an_interval_ends_with_the_month"),
    ),
    Mutation(
        "Sunday is 7", "dayofweek counts Sunday as isodow does.", 5,
        "backends/functions.py",
        "date.dt.weekday() % 7",
        "date.dt.weekday()",
        _of(FUNCTIONS, "test_parts_of_dates"),
    ),
)  # fmt: skip

STOCKS = (
    Mutation(
        "stock summed over periods", "A stock's target is spread over the year as if months of it added up.", 8,
        "rules/kpis.py",
        "and not (spec.balance or spec.window)",
        "and not spec.window",
        _of(TARGETS, "test_a_stock_has_the_same_target_in_each_period"),
    ),
    Mutation(
        "stock as a flow", "A stock counts only in the period in which it is opened.", 8,
        "backends/times.py",
        "    return _for_each_period(frame, begin, stop)\n",
        "    return _for_each_period(frame, begin, pl.min_horizontal(begin + 1, stop))\n",
        _of(MEANING, "test_a_stock_stands_until_the_day_on_which_it_is_closed"),
    ),
    Mutation(
        "closed is open", "What is closed on a period's last day counts as open at its end.", 8,
        "backends/times.py",
        "stop = ordinal_of(closed, grain, calendar)",
        "stop = ordinal_of(closed + pl.duration(days=1), grain, calendar)",
        _of(MEANING, "test_a_stock_stands_until_the_day_on_which_it_is_closed"),
    ),
    Mutation(
        "undated of others", "A stock is refused for rows that it does not count, or that others count by that day.", 8,
        "backends/remarks.py",
        "yield stock.opened.text, kpi.where.root if kpi.where else None",
        "yield stock.opened.text, None",
        _of(MEANING, "test_a_stock_asks_only_for_the_days_of_its_own_rows"),
    ),
    Mutation(
        "undated left out", "Rows of a stock that have no opening date are left out without a word.", 8,
        "backends/remarks.py",
        'if remark.code == "unopened":',
        "if False:",
        _of(MEANING, "test_a_stock_with_an_undated_row_is_refused"),
    ),
    Mutation(
        "undated taken as open", "Rows without an opening date are open although their KPI drops them.", 8,
        "backends/times.py",
        'if balance.undated == "open":',
        'if balance.undated != "fail":',
        _of(ROWS, "test_a_stock_is_what_is_open_at_the_end"),
    ),
)  # fmt: skip

TYPED_FIGURES = (
    Mutation(
        "a missing month is nothing", "A sum goes on without the months that are not typed.", 2,
        "typed.py",
        "        if entry is None:\n            return []\n",
        "        if entry is None:\n            break\n",
        _of(TYPED, "test_a_sum_without_one_of_its_months_is_not_entered"),
    ),
    Mutation(
        "held for ever", "A figure stands until another is typed.", 5,
        "typed.py",
        "return ends or longer or held",
        "return True",
        _of(TYPED, "test_a_quarters_figure_stands_at_its_end_and_as_long_as_it_is_held"),
    ),
    Mutation(
        "a figure of the future", "A quarter's figure stands in its first months already.", 5,
        "typed.py",
        "if typed.end > period.end or",
        "if typed.start > period.end or",
        _of(TYPED, "test_what_stands_was_typed_and_is_not_of_the_future"),
    ),
    Mutation(
        "held compared with itself", "A figure that is held is compared with itself, as if it had stayed the same.", 5,
        "evaluate/comparisons.py",
        "if typed_for(n) != typed_for(ordinal)",
        "",
        _of(TYPED_KPIS, "test_a_quarters_figure_is_held_and_says_so"),
    ),
    Mutation(
        "a typed month for a quarter", "The last month's figure stands for the quarter, though nobody said so.", 8,
        "typed.py",
        '(_shorter(typed, period) and own.over_time != "last")',
        "False",
        _of(TYPED, "test_the_last_part_stands_for_a_longer_period_where_that_is_said"),
    ),
    Mutation(
        "typed adds up", "Every typed figure adds up over time.", 12,
        "rules/kpis.py",
        'and (typed is None or typed.over_time == "sum")',
        "",
        _of(KPI_RULES, "test_what_is_typed_adds_up_over_time_where_that_is_said"),
    ),
)  # fmt: skip

SNAPSHOT_COPIES = (
    Mutation(
        "the first copy", "Of a period the first copy counts.", 8,
        "backends/times.py",
        "rows.filter(day == day.max().over(ORDINAL))",
        "rows.filter(day == day.min().over(ORDINAL))",
        _of(SNAPSHOTS, "test_the_last_copy_is_the_last_of_all_rows"),
    ),
    Mutation(
        "all copies", "The copies of a period add up.", 8,
        "backends/times.py",
        "rows.filter(day == day.max().over(ORDINAL))",
        "rows",
        _of(SNAPSHOTS, "test_the_last_copy_is_the_last_of_all_rows"),
    ),
    Mutation(
        "no copy is nothing", "A period without a copy has a stock of 0.", 8,
        "evaluate/cells.py",
        "return any(period == ordinal for period, _ in counted.cells)",
        "return True",
        _of(SNAPSHOTS, "test_an_older_copy_does_not_look_fresh"),
    ),
    Mutation(
        "older copies dropped", "Of overlapping exports only the last one's copies are left.", 8,
        "sources/datasets.py",
        "[spec.key.text, wanted.copies] if wanted.copies else [spec.key.text]",
        "[spec.key.text]",
        _of(SNAPSHOTS, "test_overlapping_exports_keep_their_older_copies"),
    ),
)  # fmt: skip

CONVERSIONS = (
    Mutation(
        "elapsed between months", "The days from a base to its event are counted between their months.", 7,
        "backends/conversions.py",
        'elapsed = pl.col(AT).cast(pl.Datetime("us")) - pl.col("\\0based").cast(pl.Datetime("us"))',
        'elapsed = pl.col(AT).cast(pl.Datetime("us")).dt.truncate("1mo")'
        ' - pl.col("\\0based").cast(pl.Datetime("us")).dt.truncate("1mo")',
        _of(MEANING, "test_a_conversion_counts_by_the_first_day_and_the_days_from_it_on"),
    ),
    Mutation(
        "counted by the last row", "An entity is counted in the period of its last row.", 9,
        "backends/conversions.py",
        'keep="first"',
        'keep="last"',
        _of(MEANING, "test_a_conversion_counts_by_the_first_day_and_the_days_from_it_on"),
    ),
    Mutation(
        "within, not on the last day", "An event on the last of the days that it has comes too late.", 9,
        "backends/conversions.py",
        "(elapsed <= pl.duration(days=asked.within))",
        "(elapsed < pl.duration(days=asked.within))",
        _of(MEANING, "test_a_conversion_counts_by_the_first_day_and_the_days_from_it_on"),
    ),
    Mutation(
        "events before the base", "An event before its base comes within the time from the base on.", 9,
        "backends/conversions.py",
        "(elapsed >= pl.duration(days=0)) & ",
        "",
        _of(MEANING, "test_a_conversion_counts_by_the_first_day_and_the_days_from_it_on"),
    ),
    Mutation(
        "nobody counted", "Rows that name no entity are one entity together.", 9,
        "backends/conversions.py",
        "pl.col(asked.base_entity).is_not_null() & pl.col(asked.base_date).is_not_null()",
        "pl.col(asked.base_date).is_not_null()",
        _of(MEANING, "test_a_conversion_counts_by_the_first_day_and_the_days_from_it_on"),
    ),
    Mutation(
        "an event in its base's period", "Counted by the event, it stands in its base's period all the same.", 9,
        "measures.py",
        "own = replace(own, date=CONVERTED_ON)",
        "own = replace(own)",
        _of(CONVERSION, "test_by_event_more_may_convert_than_came"),
    ),
    Mutation(
        "the last event", "An entity converts in the period of the last of its events.", 9,
        "backends/conversions.py",
        "pl.col(AT).min()",
        "pl.col(AT).max()",
        _of(CONVERSION, "test_a_conversion_is_duckdbs"),
    ),
    Mutation(
        "provisional by event", "A conversion that is counted by its event waits for its cohort.", 10,
        "rules/kpis.py",
        'and conversion.count_by == "cohort"',
        "",
        _of(CONVERSION, "test_by_event_more_may_convert_than_came"),
    ),
    Mutation(
        "an event counts twice", "Two events in time are two conversions of one entity.", 9,
        "backends/conversions.py",
        "earliest = reached.group_by(ENTITY).agg(",
        "earliest = reached.group_by(ENTITY, AT).agg(",
        _of(CLAUSES, "test_two_events_in_time_are_one_conversion"),
    ),
    Mutation(
        "the order of the file decides", "Of two first rows the one that comes first in the file is the base.", 13,
        "backends/conversions.py",
        "ties = [dataset.names_rows_by] if dataset.names_rows_by else [column.name for column in dataset.columns]",
        "ties: list[str] = []",
        _of(CLAUSES, "test_of_two_first_rows_the_key_decides"),
    ),
)  # fmt: skip

PROVISIONAL = (
    Mutation(
        "a day older", "A young cohort is compared with earlier ones on the day before they were as old.", 10,
        "backends/conversions.py",
        "<= last)).fill_null(False)",
        "< last)).fill_null(False)",
        _of(YOUNG, "test_a_young_cohort_stands_beside_earlier_ones_at_its_age"),
    ),
    Mutation(
        "young beside grown", "A young cohort is compared with earlier ones as they are today.", 10,
        "evaluate/comparisons.py",
        "cut.dimensions, aged=True), days)",
        "cut.dimensions), days)",
        _of(YOUNG, "test_a_young_cohort_stands_beside_earlier_ones_at_its_age"),
    ),
    Mutation(
        "provisional compared", "A figure that is not final is compared with a final one.", 10,
        "evaluate/comparisons.py",
        "return not figure.provisional and not value.provisional",
        "return True",
        _of(CELLS, "test_what_is_provisional_is_compared_with_nothing"),
    ),
    Mutation(
        "mature a day late", "A cohort that has had its days is still called young on the last of them.", 10,
        "evaluate/cells.py",
        "(last - period.last_day).days < kpi.matures",
        "(last - period.last_day).days <= kpi.matures",
        _of(CELLS, "test_a_young_cohort_is_provisional"),
    ),
    Mutation(
        "coverage ignored", "Outside of what the data cover a count is 0.", 10,
        "evaluate/cells.py",
        'None if covered else "not_covered"',
        "None",
        _of(CELLS, "test_outside_the_data_there_is_no_value"),
    ),
    Mutation(
        "cut short is final", "A period that the data do not cover to its end is called final.", 10,
        "evaluate/cells.py",
        "final = complete and (self._aged or not self._evaluation.young(self._kpi, period))",
        "final = self._aged or not self._evaluation.young(self._kpi, period)",
        _of(CELLS, "test_data_that_end_early_are_provisional"),
    ),
    Mutation(
        "within is no maturing", "A cohort whose time to convert is not over is called final.", 10,
        "rules/kpis.py",
        "matures.append(conversion.within)",
        "pass",
        _of(CONVERSION, "test_a_cohort_that_has_not_had_its_time_is_provisional"),
    ),
    Mutation(
        "verdict on a young figure", "The verdict is passed on the report’s month although it is provisional.", 10,
        "document/standings.py",
        "period = desk.judged(kpi)",
        "period = desk.period",
        _of("document/test_document.py", "test_a_cohort_is_judged_on_its_last_mature_month"),
    ),
    Mutation(
        "fresh_within ignored", "Days that may be missing at the end make a period provisional.", 10,
        "model/data.py",
        "timedelta(days=min(self.fresh_within, (date.max - self.last).days))",
        "timedelta(days=0)",
        _of(CELLS, "test_data_that_end_early_are_provisional"),
    ),
    Mutation(
        "covered for ever", "A date of the year 9999 makes the data cover every period up to it.", 10,
        "sources/checks.py",
        "far = pl.col(day.name).dt.year().is_between(FIRST_YEAR, LAST_YEAR).not_()",
        "far = pl.lit(False)",
        _of("test_examples.py", f"{REFUSED}[data_no_such_days.yml]"),
    ),
)  # fmt: skip

SEGMENTS = (
    Mutation(
        "TOTAL keeps the segment", "TOTAL of a KPI is the segment's own value.", 11,
        "evaluate/cells.py",
        "dimensions = () if total else self._dimensions",
        "dimensions, total = self._dimensions, False",
        _of(WINDOWS, "test_total_leaves_the_segments"),
    ),
    Mutation(
        "join multiplies", "A look-up gives each of its rows twice.", 11,
        "backends/rows.py",
        "        right = own[other.id]\n",
        "        right = pl.concat([own[other.id]] * 2)\n",
        _of(ROWS, "test_a_column_that_is_looked_up_counts", "test_words_of_the_data_are_not_taken_for_marks"),
    ),
    Mutation(
        "join loses", "Rows whose look-up finds nothing are dropped.", 11,
        "backends/rows.py",
        'right_on=KEY, how="left", maintain_order="left")',
        'right_on=KEY, how="inner", maintain_order="left")',
        _of(MEANING, "test_who_is_missing_and_who_is_unmatched_stand_apart"),
    ),
    Mutation(
        "look-up holds on its end", "A row that was valid is still looked up on the day on which it ends.", 11,
        "backends/rows.py",
        "(pl.col(DAY) < end)",
        "(pl.col(DAY) <= end)",
        _of(LOOK_UPS, "test_a_row_holds_on_its_first_day_and_not_on_its_end"),
    ),
    Mutation(
        "look-up that holds on no day", "A row that ends on its first day hides the one that holds then.", 11,
        "backends/rows.py",
        "(end > start))).sort(start)",
        "(end >= start))).sort(start)",
        _of(LOOK_UPS, "test_a_row_holds_on_its_first_day_and_not_on_its_end"),
    ),
    Mutation(
        "overlapping look-ups", "Two rows of one key that hold on the same day are let through.", 11,
        "sources/checks.py",
        "until.shift(1).cum_max().over(",
        "until.shift(1).over(",
        _of(VALIDITY, "test_the_later_of_two_is_named_with_its_key_and_their_number"),
    ),
    Mutation(
        "nobody makes a row", "Rows of nobody make a row of a dataset that is made of others.", 11,
        "backends/derived.py",
        "rows.filter(pl.col(name).is_not_null() for name in derivation.per)",
        "rows",
        _of(MADE_MEANING, "test_rows_of_a_made_dataset_count_like_any_other"),
    ),
    Mutation(
        "made of all rows", "A dataset is made of the rows too that its `where` leaves out.", 1,
        "backends/derived.py",
        "return rows.filter(lower(derivation.where.root)) if derivation.where else rows",
        "return rows",
        _of(MADE_MEANING, "test_rows_of_a_made_dataset_count_like_any_other"),
    ),
    Mutation(
        "made of nothing is 0", "In a dataset that is made of others a sum over values that are all empty is 0.", 2,
        "backends/derived.py",
        "(empty, Constant(None, Type(\"null\", nullable=True)), total)",
        "(empty, total, total)",
        _of(MADE, "test_money_stays_money_with_all_its_decimals"),
    ),
    Mutation(
        "made of infinity", "A sum past what a number can hold stands in a dataset that is made of others.", 13,
        "backends/derived.py",
        "pl.when(value.is_finite()).then(value) if kind.kind",
        "value if kind.kind",
        _of(MADE, "test_a_sum_past_what_can_be_held_has_no_value"),
    ),
    Mutation(
        "finer than its type", "Money of a made dataset loses the decimals of a finer constant.", 2,
        "rules/derived.py",
        "scale = decimals(formula.root) if kind.kind",
        "scale = kind.scale if kind.kind",
        _of(MADE, "test_money_stays_money_with_all_its_decimals"),
    ),
    Mutation(
        "silent about the data's end", "A KPI that sees all rows up to the data's end does not say so.", 5,
        "rules/derived.py",
        "spec.making is not None for spec in (dataset, *others))",
        "spec.making is not None for spec in (dataset,))",
        _of(MADE_MEANING, "test_what_sees_the_datas_end_says_so"),
    ),
    Mutation(
        "unmatched as missing", "Who is in no list stands with those who have no key at all.", 11,
        "backends/groups.py",
        "return pl.when(unmatched).then(pl.lit(UNMATCHED))",
        "return pl.when(unmatched).then(pl.lit(MISSING))",
        _of(MEANING, "test_who_is_missing_and_who_is_unmatched_stand_apart"),
    ),
    Mutation(
        "declared value dropped", "A declared value of a dimension that has no rows is left out.", 11,
        "evaluate/ranking.py",
        "found |= {Segment(declared.id, value) for value, _ in declared.values}",
        "found |= set()",
        _of(MEANING, "test_a_declared_value_without_rows_stands"),
    ),
    Mutation(
        "missing dropped", "Rows without a value of the dimension have no row of their own.", 11,
        "evaluate/ranking.py",
        "found |= {segments[place] for _, segments in counted.cells}",
        'found |= {segments[place] for _, segments in counted.cells if segments[0].kind != "missing"}',
        _of(ROWS, "test_yes_and_no_are_segments"),
    ),
)  # fmt: skip

RANKED = (
    Mutation(
        "missing in Other", "Rows without a value of the dimension are taken into Other.", 11,
        "backends/groups.py",
        "segment.is_in([*rankings[dimension].members, MISSING, UNMATCHED])",
        "segment.is_in([*rankings[dimension].members, UNMATCHED])",
        _of(RANKING, "test_who_is_missing_is_neither_ranked_nor_swallowed"),
    ),
    Mutation(
        "missing ranked", "Rows without a value of the dimension take the place of one of the largest.", 11,
        "evaluate/ranking.py",
        'if segment.kind == "value"]',
        "if segment]",
        _of(RANKING, "test_who_is_missing_is_neither_ranked_nor_swallowed"),
    ),
    Mutation(
        "rates ranked by value", "Segments of a rate are ranked by the rate, so that one row of one row leads.", 11,
        "evaluate/ranking.py",
        "    if kpi.adds_up:\n        return (figure.value,)\n",
        "    if kpi.adds_up or kpi.spec.dataset is not None:\n        return (figure.value,)\n",
        _of(RANKING, "test_other_is_the_formula_over_the_rows_of_all_the_rest"),
    ),
    Mutation(
        "ranked in another period", "The largest are those of the period before the report's.", 11,
        "evaluate/ranking.py",
        "(top.dimension,), reported, (segment,))",
        "(top.dimension,), reported - 1, (segment,))",
        _of(RANKING, "test_the_members_are_the_same_in_every_period"),
    ),
    Mutation(
        "each its own largest", "Each KPI of a table is ranked by itself.", 11,
        "model/specs.py",
        "return across(self.by, self.top, self.kpis[0].text) if self.kpis else ()",
        "return across(self.by, self.top, self.kpis[-1].text) if self.kpis else ()",
        _of(RANKING, "test_a_table_has_the_members_of_its_first_kpi"),
    ),
    Mutation(
        "smallest first", "The smallest segments stand by themselves.", 11,
        "evaluate/ranking.py",
        "-size if size is not None else 0)",
        "size if size is not None else 0)",
        _of(RANKING, "test_kpis_over_kpis_are_ranked_by_their_own"),
    ),
)  # fmt: skip

ADDING_UP = (
    Mutation(
        "sums unchecked", "Segments that do not make up their total are reported as if they did.", 12,
        "evaluate/__init__.py",
        "    raise_errors(ReportRefused, issues)\n",
        "",
        _of(SUMS, "test_a_report_that_does_not_add_up_is_refused"),
    ),
    Mutation(
        "rows unchecked", "Rows that are lost between a rate's segments and its total are not noticed.", 12,
        "evaluate/sums.py",
        "if rows != whole.rows:",
        "if rows > whole.rows:",
        _of(SUMS, "test_rows_are_counted_of_rates_too"),
    ),
    Mutation(
        "cents are rounding", "A cent between segments and total is taken for rounding.", 12,
        "exact.py",
        "ROUNDING * scale if isinstance(scale, float) else 0",
        "ROUNDING * scale if isinstance(scale, float) else 1",
        _of(SUMS, "test_a_value_that_does_not_add_up_is_named_with_both_figures"),
    ),
    Mutation(
        "distinct counts add up", "Distinct counts of segments are said to make up the total.", 12,
        "rules/sums.py",
        'LINEAR = ("SUM", "COUNT", "COUNT_IF")',
        'LINEAR = ("SUM", "COUNT", "COUNT_IF", "COUNT_DISTINCT")',
        _of(KPI_RULES, "test_what_adds_up_is_what_is_linear"),
    ),
    Mutation(
        "a cent is lost", "Of a target that does not divide, the last cent is spread over no period.", 12,
        "spreads.py",
        "key=lambda number: -shares[number][1])[:left]",
        "key=lambda number: -shares[number][1])[: left - 1]",
        _of(TARGETS, "test_an_uneven_total_is_spread_to_the_cent"),
    ),
    Mutation(
        "half a target", "A week at the turn of the year has the target of the year in which it ends alone.", 12,
        "evaluate/targets.py",
        "years = [year] if start >= year.start else [self.calendar.before(year), year]",
        "years = [year]",
        _of(TARGETS, "test_a_week_has_its_days_share_of_the_year"),
    ),
    Mutation(
        "a crooked year ago", "A week's year to date is compared with the one 52 weeks back, of other days.", 5,
        "evaluate/comparisons.py",
        'return None if slice.grain == "week" and to_date else PER_YEAR[slice.grain]',
        "return PER_YEAR[slice.grain]",
        _of("evaluate/test_grains.py", "test_a_week_to_date_has_no_year_ago"),
    ),
    Mutation(
        "a week that goes on", "A trend of weeks ends with the week in which the month ends, whole or not.", 5,
        "periods.py",
        "return last if last.end <= period.end else self.before(last)",
        "return last",
        _of("evaluate/test_grains.py", "test_weeks_of_a_month_are_those_that_have_ended"),
    ),
    Mutation(
        "lower is higher", "Attainment is value ÷ target where lower is better.", 12,
        "evaluate/verdicts.py",
        'upper, lower = (target, value) if kpi.spec.better == "lower" else (value, target)',
        "upper, lower = value, target",
        _of(TARGETS, "test_attainment_and_state_are_the_definition"),
    ),
    Mutation(
        "above and not at", "A figure exactly at the target is not on track.", 12,
        "evaluate/verdicts.py",
        "if reached >= float(spec.on_track):",
        "if reached > float(spec.on_track):",
        _of(TARGETS, "test_the_thresholds_are_the_objectives_own"),
    ),
    Mutation(
        "above and not at 90 %", "A figure exactly at nine tenths of the target is off track.", 12,
        "evaluate/verdicts.py",
        "if reached >= float(spec.at_risk)",
        "if reached > float(spec.at_risk)",
        _of(TARGETS, "test_nine_tenths_are_at_risk_however_they_are_written"),
    ),
    Mutation(
        "a revision of the past", "A revised target is spread over the periods before it, too.", 12,
        "spreads.py",
        "kept = sum(atom.start < start.start for atom in over)",
        "kept = 0",
        _of(SPREADS, "test_a_revision_keeps_what_was_before_and_makes_up_the_new_target"),
    ),
    Mutation(
        "the new target for the rest", "After a revision the rest of the year has all of the new target.", 12,
        "spreads.py",
        "rest = revised - sum(found[:kept], Decimal(0))",
        "rest = revised",
        _of(SPREADS, "test_the_example_of_a_revision"),
    ),
    Mutation(
        "the wider wins", "The year's objective holds in a month that has one of its own.", 12,
        "evaluate/targets.py",
        "for spec in widest_first(self.objectives, self.calendar):",
        "for spec in widest_first(self.objectives, self.calendar)[::-1]:",
        _of(SPREADS, "test_the_narrower_objective_wins"),
    ),
    Mutation(
        "a month without a target", "A quarter of which a month has no target is judged by the others' sum.", 12,
        "evaluate/targets.py",
        "                if part is None:\n                    return None\n",
        "                if part is None:\n                    continue\n",
        _of(SPREADS, "test_months_of_which_one_lacks_a_target_make_up_no_quarter"),
    ),
    Mutation(
        "a season of another month", "A seasonal target has the shape of thirteen months before.", 12,
        "evaluate/seasons.py",
        "calendar.ordinal(\"month\", day) - 12 for",
        "calendar.ordinal(\"month\", day) - 13 for",
        _of("test_objectives.py", "test_a_target_has_last_years_season[month]"),
    ),
    Mutation(
        "half a season", "A seasonal target has the shape of a year of which the data lack a month.", 12,
        "pipeline/objectives.py",
        "if table.coverage and table.coverage.first - slack <= start and",
        "if table.coverage and",
        _of("test_objectives.py", "test_a_season_needs_a_whole_last_year"),
    ),
    Mutation(
        "outside is inside", "A value above its band is on track.", 12,
        "evaluate/verdicts.py",
        "exact(value) - exact(high), Fraction(0))",
        "Fraction(0))",
        _of(TARGETS, "test_a_band_and_a_tolerance_decide_at_their_edges"),
    ),
    Mutation(
        "what is not measured counts", "An objective without attainment counts as nothing in that of all.", 12,
        "analyses/attainment.py",
        "for share in shares if share.counted is not None]",
        "for share in [s if s.counted is not None else Share(s.kpi, s.period, s.weight, 0.0) for s in shares]]",
        _of("analyses/test_attainment.py", "test_each_objective_counts_with_its_weight_and_at_most_120_percent"),
    ),
    Mutation(
        "one hides the others", "An objective that is attained five times over counts five times in that of all.", 12,
        "analyses/attainment.py",
        "min(exact(value.attainment), CAP)",
        "exact(value.attainment)",
        _of("analyses/test_attainment.py", "test_each_objective_counts_with_its_weight_and_at_most_120_percent"),
    ),
    Mutation(
        "ratios add up", "A ratio is said to be the sum of its segments.", 12,
        "rules/sums.py",
        "return isinstance(node.arguments[1], Constant) and linear(",
        "return linear(",
        _of(KPI_RULES, "test_what_adds_up_is_what_is_linear"),
    ),
)  # fmt: skip

SAME_BYTES = (
    Mutation(
        "a sheet as old as its making", "A spreadsheet bears the day and hour at which it was made.", 13,
        "formats/xlsx/book.py",
        '"comments": document.generator, "created": dated,',
        '"comments": document.generator,',
        _of("formats/test_xlsx.py", "test_two_processes_write_the_same_bytes"),
    ),
    Mutation(
        "a label that is run", "What begins with = is a formula of the sheet.", 13,
        "formats/xlsx/book.py",
        "_done(self._sheet.write_string(number, column, _held(value), look))",
        "_done(self._sheet.write_formula(number, column, value, look) if value[:1] == '=' else "
        "self._sheet.write_string(number, column, _held(value), look))",
        _of("formats/test_xlsx.py", "test_what_begins_like_a_formula_stays_a_text"),
    ),
    Mutation(
        "a number that a cell rounds", "A number of sixteen digits loses one in the spreadsheet.", 13,
        "formats/xlsx/cells.py",
        "return len(digits) <= DIGITS and (number == 0 or -300 < number.adjusted() < 300)",
        "return number == 0 or -300 < number.adjusted() < 300",
        _of("formats/test_xlsx.py", "test_a_number_with_more_digits_than_a_cell_holds_is_told"),
    ),
    Mutation(
        "sum in the order of rows", "Numbers are added up in the order in which they stand in the file.", 13,
        "backends/groups.py",
        "_in_order(value.drop_nulls().sort())",
        "_in_order(value.drop_nulls())",
        _of(MEANING, "test_tenths_add_up_to_the_same_in_every_order"),
    ),
    Mutation(
        "spread in the order of rows", "A standard deviation is made of parts, in whatever order.", 13,
        "backends/groups.py",
        "_spread(value.cast(pl.Float64).drop_nulls().sort())",
        "value.cast(pl.Float64).drop_nulls().sort().std(ddof=1)",
        _of(SAME, "test_figures_do_not_depend_on_the_order_or_the_files"),
    ),
    Mutation(
        "two zeros", "Of 0 and −0 the one that comes first is the least.", 13,
        "backends/groups.py",
        "return value + 0.0 if math",
        "return value if math",
        _of(SAME, "test_figures_do_not_depend_on_the_order_or_the_files"),
    ),
    Mutation(
        "64 bits", "Sums of whole numbers wrap around past 64 bits.", 13,
        "backends/sums.py",
        'return (value.cast(pl.Int128) if of.type.kind == "integer" else value).sum()',
        "return value.sum()",
        _of(ROWS, "test_sums_past_64_bits_do_not_wrap"),
    ),
    Mutation(
        "thousands marks anywhere", "A thousands mark is dropped wherever it stands in a number.", 13,
        "sources/values.py",
        'text = pl.when(text.str.contains(grouped)).then(text.str.replace_all(marks, "")).otherwise(text)',
        'text = text.str.replace_all(marks, "")',
        _of(CSV, "test_what_is_no_number_is_not_guessed"),
    ),
    Mutation(
        "thousands marks not read", "A number with thousands marks does not read.", 13,
        "sources/values.py",
        "    if dialect.thousands:\n        marks =",
        "    if dialect.thousands is None:\n        marks =",
        _of(CSV, "test_a_space_between_thousands_means_every_space"),
    ),
    Mutation(
        "third decimal cut", "An amount with a third decimal is read without it.", 13,
        "sources/values.py",
        r'digits = rf"(\.\d{{1,{column.type.scale}}})?" if column.type.scale else ""',
        r'digits = r"(\.\d*)?"',
        _of(CSV, "test_every_type_refuses_the_rest[money-texts1]"),
    ),
    Mutation(
        "short rows filled", "A line with too few fields is read, the rest of it empty.", 13,
        "sources/records.py",
        "literal=True) == width - 1",
        "literal=True) <= width - 1",
        _of("sources/test_records.py", "test_a_line_that_is_none_is_left_to_the_careful_way"),
    ),
    Mutation(
        "keys not checked", "A key that stands twice is let through.", 13,
        "sources/checks.py",
        "repeated = pl.col(key.name).is_not_null() & ~named.is_first_distinct()",
        "repeated = pl.lit(False)",
        _of(CSV, "test_values_keys_and_emptiness_are_checked"),
    ),
)  # fmt: skip

STATEMENTS = (
    Mutation(
        "a statement divides by zero", "A printed statement gives infinity for a division by zero.", 3,
        "sql/functions.py",
        '        right = call("NULLIF", right, words.number(0))',
        "        pass",
        _of(STATEMENT, "test_a_kind_of_kpi[share-month-2026-08]", "test_a_kind_of_kpi[zero-month-2026-10]",
            "test_a_kind_of_kpi[zero_rows-month-2026-10]"),
    ),
    Mutation(
        "a statement's period holds its end", "A printed statement counts the first day after the window.", 5,
        "sql/rows.py",
        "    before = exp.LT(this=rows.at(path), expression=words.day(period.end))",
        "    before = exp.LTE(this=rows.at(path), expression=words.day(period.end))",
        _of(STATEMENT, "test_a_kind_of_kpi[leads-month-2026-09]"),
    ),
    Mutation(
        "a statement does not ask what the data cover", "A printed statement gives 0 where there are no data.", 6,
        "sql/coverage.py",
        "        return both(*found)\n",
        "        return None\n",
        _of(STATEMENT, "test_a_kind_of_kpi[long-month-2026-10]"),
    ),
    Mutation(
        "a statement looks up what ended", "A printed statement finds a row on its end too.", 2,
        "sql/rows.py",
        "expression=exp.LT(this=day.copy(), expression=end.copy()))",
        "expression=exp.LTE(this=day.copy(), expression=end.copy()))",
        _of(STATED_ROWS, "test_a_population[goals-2026-10]"),
    ),
    Mutation(
        "a statement keeps overlapping copies apart by their keys alone",
        "A printed statement loses an older copy's row where a newer file has its key in another copy.", 5,
        "sql/datasets.py",
        "partition_by=[key, *([column(files.copies)] if files.copies else [])])",
        "partition_by=[key])",
        _of(STATED_ROWS, "test_a_population[items-2026-08]"),
    ),
    Mutation(
        "a statement counts the first copy", "A printed statement counts the first copy of a period, not its last.", 5,
        "sql/rows.py",
        'words.aliased(words.call("MAX", day.copy()), LAST_COPY)',
        'words.aliased(words.call("MIN", day.copy()), LAST_COPY)',
        _of(STATED_ROWS, "test_a_population[items-2026-10]"),
    ),
    Mutation(
        "a statement counts who converted by their base", "A printed statement has who converted at their base.",
        5,
        "sql/figures.py",
        "    return next(rows for rows, measures in own.items() if measure in measures)",
        "    return next(rows for rows, measures in own.items() if measures or measure)",
        _of(STATED_ROWS, "test_a_population[won-2026-10]"),
    ),
    Mutation(
        "a statement makes a row of nobody", "A printed statement has a row for those without a value of 'per'.", 2,
        "sql/made.py",
        "*(words.is_not_null(key.copy()) for key in keys))",
        ")",
        _of(STATED_ROWS, "test_a_population[teams-2026-10]"),
    ),
)  # fmt: skip

DIFFERENCES = (
    Mutation(
        "a diff over other data", "Earlier definitions are computed in the folder that they were laid out in.", 13,
        "pipeline/differences.py",
        "replace(spec, folder=earlier.moved(spec.folder, today))",
        "replace(spec, folder=spec.folder)",
        _of(DIFFS, "test_the_earlier_figures_are_those_of_the_earlier_report"),
    ),
    Mutation(
        "a diff that passes over a cent", "Amounts that differ by a cent in a billion are called the same.", 13,
        "differences/values.py",
        "    if isinstance(before, float) or isinstance(after, float):\n",
        "    if before != after:\n",
        _of(DIFFS, "test_money_and_counts_are_compared_exactly"),
    ),
    Mutation(
        "a diff that passes over parts", "What stands on a changed KPI is not called changed.", 13,
        "differences/through.py",
        "        if part.id != kpi.id:\n            yield part.id\n",
        "",
        _of(DIFFS, "test_one_formula_changes_just_what_stands_on_it"),
    ),
    Mutation(
        "a diff that passes over what is provisional", "A figure that is no longer final is called the same.", 10,
        "differences/values.py",
        " and before.provisional == after.provisional",
        "",
        _of(DIFFS, "test_what_becomes_provisional_is_a_difference"),
    ),
)  # fmt: skip

TESTS_OF_KPIS = (
    Mutation(
        "a test that always passes", "A KPI's test passes whatever the value is.", 13,
        "testing/verdict.py",
        "    if abs(difference) <= _tolerance(kpi, expected):\n",
        "    if difference or not difference:\n",
        _of(TESTED, "test_any_other_value_fails"),
    ),
    Mutation(
        "a test that forgives", "A test of money is content with what is near.", 13,
        "testing/verdict.py",
        '    if kpi.formula.root.type.kind in ("integer", "money"):\n',
        '    if kpi.formula.root.type.kind in ("integer",):\n',
        _of(TESTED, "test_a_billionth_is_no_difference_but_of_money_and_whole_numbers_everything_is"),
    ),
    Mutation(
        "a row of a test once", "A row that a test repeats is there once.", 13,
        "sources/given.py",
        "repeat(n, row.times)",
        "repeat(n, 1)",
        _of(TESTED, "test_a_definition_gives_what_its_test_says"),
    ),
    Mutation(
        "a day of a test moved", "A day that a test gives is put into its period.", 13,
        "testing/arranged.py",
        "            cells.setdefault(name, _cell(place, name, self._day(spec, name, day)))\n",
        "            cells[name] = _cell(place, name, self._day(spec, name, day))\n",
        _of(TESTED, "test_a_test_gives_what_a_report_over_the_same_rows_gives"),
    ),
    Mutation(
        "a value of a test lost", "A value that does not read as its column's type is taken for an empty one.", 13,
        "sources/given.py",
        'frame["bad"].arg_true()',
        'frame["bad"].arg_true().head(0)',
        _of(TESTED, "test_a_value_that_does_not_read_is_said_at_its_place"),
    ),
    Mutation(
        "a look-up of a test twice", "A key that names two rows of a test doubles what looks it up.", 13,
        "sources/given.py",
        "        if cell.text in seen or row.times > 1:\n",
        "        if cell.text in seen and row.times > 1:\n",
        _of(TESTED, "test_a_key_that_is_looked_up_by_names_one_row"),
    ),
    Mutation(
        "nothing given is nothing", "A part of a formula for which a test gives nothing counts no rows.", 13,
        "rules/tests.py",
        "                if not self._has_rows(id):\n",
        "                if not id:\n",
        _of(TEST_RULES, "test_what_is_too_much_too_little_or_misspelt_is_said"),
    ),
    Mutation(
        "a test of any period", "A test that says a day and no period is counted in one that nobody sees.", 13,
        "rules/tests.py",
        "            yield from self._written(days | ending(kpi))\n",
        "            yield from self._written(frozenset())\n",
        _of(TEST_RULES, "test_what_is_too_much_too_little_or_misspelt_is_said"),
    ),
)  # fmt: skip

# What `kpi init --from` writes down is what the rows say.
PROPOSED = (
    Mutation(
        "a type is proposed from a sample", "A proposed type is only tried on some of the values.", 13,
        "proposal/texts.py",
        "        if sample is None or sample.height:\n",
        "        if sample is None or sample is not None:\n",
        ("proposal/test_columns.py::test_a_type_is_tried_on_every_value",),
    ),
    Mutation(
        "codes become numbers", "Codes with zeros before them are proposed as numbers.", 13,
        "proposal/columns.py",
        "    if not _is_code(values):\n",
        "    if values.filled:\n",
        ("proposal/test_columns.py::test_the_type_of_a_column",),
    ),
    Mutation(
        "rates are added up", "A column of rates or of ages is proposed to be added up.", 1,
        "proposal/kpis.py",
        "    if says(header, NEVER_ADDED + KEYS):\n",
        "    if says(header, ()):\n",
        ("proposal/test_kpis.py::test_what_does_not_add_up_is_not_added_up",),
    ),
    Mutation(
        "a proposed look-up multiplies rows", "A list with two rows of one key is proposed to be looked up in.", 11,
        "proposal/keys.py",
        "column.distinct == column.filled == found.rows and",
        "column.filled == found.rows and",
        ("proposal/test_keys.py::test_no_look_up_is_proposed_where_rows_would_multiply_or_names_say_nothing",),
    ),
    Mutation(
        "a day that few rows have", "A figure is proposed to count by a day that half of its rows lack.", 5,
        "proposal/days.py",
        "TOGETHER = 0.98 ",
        "TOGETHER = 0.48 ",
        ("proposal/test_days.py::test_a_few_rows_may_lack_the_day",),
    ),
)  # fmt: skip

EXPLAINED = (
    Mutation(
        "rows of other segments", "The rows shown for a segment are those of all.", 11,
        "backends/behind.py",
        "segment_of(spec, segment.dimension, {}) == wanted",
        "pl.lit(True)",
        _of(EXPLAINED_SAMPLE, "test_the_rows_of_every_segment_make_the_figure[leads_generated]"),
    ),
    Mutation(
        "rows of other times", "The rows shown for a period are those of all periods.", 1,
        "backends/behind.py",
        "pl.col(TIMED, *again).fill_null(False)",
        "pl.lit(True).alias(TIMED)",
        _of(EXPLAINED_SAMPLE, "test_the_rows_of_every_segment_make_the_figure[pipeline_amount]"),
    ),
    Mutation(
        "rows that do not count", "A funnel has the rows too that the KPI's condition leaves out.", 1,
        "backends/behind.py",
        'lower(asked.kpi.where.root)',
        'pl.lit(True)',
        _of(EXPLAINED_KINDS, "test_a_kind_of_kpi[won]"),
    ),
    Mutation(
        "every row counts in every aggregate", "The rows shown do not say in which part of a rate each counts.", 4,
        "backends/behind.py",
        "lower(where).cast(pl.Boolean).fill_null(False)",
        "pl.lit(True)",
        _of(EXPLAINED_COMMAND, "test_the_rows_that_are_written_are_those_that_count"),
    ),
    Mutation(
        "no text is no value", "A text without letters is written as if there were none.", 2,
        "backends/seen.py",
        ".write_csv(file)",
        '.write_csv(file, quote_style="never")',
        _of(EXPLAINED_ROWS, "test_what_is_written_reads_back_to_the_same_values"),
    ),
)  # fmt: skip

MISREAD = (
    Mutation(
        "what ends the program has no name", "A damaged file that ends the process is taken for want of memory.", 13,
        "sources/watched.py",
        "with reading(files):",
        "with reading(()):",
        _of("cli/test_apart.py", "test_a_file_that_ends_the_process_is_named"),
    ),
    Mutation(
        "a slip in a target's segment", "A target for Centrl is left out, and the report made without it.", 13,
        "pipeline/objectives.py",
        "SLIP = 0.8 ",
        "SLIP = 1.0 ",
        _of("test_objectives.py", "test_a_segment_that_no_row_has_is_said_at_its_place"),
    ),
    Mutation(
        "a thousands mark in a target", "A target of 2.400 is two euros and forty cents.", 13,
        "rules/decimals.py",
        "if found <= most or not (exact or thousands):",
        "if found > most or not (exact or thousands):",
        _of("test_examples.py", f"{REFUSED}[objective_targets_as_not_meant.yml]"),
    ),
    Mutation(
        "a target that is always reached", "A count is to be more than -40, and is on track for ever.", 13,
        "rules/floors.py",
        "if target < 0:",
        "if target < -1000:",
        _of("test_examples.py", f"{REFUSED}[objective_targets_below_zero.yml]"),
    ),
    Mutation(
        "a hole in a budget", "May has no row, and nobody says that the year to date has lost its target.", 13,
        "untargeted.py",
        "min(there) < month < max(there)",
        "min(there) < month < min(there)",
        _of("test_examples.py", f"{REFUSED}[objective_gaps.yml]"),
    ),
    Mutation(
        "a month lost of one segment", "The whole's target is the sum of the other teams' alone.", 13,
        "untargeted.py",
        "if own and segment[0] in kpi.dimensions:",
        "if own and segment[0] not in kpi.dimensions:",
        _of("test_examples.py", f"{REFUSED}[objective_gaps.yml]"),
    ),
    Mutation(
        "a year to date of all that hides one", "A KPI without a target in May drops out of all.", 13,
        "analyses/attainment.py",
        'or (value.state == "no_target" and not to_date)',
        'or value.state == "no_target"',
        _of("analyses/test_untargeted.py", "test_the_year_to_date_of_all_says_how_many_it_does_not_count"),
    ),
    Mutation(
        "thousands that nobody asks about", "5.200 beside 850 is five and a fifth, without a word.", 13,
        "sources/values.py",
        "return grouped & ~others.any()",
        "return grouped & others.any()",
        _of("rules/test_marks.py", "test_a_value_of_data_that_may_be_thousands_is_asked_about"),
    ),
    Mutation(
        "thousands of a budget that nobody asks about", "A target of 5.200 beside one of 850 is reached at once.", 13,
        "rules/marks.py",
        "return found if alike else []",
        "return []",
        _of("rules/test_marks.py", "test_a_target_of_a_file_that_may_be_thousands_is_asked_about"),
    ),
    Mutation(
        "a figure beyond all comparison", "What is multiplied to 1e200 ends in an infinite change.", 13,
        "evaluate/magnitudes.py",
        "number > LARGEST or number < -LARGEST",
        "number < -LARGEST",
        _of("test_huge.py", "test_no_number_ends_in_a_traceback"),
    ),
    Mutation(
        "no reason for no attainment", "A segment without a sale has an empty attainment, and nothing says why.", 13,
        "evaluate/verdicts.py",
        'return "value_not_above_zero" if value <= 0 else None',
        'return "value_not_above_zero" if value < 0 else None',
        _of("evaluate/test_unattained.py", "test_no_attainment_is_empty_without_a_reason"),
    ),
    Mutation(
        "a sign too many in a budget", "One month's amount is to be below zero, and is always on track.", 13,
        "rules/floors.py",
        "return (name,) if column is not None else None",
        "return None",
        _of("test_examples.py", f"{REFUSED}[objective_gaps.yml]"),
    ),
    Mutation(
        "a point blamed twice", "A target of 300.000 is also said not to be the sum of its segments.", 13,
        "rules/objectives.py",
        "    if unlikely:",
        "    if not unlikely:",
        _of("test_examples.py", f"{REFUSED}[objective_one_mistake_each.yml]"),
    ),
    Mutation(
        "a slip blamed on the revision", "Segments that did not add up are said not to do so once more.", 13,
        "rules/spreads.py",
        "if total != revision.target and not said:",
        "if total != revision.target:",
        _of("test_examples.py", f"{REFUSED}[objective_one_mistake_each.yml]"),
    ),
    Mutation(
        "a language nobody knows", "The report's own texts are said not to be in English, which nobody asked for.", 13,
        "rules/__init__.py",
        'if "report.language" not in broken.ids:',
        "if True:",
        _of("test_examples.py", f"{REFUSED}[language_in_words.yml]"),
    ),
    Mutation(
        "covers told as if data ended", "Who wrote 'covers' too short is told to say so with 'covers'.", 13,
        "pipeline/warnings.py",
        "if spec.covers_to is not None:",
        "if spec.covers_to is None:",
        _of("test_examples.py", "test_data_that_look_odd_and_are_right_give_their_figure[data_covers_end_early.yml]"),
    ),
    Mutation(
        "the first thousands of a budget", "A point before three digits is said to be no number, and nothing else.", 13,
        "sources/targets.py",
        'if grouped and (grouped["rest"] or dialect.decimal == ","):',
        'if grouped and grouped["rest"] == "0":',
        _of("test_examples.py", f"{REFUSED}[objective_numbers_in_french.yml]"),
    ),
    Mutation(
        "a number cut in two", "Who writes a decimal comma in a file of commas is told of quotes for texts.", 13,
        "sources/records.py",
        "return cut[0] if cut and len(cut) == len(record) - width else None",
        "return None",
        _of("test_examples.py", f"{REFUSED}[data_decimal_comma_unquoted.yml]"),
    ),
    Mutation(
        "a dimension that nobody declared", "Who writes a word of their own is told another one that there is not.", 13,
        "spec/references.py",
        "if not hint and key in OF_DIMENSIONS and datasets is not None:",
        "if False:",
        _of("test_examples.py", f"{REFUSED}[dimension_not_declared.yml]"),
    ),
    Mutation(
        "half of what a KPI needs", "The event of a conversion has a dataset of its own, and nobody names it.", 13,
        "rules/needs.py",
        "found.setdefault(asked.event.text, {}).update(dict.fromkeys(of_event))",
        "found.setdefault(spec.dataset.text, {}).update(dict.fromkeys(of_event))",
        _of("rules/test_needs.py", "test_a_conversion_needs_both_of_its_datasets"),
    ),
    Mutation(
        "what a KPI lacks, one at a time", "Who adds one column is told of the next.", 13,
        "rules/needs.py",
        "for column in need.columns:",
        "for column in need.columns[:1]:",
        _of("test_examples.py", f"{REFUSED}[dormant_kpi_columns.yml]"),
    ),
    Mutation(
        "a season revised below what was given", "`kpi check --data` passes what `render` refuses.", 13,
        "pipeline/checks.py",
        "raise_errors(SpecError, [*warnings, *aims, *unfit])",
        "raise_errors(SpecError, [*warnings, *aims])",
        _of("test_objectives.py", "test_a_revision_of_a_season_leaves_something_for_the_rest"),
    ),
    Mutation(
        "the miss of another row", "What is missed stands at the year's target, and the month's is meant.", 14,
        "pipeline/actions.py",
        "first = [judge, *objectives] if judge else [*objectives]",
        "first = [*objectives]",
        _of("cli/test_strict.py", "test_of_a_budget_it_is_the_row_of_the_segment_and_of_the_period"),
    ),
    Mutation(
        "parts of a row that was not read", "Segments are said not to add up, because one row has a slip.", 13,
        "sources/targets.py",
        'return any(kpi in ("", spec.kpi.text) and period in ("", spec.period.text) for kpi, period in self.failed)',
        "return False",
        _of("test_examples.py", f"{REFUSED}[objective_segments.yml]"),
    ),
    Mutation(
        "a percent in a condition", "`win_rate < 35` holds for whatever rate, and its sentence is always said.", 13,
        "rules/insights.py",
        "    issues += check_compared(formula, spec.when, checker.checked)\n",
        "",
        _of("test_examples.py", f"{REFUSED}[rates_above_100.yml]"),
    ),
    Mutation(
        "an objective of what is shown", "The report's own objectives are left out of its figures.", 13,
        "plan/cuts.py",
        "if not scored or one.kpi.text in shown)",
        "if not scored)",
        _of("test_objectives.py", "test_a_report_computes_the_objectives_of_what_it_shows"),
    ),
    Mutation(
        "a year that was not rolled over", "A report of 2027 shows every KPI without a target, and nobody is told.", 13,
        "pipeline/objectives.py",
        "    return [*issues, *_ended(right, catalog, year, period, calendar)]\n",
        "    return issues\n",
        _of("test_objectives.py", "test_objectives_that_were_not_rolled_over_are_said_once"),
    ),
    Mutation(
        "a text in another language", "A French page has English titles, and whoever wrote it is not told.", 13,
        "rules/translations.py",
        "if text is not None and text.languages and language not in text.languages:",
        "if text is not None and not text.languages:",
        _of("rules/test_translations.py", "test_a_text_in_other_languages_is_named_once[fr-said1]"),
    ),
    Mutation(
        "an argument left out in silence", "COALESCE(amount, ) is read as if the forgotten value did not matter.", 13,
        "formula/text.py",
        "    for problem in commas(tokens):\n        raise problem\n",
        "",
        _of("test_examples.py", f"{REFUSED}[formula_something_missing.yml]"),
    ),
    Mutation(
        "a text cut off at its comma", "A formula in braces is read up to its first comma.", 13,
        "spec/yaml.py",
        "        mapping[str(last)] = whole\n",
        "",
        _of("spec/test_yaml.py", "test_a_text_that_a_comma_cuts_in_two_is_read_as_one"),
    ),
    Mutation(
        "keys that belong under an empty one are dropped", "A KPI whose keys stand beside its name is not checked.", 13,
        "spec/belonging.py",
        "    node[empty] = under\n",
        "",
        _of("spec/test_schema.py", "test_keys_beside_an_empty_one_are_checked_under_it"),
    ),
    Mutation(
        "a mark under the wrong line", "A message about a formula over several lines points at its first line.", 13,
        "spec/nodes.py",
        "    return start.line + lines, ",
        "    return start.line, ",
        _of("spec/test_layouts.py", "test_a_wrong_word_after_a_line_break_is_found_in_each_style"),
    ),
    Mutation(
        "warnings before errors", "What only might be wrong stands before what is.", 13,
        "errors.py",
        'return issue.level == "warning", read',
        'return issue.level == "error", read',
        _of("test_errors.py", "test_issues_come_in_the_order_of_files_and_lines_each_once"),
    ),
)  # fmt: skip

MADE_BEFORE = (
    Mutation(
        "equal numbers are the same", "In a watched report a formula with 1.0 stands for one with 1.00.", 13,
        "kept.py",
        'words.append(f"{name} {value!r}")',
        'words.append(f"{name} {value.normalize() if isinstance(value, Decimal) else value!r}")',
        _of("watch/test_kept.py", "test_what_may_give_something_else_is_something_else"),
    ),
    Mutation(
        "counts of other data", "A watched report shows what was counted before its data changed.", 13,
        "pipeline/measures.py",
        "where, contents(table)",
        "where, table and table.id",
        _of(WATCHED, "test_only_what_a_change_touches_is_made_again[data]"),
    ),
    Mutation(
        "files of the same names", "A watched report reads a data file once, however often it is written.", 13,
        "sources/__init__.py",
        "tuple((path, stamp(path)) for path in files(wanted.dataset))",
        "files(wanted.dataset)",
        _of(WATCHED, "test_only_what_a_change_touches_is_made_again[data]"),
    ),
    Mutation(
        "counts of another ranking", "A watched report keeps the rest of a top whose ranking changed.", 13,
        "pipeline/measures.py",
        "tops = [ranked.rankings[top] for top in job.tops] if ranked is not None else []",
        "tops = [top.number for top in job.tops]",
        _of(WATCHED, "test_who_is_largest_decides_what_is_counted_as_the_rest"),
    ),
    Mutation(
        "findings of other sections", "A watched report keeps the findings of sections that ask for others now.", 13,
        "pipeline/figures.py",
        'logo=None, templates=None, outputs=(), insights=()',
        'logo=None, templates=None, outputs=(), insights=(), sections=()',
        _of(WATCHED, "test_what_follows_from_figures_follows_each_change"),
    ),
    Mutation(
        "a file is what it was elsewhere", "A watched library that is used by its path stays the library.", 13,
        "spec/load.py",
        "made_of = (name, text, path, library, main)",
        "made_of = (name, text, path, main)",
        _of("spec/test_load.py", "test_a_file_that_is_kept_says_what_it_says_in_its_place"),
    ),
    Mutation(
        "a mail of another day", "The same report is another mail whenever it is written.", 13,
        "formats/email.py",
        'datetime.combine(document.period_end, time(), UTC)',
        "datetime.now(UTC)",
        _of("formats/test_email.py", "test_it_opens_as_a_draft_of_the_periods_last_day",
            "test_two_processes_make_the_same_bytes"),
    ),
    Mutation(
        "boundaries by chance", "The parts of a mail are set apart by other words each time.", 13,
        "formats/email.py",
        "part.set_boundary(f\"boardpack-{number}-{digest[:32]}\")",
        "del number, part",
        _of("formats/test_email.py", "test_two_processes_make_the_same_bytes"),
    ),
)  # fmt: skip

ANALYSED = (
    Mutation(
        "an empty picture", "A misspelt field leaves empty axes, as if all were zero.", 13,
        "charts/own.py",
        "if not paints(spec, data.language):",
        "if False:",
        _of("document/test_own_charts.py", "test_what_is_wrong_or_draws_nothing_is_refused_at_its_place"),
    ),
    Mutation(
        "a chart that asks the network", "A chart of one's own may name an address for its data.", 13,
        "spec/own_charts.py",
        "        if key in LINKS:",
        "        if key in LINKS[1:]:",
        _of("test_examples.py", f"{REFUSED}[own_charts.yml]"),
    ),
    Mutation(
        "months of Greenwich", "In half of the world a month in a chart begins on the day before it.", 13,
        "document/own_charts.py",
        'f"{period.start.isoformat()}T00:00:00"',
        'f"{period.start.isoformat()}"',
        _of("document/test_own_charts.py", "test_every_time_zone_draws_the_same"),
    ),
    Mutation(
        "segments that vanish", "A segment without one of the two figures has no point, and nobody hears of it.", 13,
        "document/scatter.py",
        "kpis = [kpi for kpi in (self.x, self.y) if self._value(kpi, segment) is None]",
        "kpis: list[Kpi] = []",
        _of("document/test_scatter.py", "test_a_segment_without_a_figure_is_named_below"),
    ),
    Mutation(
        "shares of what is below zero", "A segment with a negative amount has a share, another more than all.", 12,
        "analyses/shares.py",
        "if any(part < 0 for _, part in parts):",
        "if any(part < -(10**9) for _, part in parts):",
        _of("document/test_shares.py", "test_a_period_without_shares_says_why"),
    ),
    Mutation(
        "shares of rates", "The rates of segments are shared out as if they made up that of the whole.", 12,
        "rules/shares.py",
        "if kpi is not None and not kpi.adds_up:",
        "if kpi is not None and not kpi.dated:",
        _of("test_examples.py", f"{REFUSED}[shares.yml]"),
    ),
    Mutation(
        "moving range of the judged point", "A jump widens the limits that it is held to, and is noise.", 10,
        "analyses/signals.py",
        "    mean, lower, upper = limits(before)\n    code",
        "    mean, lower, upper = limits([*before, tested])\n    code",
        _of(SIGNALS, "test_the_last_point_is_judged_by_those_before_it"),
    ),
    Mutation(
        "a verdict of its own limits", "A point is judged by limits that it made wider itself.", 10,
        "analyses/signals.py",
        "    _, lower, upper = limits(before)\n    if not",
        "    _, lower, upper = limits([*before, value])\n    if not",
        _of(SIGNALS, "test_the_last_point_is_judged_by_those_before_it"),
    ),
    Mutation(
        "provisional points judge", "A month that the data cover in part is a point like any other.", 10,
        "analyses/signals.py",
        "value is None or value.value is None or value.provisional",
        "value is None or value.value is None",
        _of(SIGNALS, "test_what_is_partial_is_no_point"),
    ),
    Mutation(
        "growth is a season", "What grows evenly is judged by its changes on the year.", 10,
        "analyses/signals.py",
        "    mean = sum(moved, Fraction(0)) / len(moved)\n    return sum",
        "    mean = Fraction(0)\n    return sum",
        _of(SIGNALS, "test_growth_is_no_season"),
    ),
    Mutation(
        "a run of seven", "Seven in a row above the mean are a signal.", 10,
        "model/signs.py",
        "RUN = 8",
        "RUN = 7",
        _of(SIGNALS, "test_eight_on_one_side_are_a_signal"),
    ),
    Mutation(
        "mix and rate swapped", "More of a segment is told as its own figure, and the other way round.", 12,
        "analyses/drivers.py",
        "mix + rate, mix, rate, rates",
        "mix + rate, rate, mix, rates",
        _of(DRIVERS, "test_each_part_is_the_formula_of_the_catalogue"),
    ),
    Mutation(
        "mix without the whole", "A larger share of a segment below the mean seems to lift the whole.", 12,
        "analyses/drivers.py",
        "mix = heavier * ((before + after) / 2 - middle)",
        "mix = heavier * (before + after) / 2",
        _of(DRIVERS, "test_each_part_is_the_formula_of_the_catalogue"),
    ),
    Mutation(
        "absent segments have a figure of zero", "Who was not there before seems to have risen from nothing.", 12,
        "analyses/drivers.py",
        "rate if rate is not None else other for rate",
        "rate if rate is not None else Fraction(0) for rate",
        _of(DRIVERS, "test_each_part_is_the_formula_of_the_catalogue"),
    ),
    Mutation(
        "any ratio of counts is a share", "Won to lost has an interval as if the won were some of the lost.", 4,
        "analyses/cases.py",
        "some is not None and of is not None and some.among(of)",
        "some is not None and of is not None",
        _of(CASES, "test_a_share_is_what_can_be_proven_to_be_one"),
    ),
    Mutation(
        "thirty are few", "Thirty rows are few cases.", 4,
        "analyses/cases.py",
        "few=of < FEW",
        "few=of <= FEW",
        _of(CASES, "test_each_share_in_the_json_has_its_interval"),
    ),
)  # fmt: skip

AT_THE_END = _of("analyses/test_actions.py", "test_an_action_stands_as_it_stood_when_the_period_ended")
PLANS = (
    Mutation(
        "late without being due", "An action is late in the period in which it becomes due.", 14,
        "analyses/actions.py",
        "max(0, (period.last_day - spec.due).days)",
        "max(0, (period.last_day - spec.due).days + 1)",
        AT_THE_END,
    ),
    Mutation(
        "late by a day more", "An action that was due on a period's last day is late at its end.", 14,
        "analyses/actions.py",
        "max(0, (period.last_day - spec.due).days)",
        "max(0, (period.end - spec.due).days)",
        AT_THE_END,
    ),
    Mutation(
        "what was done since", "An earlier report shows an action as done that was open when the period ended.", 14,
        "analyses/actions.py",
        "spec.closed >= period.end else spec.state",
        "spec.closed < period.start else spec.state",
        AT_THE_END,
    ),
    Mutation(
        "an action before its time", "A report counts an action that is opened after it is made.", 14,
        "analyses/actions.py",
        "    if spec.opens >= period.end and spec.opens > today:\n        return None\n",
        "",
        AT_THE_END,
    ),
    Mutation(
        "a plan that is given up", "What is off track has a plan where its action was dropped or done.", 14,
        "analyses/actions.py",
        'if plan.state == "open" and is_about(plan, off)',
        "if is_about(plan, off)",
        _of("analyses/test_actions.py", "test_what_is_off_track_has_an_open_action_or_none"),
    ),
    Mutation(
        "a plan for others", "An action for one team is one for all of them.", 14,
        "analyses/actions.py",
        "(None in (plan.spec.of, off.segment) or plan.spec.of == off.segment)",
        "True",
        _of("analyses/test_actions.py", "test_what_is_off_track_has_an_open_action_or_none"),
    ),
    Mutation(
        "teams that nobody looks at", "A team that misses its target is not found where no table shows it.", 14,
        "plan/cuts.py",
        "        for dimension in dict.fromkeys(one.dimension.text for one in objective.by):\n"
        "            yield _cut(catalog, objective.kpi, first, (dimension,))\n",
        "",
        _of("analyses/test_actions.py", "test_a_team_may_be_off_track_alone"),
    ),
    Mutation(
        "an event in another week", "An event stands in the period before that which begins on its day.", 14,
        "document/events.py",
        "period.start <= spec.on < period.end",
        "period.start < spec.on <= period.end",
        _of("document/test_events.py", "test_an_event_outside_of_a_trend_is_not_on_it"),
    ),
)  # fmt: skip

SENTENCES = (
    Mutation(
        "insights from young figures", "An insight is concluded from a figure that may still change.", 10,
        "evaluate/conditions.py",
        "for id, figure in figures if figure.provisional):",
        "for id, figure in figures if figure.typed_for):",
        _of(CONDITIONS, "test_a_condition_is_decided"),
    ),
    Mutation(
        "a month's benchmark for a year", "The benchmark of a month's amount stands beside a year to date.", 12,
        "evaluate/benchmarks.py",
        "if kpi.adds_up_over_time and cut.slice != own:",
        "if kpi.adds_up_over_time and cut.slice.grain != own.grain:",
        _of("evaluate/test_benchmarks.py", "test_an_amount_has_its_benchmark_in_periods_of_the_report_alone"),
    ),
    Mutation(
        "rates compared in percent", "The change of a rate is a percentage of a percentage.", 5,
        "analyses/comparisons.py",
        'IN_POINTS = ("percent", "points")',
        'IN_POINTS = ("points",)',
        _of(COMPARED, "test_each_comparison"),
    ),
    Mutation(
        "the year to date against September", "A stretch to date is compared with the one before.", 5,
        "analyses/comparisons.py",
        "return value.year_ago, calendar.year_ago(period)",
        "return value.previous, calendar.before(period)",
        _of(COMPARED, "test_each_comparison"),
    ),
    Mutation(
        "the first to ask has it his way", "A cut that is asked for twice has too few periods to be compared with.", 5,
        "plan/__init__.py",
        "found[whole] = min(found.get(whole, 0), cut.first)",
        "found.setdefault(whole, cut.first)",
        _of("test_plan.py", "test_a_cut_that_is_asked_for_twice_has_all_its_periods"),
    ),
    Mutation(
        "then is later", "The table beneath a bridge has a segment's earlier figure wrong.", 12,
        "document/drivers.py",
        "float(Fraction(value.value) - part.change)",
        "float(Fraction(value.value) + part.change)",
        _of("document/test_drivers.py", "test_a_sum_stands_then_and_now"),
    ),
    Mutation(
        "a small amount without cents", "Amounts lose their cents where only a segment is large.", 13,
        "document/cents.py",
        "        if value.window == own.name and not value.segments and value.value is not None:\n",
        "        if value.value is not None:\n",
        _of("document/test_cents.py", "test_cents_go_where_the_whole_is_large"),
    ),
)  # fmt: skip

AIMS = (
    Mutation(
        "a line in a band", "A trend draws the target of a band, as if no other value in it were as good.", 13,
        "document/aims.py",
        "value.target is None or isinstance(kpi.spec.better, Band)",
        "value.target is None",
        _of("document/test_aims.py", "test_a_band_has_two_ends_and_no_level"),
    ),
    Mutation(
        "0% from a band", "A figure within its band stands at a distance of 0% from its target.", 13,
        "document/comparisons.py",
        "within = band is not None and",
        "within = False and",
        _of("document/test_aims.py", "test_within_a_band_there_is_no_distance"),
    ),
    Mutation(
        "a good month hides the year", "An action plan's KPI that is behind in its year seems to be on track.", 13,
        "document/actions.py",
        'if period.grain != "year" and to_date is not None and to_date.state',
        'if period.grain == "year" and to_date is not None and to_date.state',
        _of("document/test_actions.py", "test_the_table_says_whether_the_month_or_the_year_is_off_track"),
    ),
    Mutation(
        "a year that only a scorecard has", "`kpi explain` has no year to date of a KPI that no scorecard shows.", 13,
        "plan/__init__.py",
        "in (*aimed_at, *every_cut(catalog))",
        "in every_cut(catalog)",
        _of(EXPLAINED_COMMAND, "test_a_kpi_outside_of_the_scorecard_has_its_year_to_date"),
    ),
    Mutation(
        "−4 of −4 is missed", "A rounded target equals the figure that missed it, where the difference decides.", 13,
        "document/aims.py",
        "return _side(value.value, shown) != _side(value.value, target)",
        "return False",
        _of("document/test_aims.py", "test_where_the_difference_decides_the_target_is_on_the_same_side"),
    ),
    Mutation(
        "a rounded target has another state", "90 of 100 is at risk, and 90 of 100.4 was not.", 13,
        "document/aims.py",
        "limits = (spec.on_track, spec.at_risk) if spec else ()",
        "limits = ()",
        _of("document/test_aims.py", "test_a_count_has_a_whole_target_unless_the_verdict_would_seem_wrong"),
    ),
    Mutation(
        "a run without an end", "What lies on the other side of the mean is counted in a row, too.", 10,
        "analyses/signals.py",
        "point != mean and (point > mean) == (value > mean)",
        "point != mean",
        _of(SIGNALS, "test_a_run_is_as_long_as_it_is"),
    ),
    Mutation(
        "months that do not add up", "Segments with spreads of their own may make up anything in a month.", 12,
        "rules/spreads.py",
        "differing = [one for one in periods if abs(one[1] - one[2]) > cents]",
        "differing = [one for one in periods if one[1] - one[2] > cents * 10**9]",
        _of("test_objectives.py", "test_segments_that_do_not_make_up_the_months_of_the_whole_are_named"),
    ),
    Mutation(
        "a team behind in its year", "A good month of a team hides that its year is off track.", 14,
        "analyses/actions.py",
        'stretches += [(YEAR_TO_DATE.name, results.period.id)] if period.grain != "year" else []',
        "stretches += []",
        _of("analyses/test_actions.py", "test_a_team_behind_in_the_year_is_found_where_its_year_is_shown"),
    ),
)  # fmt: skip

FINISHED = (
    Mutation(
        "a card for the scorecard's row", "A figure that stands once on the pages is counted for two.", 13,
        "preflight/shown.py",
        "if len(seated) < one.name.count(self.name):",
        "if len(seated) < 2:",
        _of("preflight/test_preflight.py", "test_a_card_is_missed_though_the_scorecard_has_its_figures"),
    ),
    Mutation(
        "a seat that was given up", "A figure that gave way is sent on once more, and its seat given twice.", 13,
        "preflight/shown.py",
        "seated[at] = self",
        "pass",
        _of("preflight/test_preflight.py", "test_no_row_is_missed_that_could_be_there_and_none_is_counted_twice"),
    ),
    Mutation(
        "3 of 13", "A figure is found inside a longer number.", 13,
        "preflight/shown.py",
        "return beyond[0].isdigit() or (beyond[0] in _MARKS and beyond[1:2].isdigit())",
        "return False",
        _of("preflight/test_preflight.py", "test_a_number_is_no_part_of_a_longer_one"),
    ),
    Mutation(
        "a table that lost a row", "A shown total is not what the shown rows make up.", 12,
        "preflight/totals.py",
        "if make_up(numbers, total.value):",
        "if make_up(numbers, total.value) or numbers:",
        _of("preflight/test_preflight.py", "test_a_total_that_its_rows_do_not_make_is_named",
            "test_totals_in_two_directions_are_looked_at"),
    ),
    Mutation(
        "a gap that nobody asked for", "A chart that fails is left out of a section that does not spare it.", 13,
        "preflight/gaps.py",
        "refused = [gap.issue for section in sections if not section.spare for gap in section.gaps]",
        "refused = [gap.issue for section in sections if False for gap in section.gaps]",
        _of("test_refused.py", "test_a_chart_that_cannot_be_drawn_is_named"),
    ),
)  # fmt: skip

MUTATIONS = (
    *STATEMENTS, *PROPOSED, *FROM_ROWS, *NULLS, *RATIOS, *TIME, *DATES, *STOCKS, *TYPED_FIGURES, *SNAPSHOT_COPIES,
    *CONVERSIONS, *TESTS_OF_KPIS, *PROVISIONAL, *SEGMENTS, *RANKED, *ADDING_UP, *SAME_BYTES, *DIFFERENCES, *EXPLAINED,
    *MISREAD, *MADE_BEFORE, *ANALYSED, *PLANS, *SENTENCES, *AIMS, *FINISHED,
)  # fmt: skip
