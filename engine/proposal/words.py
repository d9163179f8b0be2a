"""Words in headers and values that tell what a column is, in English, French and Russian."""

from __future__ import annotations

from collections.abc import Iterable

from engine.proposal.names import words_of

CURRENCIES = {
    "EUR": ("eur", "euro", "euros", "€"), "USD": ("usd", "dollar", "dollars", "$"), "GBP": ("gbp", "£"),
    "CHF": ("chf",), "RUB": ("rub", "руб", "₽"), "CAD": ("cad",), "JPY": ("jpy",), "SEK": ("sek",), "PLN": ("pln",),
}  # fmt: skip
# The likeliest to be added up first.
EARNED = (
    "revenue", "turnover", "sales", "amount", "value", "total", "price", "income", "paid", "billed", "invoiced",
    "montant", "ca", "chiffre", "ventes", "recettes", "facture", "ttc", "ht", "prix", "ticket",
    "сумма", "выручка", "доход", "оплата", "цена", "стоимость", "оборот",
)  # fmt: skip
SPENT = (
    "cost", "costs", "spend", "spent", "expense", "expenses", "budget", "fee", "salary",
    "cout", "couts", "depense", "depenses", "frais", "salaire", "затраты", "расход", "расходы", "бюджет",
)  # fmt: skip
MONEY = EARNED + SPENT
# Money only where nothing else in the header says what is counted: total clicks are none.
MAYBE_MONEY = ("total", "value", "sales", "paid", "ht", "ventes", "ticket", "доход")
ADDS_UP = (
    "quantity", "qty", "units", "count", "number", "click", "clicks", "impressions", "calls", "employees", "orders",
    "visits", "sent", "delivered", "opens", "conversion", "conversions", "hours", "minutes", "duration", "quantite",
    "nombre", "nb", "heures", "количество", "число", "часы",
)  # fmt: skip
NEVER_ADDED = ("id", "year", "age", "rate", "percent", "pct", "score", "rank", "index", "row", "zip", "code", "month",
               "day", "interest", "price", "annee", "taux", "note", "год", "возраст", "доля", "номер", "no",
               "established", "level", "avg", "average", "mean", "median", "share", "ratio", "moyen", "moyenne",
               "средний", "средняя", "среднее")  # fmt: skip
KEYS = ("id", "key", "uuid", "guid", "code", "ref", "reference", "no", "numero", "number", "index", "row", "sku",
        "номер", "код", "идентификатор")  # fmt: skip
DAYS = ("date", "day", "created", "signed", "ordered", "order", "invoice", "invoiced", "opened", "sold", "sale",
        "visit", "jour", "creation", "commande", "facture", "vente", "signature", "дата", "день", "создан",
        "заказ")  # fmt: skip
NO_DAYS = ("birth", "born", "due", "updated", "modified", "deadline", "expiry", "expires", "naissance", "echeance",
           "modification", "maj", "рождения", "срок", "изменен")  # fmt: skip
ENDS = ("closed", "close", "end", "until", "cloture", "fin", "закрыт", "конец")
OTHER_DAYS = NO_DAYS + ENDS
# What companies cut their figures by.
GROUPS = ("region", "regional", "office", "team", "country", "sector", "industry", "segment", "channel", "category",
          "department", "branch", "site", "agence", "equipe", "pays", "secteur", "canal", "categorie", "service",
          "регион", "команда", "страна", "отдел", "филиал", "канал", "категория", "отрасль")  # fmt: skip
OUTCOMES = ("status", "stage", "state", "outcome", "result", "statut", "etat", "etape", "resultat", "статус", "этап",
            "результат", "стадия")  # fmt: skip
WON = ("won", "win", "converted", "succeeded", "success", "successful", "paid", "delivered", "accepted", "signed",
       "completed", "done", "approved", "resolved", "answered", "gagne", "gagnee", "signe", "signee", "paye", "payee",
       "livre", "livree", "accepte", "termine", "converti", "reussi", "выиграна", "выигран", "оплачен", "оплачено",
       "доставлен", "успешно", "успех", "завершен")  # fmt: skip
LOST = ("lost", "failed", "cancelled", "canceled", "refused", "rejected", "abandoned", "unpaid", "churned", "perdu",
        "perdue", "annule", "annulee", "refuse", "refusee", "abandonne", "echoue", "проиграна", "проигран", "отменен",
        "отказ", "потерян")  # fmt: skip
YES_NO = (("oui", "non"), ("o", "n"), ("vrai", "faux"), ("y", "n"), ("t", "f"), ("да", "нет"), ("истина", "ложь"),
          ("ja", "nein"), ("si", "no"), ("on", "off"))  # fmt: skip
FRENCH = ("montant", "date_de", "nom", "prenom", "client", "produit", "statut", "depense", "libelle", "canal", "vente",
          "ventes", "commande", "facture", "quantite", "prix", "jour", "mois", "annee", "equipe", "etape", "ville",
          "pays", "numero", "du", "de", "des", "le", "la")  # fmt: skip


def _normal(words: Iterable[str]) -> frozenset[str]:
    return frozenset(part for word in words for part in words_of(word))


def says(header: str, words: Iterable[str]) -> bool:
    """Whether one of the words stands in a header."""
    return bool(_normal(words) & set(words_of(header)))


def says_money(header: str) -> bool:
    """Whether a header speaks of money, and not of the number of something."""
    sure = set(MONEY) - set(MAYBE_MONEY)
    return says(header, sure) or (says(header, MAYBE_MONEY) and not says(header, (*ADDS_UP, *NEVER_ADDED, *KEYS)))


def rank(header: str, words: tuple[str, ...]) -> int:
    """The place of the first word that stands in a header; their number where none does."""
    own = set(words_of(header))
    return next((n for n, word in enumerate(words) if set(words_of(word)) & own), len(words))


def language_of(headers: Iterable[str]) -> tuple[str, str]:
    """The language that headers are written in, and from what it was concluded."""
    text = " ".join(headers)
    if any("а" <= sign.lower() <= "я" for sign in text):
        return "ru", "the headers are in Cyrillic letters"
    found = sorted(set(words_of(text)) & _normal(FRENCH))
    if len(found) > 1 or any(sign in "éèêàùçôîœ" for sign in text.lower()):
        return "fr", "the headers seem to be French" + (f": {', '.join(found[:4])}" if found else "")
    return "en", "nothing in the headers speaks for another language"
