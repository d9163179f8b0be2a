"""What is wrong with a report's files, found without reading any data."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Issue, SpecError, raise_errors
from engine.kept import NOTHING, Keep
from engine.model.specs import Catalog
from engine.pipeline.steps import Step, quiet
from engine.rules import check as check_rules
from engine.spec.load import load


def check(path: Path, *, step: Step = quiet, keep: Keep = NOTHING) -> tuple[Catalog, tuple[Issue, ...]]:
    """Read a report and all that it uses; the checked catalog and the warnings. Raises SpecError."""
    with step("Specs"):
        loaded = load(path, keep)
        raise_errors(SpecError, [] if loaded.specs else loaded.issues)
        assert loaded.specs is not None
    with step("Rules"):
        catalog, issues = check_rules(loaded.specs, frozenset(loaded.broken))
        issues = [*loaded.issues, *issues]
        raise_errors(SpecError, issues)
    return catalog, tuple(issues)
