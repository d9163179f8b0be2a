"""The version of boardpack, as it signs its reports."""

from __future__ import annotations

VERSION = "0.1.0"
GENERATOR = f"boardpack {VERSION}"
