"""Amounts that come to more than an exact amount can hold: said of their dataset, rather than counted wrongly."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from engine.errors import DataError, Issue
from engine.model.specs import Catalog


def too_large(error: pl.exceptions.ComputeError, datasets: Iterable[str], catalog: Catalog) -> DataError:
    """The error of the datasets whose amounts come to too much; raises what it is given where it is another one."""
    if "overflow in decimal" not in str(error):
        raise error
    message = "the amounts of '{}' add up, or multiply, to more than the 38 digits that are exact"
    hint = "look for an amount that cannot be, or give the column a 'max' that finds it"
    places = ((id, catalog.specs.datasets[id].place) for id in dict.fromkeys(datasets))
    return DataError([Issue("error", "too-large", place, message.format(id), hint) for id, place in places])
