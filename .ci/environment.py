"""Tell .ci/setup what is to be done with the virtual environment whose Python runs this.

`state KIND` prints `ready`, `project` (boardpack itself is to be installed anew), `install` (the lock's
packages are to be installed) or `broken: REASON` (it is to be made anew). `begin` and `finish KIND` stand
before and after an installation. `libraries` prints the Debian packages of the libraries that do not load.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTES = Path(sys.prefix) / ".setup"
UNFINISHED = NOTES / "unfinished"
LOCKS = {
    "runtime": ("requirements.lock",),
    "dev": ("requirements.lock", "requirements-dev.lock"),
    "lowest": ("requirements-lowest.lock",),
}
ENOUGH = {"runtime": ("runtime", "dev"), "dev": ("dev",), "lowest": ("lowest",)}

# What WeasyPrint opens, and the Debian package that brings it, by itself or by what it depends on.
LIBRARIES = (
    ("libpango-1.0-0", ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib")),
    ("libpango-1.0-0", ("libpango-1.0.so.0", "libpango-1.0.dylib")),
    ("libpango-1.0-0", ("libharfbuzz.so.0", "libharfbuzz.0.dylib")),
    ("libpango-1.0-0", ("libfontconfig.so.1", "libfontconfig.1.dylib")),
    ("libpangoft2-1.0-0", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib")),
    ("libharfbuzz-subset0", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib")),
)


def digest(*names: str) -> str:
    """One value for this place and the bytes of these files."""
    value = hashlib.sha256(str(ROOT).encode())
    for name in names:
        value.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return value.hexdigest()


def packages() -> dict[str, str]:
    """Every installed package and its version."""
    return {found.metadata["Name"]: found.version for found in metadata.distributions()}


def scripts() -> Iterator[Path]:
    """The commands that installing boardpack makes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return (Path(sys.prefix) / "bin" / name for name in project["scripts"])


def state(kind: str) -> str:
    """What is to be done so that this environment is of that kind."""
    if UNFINISHED.exists():
        return "broken: its set-up did not end"
    notes = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in NOTES.glob("*.json")}
    if not notes:
        return "broken: it was not set up by make"
    present = packages()
    for made, note in notes.items():
        if note["locks"] != digest(*LOCKS[made]):
            return f"broken: {' or '.join(LOCKS[made])} changed, or the folder moved"
        for name, version in note["packages"].items():
            if present.get(name) != version:
                return f"broken: {name} {version} is not there"
    if not any(made in notes for made in ENOUGH[kind]):
        return "install"
    fresh = all(note["project"] == digest("pyproject.toml") for note in notes.values())
    return "ready" if fresh and all(script.is_file() for script in scripts()) else "project"


def begin() -> None:
    """Note that an installation runs: where the note stays, it did not end."""
    NOTES.mkdir(exist_ok=True)
    UNFINISHED.touch()


def finish(kind: str) -> None:
    """Note what is there now."""
    for made in {kind} | {path.stem for path in NOTES.glob("*.json")}:
        note = {
            "locks": digest(*LOCKS[made]),
            "project": digest("pyproject.toml"),
            "packages": packages(),
        }
        (NOTES / f"{made}.json").write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
    UNFINISHED.unlink(missing_ok=True)


def loads(names: tuple[str, ...]) -> bool:
    """Whether the library can be opened under one of its names."""
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False


def libraries() -> str:
    """The Debian packages of the libraries that cannot be opened."""
    return " ".join(dict.fromkeys(package for package, names in LIBRARIES if not loads(names)))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["state", kind]:
            print(state(kind))
        case ["begin"]:
            begin()
        case ["finish", kind]:
            finish(kind)
        case ["libraries"]:
            print(libraries())
        case _:
            sys.exit(__doc__)
