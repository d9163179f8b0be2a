"""The wheel built from this tree renders the sample report by itself; the locks fit pyproject.toml."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from engine.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-lowest.lock")
FOLDERS = ("docs/codes", "kpi_specs", "samples", "schema", "templates")
FIRST_BYTES = {".html": b"<!doctype html", ".json": b"{", ".pdf": b"%PDF-"}


def run(*command: str | Path, cwd: Path) -> str:
    """Run it as someone would who never saw the tree; its standard output."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without isolation: all it needs is in the lock."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.long
def test_the_wheel_holds_the_package_and_the_shipped_folders(wheel: Path) -> None:
    """Nothing that is needed lacks, and no test or cache comes along."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"engine", f"boardpack-{VERSION}.dist-info"}
    assert "engine/py.typed" in names
    assert f"boardpack-{VERSION}.dist-info/licenses/LICENSE" in names
    for folder in FOLDERS:
        assert any(name.startswith(f"engine/_shipped/{folder}/") for name in names), folder
    unwanted = re.compile(r"(^|/)(tests|out|__pycache__|\.[^/]+)/|\.pyc$")
    assert [name for name in names if unwanted.search(name)] == []


@pytest.mark.long
def test_the_installed_wheel_renders_the_sample_report(wheel: Path, tmp_path: Path) -> None:
    """In an environment with the locked packages and the wheel only, from a folder that is not the tree."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    pip = home / "bin/pip"
    run(pip, "-q", "install", "--require-hashes", "-r", ROOT / "requirements.lock", cwd=tmp_path)
    run(pip, "-q", "install", "--no-index", "--no-deps", wheel, cwd=tmp_path)

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    samples = tmp_path / "samples"
    shutil.copytree(ROOT / "samples", samples, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    where = run(home / "bin/python", "-c", "import engine; print(engine.__file__)", cwd=elsewhere)
    assert Path(where.strip()).is_relative_to(home)

    printed = run(home / "bin/render", samples / "monthly.yml", "--today", "2026-11-03", cwd=elsewhere)
    written = {Path(line).suffix: elsewhere / line for line in printed.splitlines() if line.strip()}
    assert set(FIRST_BYTES) <= set(written), printed
    for suffix, first in FIRST_BYTES.items():
        assert written[suffix].read_bytes()[:200].lstrip().lower().startswith(first.lower()), written[suffix]


def test_the_version_is_the_same_everywhere() -> None:
    """The installed package, pyproject.toml and the reports' signature agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == metadata.version("boardpack") == VERSION


def pins(lock: str) -> dict[str, str]:
    """What a lock file pins; each pin has to carry a hash."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            pin = re.match(r"([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ;]+)", line)
            assert pin, line
            assert "--hash=sha256:" in line, line
            found[pin[1]] = pin[2]
    return found


def required(*, dev: bool) -> Iterator[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    if dev:
        names += project["project"]["optional-dependencies"]["dev"]
    return map(Requirement, names)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_fits_pyproject(lock: str) -> None:
    """Every requirement is pinned to a version it allows; otherwise `make lock` was forgotten."""
    pinned = pins(lock)
    for requirement in required(dev=lock != "requirements.lock"):
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, requirement
        assert requirement.specifier.contains(version), requirement


def test_the_lowest_lock_pins_the_lower_bounds() -> None:
    """Of everything required to run, that lock has the very version pyproject.toml names as the lowest."""
    pinned = pins("requirements-lowest.lock")
    for requirement in required(dev=False):
        (bound,) = requirement.specifier
        assert bound.operator == ">=", requirement
        version = pinned[canonicalize_name(requirement.name)]
        assert f"{version}.0.0".startswith(f"{bound.version}."), (requirement, version)


def test_the_development_lock_contains_the_other() -> None:
    """Setting up for the tests changes no version that the report is rendered with."""
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    """Where packages come from is the machine's matter."""
    assert "http" not in (ROOT / lock).read_text(encoding="utf-8")
