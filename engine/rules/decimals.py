"""Rules of decimals: what a person writes in a KPI's unit has no more of them than the KPI's figures have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Issue, Place
from engine.model.kpis import Kpi

CENTS = 2  # the decimals of money, unless its column says others
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")


def check_decimals(what: str, kpi: Kpi, written: tuple[Decimal, str, Place]) -> Iterator[Issue]:
    """More decimals than the KPI's amounts have, and a point where only a thousands mark can be meant."""
    value, text, place = written
    found, kind = max(0, -int(value.as_tuple().exponent)), kpi.formula.root.type
    thousands = THOUSANDS.fullmatch(text) is not None
    if kpi.unit.kind == "currency":
        exact = kind.kind == "money"  # an average or a price has as many decimals as it is shown with
        most = kind.scale if exact else max(CENTS, kpi.unit.precision or 0)
        if found <= most or not (exact or thousands):
            return
        reason = f"{kpi.unit.currency} amounts have {most}"
        hint = f"write it with {most} at most"
    elif kpi.unit.kind == "integer" and thousands:
        reason, hint = f"'{kpi.id}' is a whole number", ""
    else:
        return
    message = f"{what} of {text} has {found} decimals, and {reason}"
    meant = f"did you mean {text.replace('.', '')}?" if thousands else hint
    yield Issue("error", "target-decimals", place, message, meant)
