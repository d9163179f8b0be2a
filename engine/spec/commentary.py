"""Finds the files of a commentary: `commentary/{period}/acquisition.{language}.md` for whatever period and language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from engine.errors import Issue, did_you_mean
from engine.model.written import Written

# What a path may leave open, as a person who reads a file's name would tell it.
OPEN: Final = {"period": r"[^/]+?", "language": r"[a-z]{2}"}
TEXTS: Final = (".md", ".markdown", ".txt", ".mdown")
MOST: Final = 2000  # files that are looked at for one that is misnamed
BRACES: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Found:
    """The glob that was looked for, and the files with the period and language in their paths; "" where it has none."""

    glob: str
    files: tuple[tuple[Path, str, str], ...]


def find_commentary(pattern: Written, folder: Path, issues: list[Issue]) -> Found:
    """The files of a path with `{period}` and `{language}` in it; another name in braces is an issue."""
    names = [match[1] for match in BRACES.finditer(pattern.text)]
    for match in BRACES.finditer(pattern.text):
        if match[1] not in OPEN:
            place = pattern.at(match.start(), len(match[0]))
            message = f"a path of commentary has no '{match[0]}'"
            hint = did_you_mean(match[1], OPEN) or "it may have {period} and {language}"
            issues.append(Issue("error", "unknown-placeholder", place, message, hint))
    glob = BRACES.sub("*", pattern.text)
    if set(names) - set(OPEN):
        return Found(glob, ())
    form = _form(pattern.text)
    files = []
    for path in sorted(_matching(glob, folder)):
        found = form.fullmatch(path.relative_to(folder).as_posix()) if path.is_relative_to(folder) else None
        if found is not None and path.is_file():
            told = found.groupdict()
            files.append((path, told.get("period", ""), told.get("language", "")))
    return Found(glob, tuple(files))


def unclaimed(patterns: Iterable[Written], folder: Path, claimed: Collection[Path]) -> tuple[str, ...]:
    """The texts that lie where commentary does and have no path of commentary, from the report's folder."""
    found: dict[str, None] = {}
    for pattern in patterns:
        fixed = BRACES.split(pattern.text)[0].rpartition("/")[0]
        if "{" not in pattern.text or not fixed:
            continue  # the report's own folder holds all kinds of texts
        for path in islice(_matching(f"{fixed}/**/*", folder), MOST):
            if path.suffix.lower() in TEXTS and path not in claimed and path.is_file():
                found[path.relative_to(folder).as_posix()] = None
    return tuple(sorted(found))


def _form(pattern: str) -> re.Pattern[str]:
    """What a path looks like; a name that is open twice is the same both times."""
    words: list[str] = []
    seen: set[str] = set()
    for n, part in enumerate(BRACES.split(pattern)):
        if n % 2 == 0:
            words.append(re.escape(part))
        else:
            words.append(f"(?P={part})" if part in seen else f"(?P<{part}>{OPEN[part]})")
            seen.add(part)
    return re.compile("".join(words).removeprefix(re.escape("./")))


def _matching(glob: str, folder: Path) -> list[Path]:
    if "*" not in glob:
        return [folder / glob]
    try:
        return list(folder.glob(glob))
    except (NotImplementedError, ValueError):  # a path from the root
        return []
