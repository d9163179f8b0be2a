"""What a person means by a value that does not fit: a number with marks, a word of their own language, another case.

Each reading is only a proposal: whoever asks keeps the first that fits what may stand there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

LONGEST = 80  # nobody means a number, a day or a name by more
GROUPS = re.compile("[ \u00a0\u202f\u2009'\u2019_]")
NUMBER = re.compile(
    r"(?P<sign>[-+−]?)\s*(?:€|\$|£|EUR|USD|GBP|CHF)?\s*(?P<digits>\d[\d \u00a0\u202f\u2009'\u2019_.,]*)\s*"
    r"(?P<times>k|K|M)?\s*(?P<unit>%|€|\$|£|EUR|USD|GBP|CHF|euros?|days?|jours?|j)?"
)
TIMES = {"k": 1_000, "K": 1_000, "M": 1_000_000}
QUOTES = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\"'\u00a0\u202f\u2007 "

MONTHS = (
    ("january", "janvier", "jan", "janv"), ("february", "février", "fevrier", "feb", "févr"), ("march", "mars", "mar"),
    ("april", "avril", "apr", "avr"), ("may", "mai"), ("june", "juin", "jun"), ("july", "juillet", "jul", "juil"),
    ("august", "août", "aout", "aug"), ("september", "septembre", "sep", "sept"), ("october", "octobre", "oct"),
    ("november", "novembre", "nov"), ("december", "décembre", "decembre", "dec", "déc"),
)  # fmt: skip
DAYS = {
    "lundi": "monday", "mardi": "tuesday", "mercredi": "wednesday", "jeudi": "thursday", "vendredi": "friday",
    "samedi": "saturday", "dimanche": "sunday", "mon": "monday", "sun": "sunday",
}  # fmt: skip
WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("yes", "on", "oui", "vrai", "1", "y", "o"), ("true",)),
    **dict.fromkeys(("no", "off", "non", "faux", "0", "n"), ("false",)),
    **dict.fromkeys(("euro", "euros", "€", "eur"), ("EUR", "currency")),
    **dict.fromkeys(("dollar", "dollars", "$", "usd"), ("USD", "currency")),
    **dict.fromkeys(("pound", "pounds", "£", "livre", "livres", "gbp"), ("GBP", "currency")),
    **dict.fromkeys(("franc", "francs"), ("CHF", "currency")),
    **dict.fromkeys(("french", "français", "francais", "fr-fr", "france"), ("fr",)),
    **dict.fromkeys(("english", "anglais", "en-us", "en-gb"), ("en",)),
    **dict.fromkeys(("spanish", "español", "espanol", "espagnol", "castellano", "es-es"), ("es",)),
    **dict.fromkeys(("russian", "russe", "русский", "ru-ru"), ("ru",)),
    **dict.fromkeys(("monthly", "mois", "mensuel", "months"), ("month",)),
    **dict.fromkeys(("weekly", "semaine", "hebdomadaire", "hebdo", "weeks"), ("week",)),
    **dict.fromkeys(("quarterly", "trimestre", "trimestriel", "quarters"), ("quarter",)),
    **dict.fromkeys(("yearly", "annual", "annuel", "année", "annee", "an", "years"), ("year",)),
    **dict.fromkeys(("%", "percentage", "pourcentage", "pourcent", "rate", "taux", "pct"), ("percent",)),
    **dict.fromkeys(("money", "amount", "montant", "devise"), ("currency", "money")),
    **dict.fromkeys(("text", "texte", "str", "varchar", "char"), ("string",)),
    **dict.fromkeys(("int", "entier", "whole", "bigint"), ("integer",)),
    **dict.fromkeys(("float", "decimal", "double", "nombre", "numeric", "real", "décimal"), ("number",)),
    **dict.fromkeys(("bool", "booléen", "booleen", "flag"), ("boolean",)),
    **dict.fromkeys(("timestamp", "time", "date et heure"), ("datetime",)),
    **dict.fromkeys(("durée", "duree", "hours"), ("duration",)),
    **dict.fromkeys(("jour", "jours", "day"), ("days",)),
    **dict.fromkeys(("up", "high", "more", "haut", "hausse", "plus", "increase", "bigger", "max"), ("higher",)),
    **dict.fromkeys(("down", "low", "less", "bas", "baisse", "moins", "decrease", "smaller", "min"), ("lower",)),
    **dict.fromkeys(("excel", "xls"), ("xlsx",)),
    **dict.fromkeys(("saisonnier", "saisonnière", "saisonnalité", "season", "seasonality", "сезонно"), ("seasonal",)),
    **dict.fromkeys(("égal", "égale", "uniforme", "linéaire", "linear", "flat", "equal", "constant"), ("even",)),
    **dict.fromkeys(("ytd", "year to date", "cumul annuel", "cumul"), ("year_to_date",)),
    **dict.fromkeys(("qtd", "quarter to date"), ("quarter_to_date",)),
    **dict.fromkeys(("all", "all time", "always", "tout"), ("all_time",)),
    **dict.fromkeys(("somme", "total", "add"), ("sum",)),
    **dict.fromkeys(("dernier", "dernière", "latest"), ("last",)),
    **{day: (meant,) for day, meant in DAYS.items()},
    **{name: (names[0],) for names in MONTHS for name in names[1:]},
}


def readings(text: str) -> Iterator[str]:
    """What a value may mean, the likeliest first; the value itself is not among them."""
    if len(text) > LONGEST:
        return
    bare = text.strip(QUOTES)
    lowered = bare.lower()
    found = [bare, lowered, *WORDS.get(lowered, ()), bare.upper(), *numbers(bare), *_times(bare)]
    found += [f"#{bare}", id_of(bare)]
    yield from (reading for reading in dict.fromkeys(found) if reading and reading != text)


def numbers(text: str) -> list[str]:
    """The numbers that a text with marks or a unit may mean, as they are to be written; the likelier first."""
    if len(text) > LONGEST:
        return []
    if re.fullmatch(r"[-+]?\d{1,12}(\.\d+)?[eE]\+?\d{1,2}", text):
        return [_plain(Decimal(text))]
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        return []
    digits = GROUPS.sub("", found["digits"]).rstrip(".,")
    sign = "-" if found["sign"] in ("-", "−") else ""
    values = [Decimal(sign + plain) * TIMES.get(found["times"] or "", 1) for plain in _without_marks(digits)]
    if found["unit"] == "%":
        return [f"{_plain(value)}%" for value in values] + [_plain(value / 100) for value in values]
    return [_plain(value) for value in values]


def _without_marks(digits: str) -> list[str]:
    """The digits with a point before the decimals, in each way that they can be read."""
    mark = max(digits.rfind(","), digits.rfind("."))
    if mark < 0:
        return [digits]
    sign, whole, decimals = digits[mark], digits[:mark].replace(",", "").replace(".", ""), digits[mark + 1 :]
    if digits.count(sign) > 1:
        return [digits.replace(sign, "")] if re.fullmatch(rf"\d{{1,3}}(\{sign}\d{{3}})+", digits) else []
    with_point = f"{whole}.{decimals}"
    other = "," if sign == "." else "."
    grouped = len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0") and other not in digits
    return [whole + decimals, with_point] if grouped and sign == "," else [with_point]


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _times(text: str) -> Iterator[str]:
    """Days, periods and stretches of time in the form that the language has."""
    lowered = text.lower()
    if found := re.fullmatch(r"(\d{1,3})\s*(d|days?|jours?|j)?", lowered):
        yield f"{int(found[1])} days"
    if found := re.fullmatch(r"(\d{1,3})\s*(weeks?|semaines?|w)", lowered):
        yield f"{7 * int(found[1])} days"
        yield f"{int(found[1])} weeks"
    if found := re.fullmatch(r"(\d{1,2})\s*(months?|mois)", lowered):
        yield f"{30 * int(found[1])} days"
    if found := re.fullmatch(r"(?:last |les )?(\d{1,3}) (?:last |derniers |dernières )?([a-zé]+)", lowered):
        units = {"jours": "days", "semaines": "weeks", "mois": "months", "trimestres": "quarters", "ans": "years"}
        yield f"last {int(found[1])} {units.get(found[2], found[2])}"
    if found := re.fullmatch(r"(?:an?|one|une?) ([a-z]+)", lowered):
        yield from (f"1 {word}" for word in (found[1], *WORDS.get(found[1], ())))
    if found := re.fullmatch(r"(\d{4})[-/. ]?[qt]([1-4])|[qt]([1-4])[-/. ]?(\d{4})", lowered):
        yield f"{found[1] or found[4]}-Q{found[2] or found[3]}"
    if found := re.fullmatch(r"(\d{4}-\d\d)-01", lowered):
        yield found[1]
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})|(\d{4})[-/. ](\d{1,2})", lowered):
        yield f"{found[2] or found[3]}-{int(found[1] or found[4]):02}"
    if found := re.fullmatch(r"(\d{4})[-/ ]?w(\d{1,2})", lowered):
        yield f"{found[1]}-W{int(found[2]):02}"
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})|(\d{4})[/.](\d{1,2})[/.](\d{1,2})", lowered):
        year, month, day = (found[3], found[2], found[1]) if found[3] else (found[4], found[5], found[6])
        yield f"{year}-{int(month):02}-{int(day):02}"
    if found := re.fullmatch(r"([^\W\d]+)\.? (\d{4})", lowered):
        number = next((at for at, names in enumerate(MONTHS, 1) if found[1] in names), 0)
        yield f"{found[2]}-{number:02}" if number else ""
    if found := re.fullmatch(r"(0?\.\d{1,4}|1(\.0+)?)", lowered):
        yield f"{_plain(Decimal(found[1]) * 100)}%"


def id_of(text: str) -> str:
    """A name as ids are written: "Taux d'ouverture" is taux_d_ouverture. A number is no name."""
    if not any(sign.isalpha() for sign in text):
        return ""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", letters.lower()).strip("_")
