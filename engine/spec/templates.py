"""Reads a report's own templates into memory, so that nothing outside of their folder can come onto a page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.errors import Issue, Place, nearest
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.model.written import Written

ENDINGS: Final = (".j2", ".css")
LARGEST: Final = 1_000_000  # bytes of one
MOST: Final = 200  # files


def is_template(path: Path) -> bool:
    """Whether a file is one by its name; pictures, notes and hidden files may lie beside them."""
    return path.suffix in ENDINGS and not path.name.startswith(".")


def read_templates(reference: Written, folder: Path, name: str, issues: list[Issue]) -> OwnTemplates | None:
    """The templates of a folder, which messages call `name`; None, and issues, where they cannot be read."""
    before = len(issues)
    if not folder.is_dir():
        beside = [path.name for path in folder.parent.glob("*") if path.is_dir()]
        near = nearest(folder.name, beside)
        hint = f"did you mean '{near}'?" if near else "a path is relative to the folder of the report's file"
        issues.append(
            Issue("error", "no-file", reference.place, f"no folder '{reference.text}' beside this file", hint)
        )
        return None
    paths = [path for path in sorted(folder.rglob("*")) if is_template(path) and path.is_file()]
    if not paths:
        hint = "put one into it that replaces a part, like report.html.j2; docs/templates.md shows each"
        message = f"the folder '{reference.text}' holds no template"
        issues.append(Issue("error", "unknown-template", reference.place, message, hint))
    elif len(paths) > MOST:
        message = f"the folder '{reference.text}' holds {len(paths):,} templates, and {MOST} are read at most"
        issues.append(Issue("error", "unknown-template", reference.place, message, "give them a folder of their own"))
    else:
        inside = folder.resolve()
        found = [_read(path, path.relative_to(folder).as_posix(), f"{name}/", inside, issues) for path in paths]
    return None if len(issues) > before else OwnTemplates(name, tuple(file for file in found if file is not None))


def _read(path: Path, name: str, folder: str, inside: Path, issues: list[Issue]) -> OwnTemplate | None:
    shown = folder + name
    if not path.resolve().is_relative_to(inside):
        message = "the template is a link to a file outside of its folder"
        issues.append(Issue("error", "unknown-template", Place(shown), message, "put the file itself into the folder"))
        return None
    try:
        if path.stat().st_size > LARGEST:
            message = "the template has more than 1 MB"
            issues.append(Issue("error", "unknown-template", Place(shown), message, "a picture is no template"))
            return None
        return OwnTemplate(name, shown, path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        issues.append(
            Issue("error", "encoding", Place(shown), "the file is not UTF-8", "save it as UTF-8 in the editor")
        )
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        issues.append(Issue("error", "no-file", Place(shown), f"the file cannot be read: {why}"))
    return None
