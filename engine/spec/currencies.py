"""Currencies: whether there is one of a code."""

from __future__ import annotations

from engine.errors import Issue, did_you_mean
from engine.spec.yaml import Scalar

# Known without a look at all of them, which takes a while to load.
USUAL = ("EUR", "USD", "GBP", "CHF", "JPY", "CAD", "AUD", "CNY", "RUB", "SEK", "NOK", "DKK", "PLN", "CZK", "MAD", "XOF")


def check_currency(code: Scalar, issues: list[Issue]) -> None:
    """An issue where no currency has this code."""
    if code in USUAL:
        return
    from babel.core import get_global

    known = get_global("all_currencies")
    if code not in known:
        hint = did_you_mean(code, USUAL) or did_you_mean(code, known)
        issues.append(Issue("error", "unknown-value", code.place, f"no currency has the code '{code}'", hint))
