"""What functions of spreadsheets and other tools are called here, where the nearest name would be another function."""

from __future__ import annotations

import re

COUNT_IF, FILTERED = "COUNT_IF(stage = 'won')", "SUM(amount) FILTER (WHERE stage = 'won')"
COUNT_IFS = "COUNT_IF(stage = 'won' AND team = 'north')"
SUM_IFS = "SUM(amount) FILTER (WHERE stage = 'won' AND team = 'north')"
AVERAGED, DIFFERENT = "AVG(days) FILTER (WHERE stage = 'won')", "COUNT(DISTINCT owner_id)"
CASE, WITHOUT = "CASE WHEN days > 30 THEN 'slow' ELSE 'fast' END", "COALESCE(x, 0)"
BETWEEN_DAYS = "date_diff('day', created_at, closed_at)"

CALLED_ELSEWHERE = {
    "NB": "COUNT(x)", "NBVAL": "COUNT(x)", "COUNTA": "COUNT(x)", "COUNTROWS": "COUNT(*)", "LIGNES": "COUNT(*)",
    "NB.SI": COUNT_IF, "NB.SI.ENS": COUNT_IFS, "COUNTIF": COUNT_IF, "COUNTIFS": COUNT_IFS, "COMPTER": "COUNT(*)",
    "SOMME": "SUM(amount)", "SUMX": "SUM(amount)", "TOTAL.GENERAL": "SUM(amount)", "SOMME.SI": FILTERED,
    "SOMME.SI.ENS": SUM_IFS, "SUMIF": FILTERED, "SUMIFS": SUM_IFS, "SUM_IF": FILTERED, "SOMMEPROD": "SUM(a * b)",
    "SUMPRODUCT": "SUM(a * b)", "MOYENNE": "AVG(days)", "AVERAGE": "AVG(days)", "AVERAGEX": "AVG(days)",
    "MEAN": "AVG(days)", "MOYENNE.SI": AVERAGED, "AVERAGEIF": AVERAGED, "AVERAGEIFS": AVERAGED,
    "MEDIANE": "MEDIAN(days)", "MÉDIANE": "MEDIAN(days)", "ECARTYPE": "STDDEV(days)", "STDEV": "STDDEV(days)",
    "STDDEV_SAMP": "STDDEV(days)", "PERCENTILE": "QUANTILE_CONT(days, 0.9)", "CENTILE": "QUANTILE_CONT(days, 0.9)",
    "QUANTILE": "QUANTILE_CONT(days, 0.9)", "COUNTD": DIFFERENT, "DISTINCTCOUNT": DIFFERENT,
    "COUNT_DISTINCT": DIFFERENT, "COUNTUNIQUE": DIFFERENT, "UNIQUE": DIFFERENT, "NUNIQUE": DIFFERENT,
    "UNIQUEEXACT": DIFFERENT, "SI": CASE, "IIF": CASE, "SWITCH": CASE, "SIERREUR": WITHOUT, "IFERROR": WITHOUT,
    "IFNULL": WITHOUT, "NVL": WITHOUT, "ISNULL": "x IS NULL", "ESTVIDE": "x IS NULL", "ISBLANK": "x IS NULL",
    "DIVIDE": "a / b", "SAFE_DIVIDE": "a / b", "DIV0": "a / b", "RATIO": "a / b", "QUOTIENT": "a / b",
    "CALCULATE": FILTERED, "ARRONDI": "ROUND(x, 1)", "DATEDIF": BETWEEN_DAYS, "DATEDIFF": BETWEEN_DAYS,
    "JOURS": BETWEEN_DAYS, "DAYS": BETWEEN_DAYS, "NB.JOURS.OUVRES": BETWEEN_DAYS, "NETWORKDAYS": BETWEEN_DAYS,
    "ANNEE": "year(created_at)", "MOIS": "month(created_at)", "JOUR": "day(created_at)", "ET": "a AND b",
    "OU": "a OR b", "NON": "NOT a", "POWER": "x * x", "PUISSANCE": "x * x", "MINUSCULE": "LOWER(stage)",
    "MAJUSCULE": "UPPER(stage)", "SUPPRESPACE": "TRIM(stage)", "TEXT": "the KPI's 'format'", "PREVIOUS": "LAG(kpi, 1)",
}  # fmt: skip
# They divide, or look for an error in a division.
NO_ERRORS = {"IFERROR", "SIERREUR", "DIVIDE", "SAFE_DIVIDE", "DIV0"}
NOW = {"NOW", "TODAY", "AUJOURDHUI", "MAINTENANT", "GETDATE", "SYSDATE"}
CALLED = re.compile(r"(?<![\w.])([^\W\d][\w.]*)\s*\(")


def called_here(word: str) -> str:
    """A hint at what a function is called here; empty where nobody knows it."""
    name = word.upper()
    if name not in CALLED_ELSEWHERE:
        return ""
    hint = f"write it like {CALLED_ELSEWHERE[name]}"
    return f"{hint}; a division by zero has no value and is no error" if name in NO_ERRORS else hint


def of_another_tool(text: str) -> tuple[str, int] | None:
    """The first function of another tool that a text calls, with its place."""
    for found in CALLED.finditer(text):
        if found[1].upper() in CALLED_ELSEWHERE:
            return found[1], found.start(1)
    return None
