"""Where the files are that people also edit: definitions, templates, schemas, samples, the pages of messages.

In a source tree they stand at the top, beside `engine/`; in an installed wheel they were put into
`engine/_shipped/`. This is the only place that knows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

Folder: TypeAlias = Literal["kpi_specs", "templates", "schema", "samples", "docs/codes"]


@cache
def shipped(folder: Folder) -> Path:
    """The absolute path of one shipped folder."""
    package = Path(__file__).resolve().parent
    installed = package / "_shipped" / folder
    return installed if installed.is_dir() else package.parent / folder
