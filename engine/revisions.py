"""A report as it was: at a revision of the git repository that it lies in, or in another folder.

The YAML of a revision is laid out in a temporary folder as it lay in the repository, so that `uses` finds it there.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from engine.errors import ArgumentError, Issue, MachineError, Place, did_you_mean, nearest

ARGUMENT = Place("--against")
FROM = rb"""\bfrom["']?:\s*["']?([^\s"',}]+\.\w+)"""
LINK, BLOB = "120000", "blob"
# Set in git's hooks; the repository is the one that the report lies in.
OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@dataclass(frozen=True, slots=True)
class Former:
    """Where an earlier report stands, for as long as it is laid out."""

    path: Path
    name: str  # of the revision or folder, as messages show it
    commit: str = ""
    root: Path | None = None  # of what was laid out

    def named(self, text: str) -> str:
        """A text in which paths of the folder that is laid out are those of the revision: "HEAD~3:kpis.yml"."""
        if self.root is None:
            return text
        relative = os.path.relpath(self.root)
        forms = "|".join(re.escape(form) for form in (str(self.root), relative))
        return re.sub(rf"(?:{forms})/([^\s:']*)", lambda match: f"{self.name}:{os.path.normpath(match[1])}", text)

    def moved(self, folder: Path, today: Path) -> Path:
        """A real folder of the earlier report's files in the tree of today's, which lies in the folder `today`."""
        if self.root is not None and not folder.is_relative_to(self.root):
            return folder  # of a path that was written whole
        there = Path(os.path.normpath(today / os.path.relpath(folder, self.path.parent.resolve())))
        return there if self.root is not None or there.is_dir() else folder


@contextmanager
def former(file: Path, against: str) -> Iterator[Former]:
    """The report FILE as it was; what is laid out is gone afterwards. Raises ArgumentError or MachineError.

    What names both a revision and a folder is the revision; "./main" is the folder.
    """
    if not against.strip():
        message = "the revision or folder is empty"
        raise ArgumentError(Issue("error", "unknown-revision", ARGUMENT, message, "like HEAD~3, main or ../before"))
    folder = file.parent.resolve()
    revision, _, inside = against.partition(":")
    commit = None if _is_path(against) else _commit(folder, revision, needed=not Path(against).exists())
    if commit is None:
        yield _in_folder(file, Path(against))
        return
    prefix = _git(folder, "rev-parse", "--show-prefix").decode().removesuffix("\n")
    path = os.path.normpath(inside or prefix + file.name)
    tree = _tree(folder, commit)
    if path not in tree:
        raise ArgumentError(_not_there(path, revision, tree))
    with ExitStack() as stack:
        try:
            root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boardpack-"))).resolve()
            _lay_out(folder, tree, path, root)
        except OSError as error:
            message = f"the files of '{revision}' cannot be laid out: {(error.strerror or str(error)).lower()}"
            hint = f"they are written to '{error.filename}'" if error.filename else ""
            raise MachineError(Issue("error", "cannot-write", ARGUMENT, message, hint)) from error
        yield Former(root / path, revision, commit[:10], root)


def _is_path(against: str) -> bool:
    return against.startswith(("/", "./", "../", ".\\")) or against in (".", "..") or Path(against).is_file()


def _in_folder(file: Path, folder: Path) -> Former:
    """The file of that name in a folder; in one that holds a whole tree, at the place that FILE has in its own."""
    if folder.is_file():
        return Former(folder, str(folder))
    if not folder.is_dir():
        raise ArgumentError(Issue("error", "no-file", ARGUMENT, f"there is no folder '{folder}'", _beside(folder)))
    parts = file.resolve().parts[1:]
    for start in range(len(parts) - 1, -1, -1):
        path = folder.joinpath(*parts[start:])
        if path.is_file():
            return Former(path, str(folder))
    near = did_you_mean(file.name, (other.name for other in folder.glob("*.y*ml")))
    message = f"the folder '{folder}' holds no '{file.name}'"
    raise ArgumentError(Issue("error", "no-file", ARGUMENT, message, near or "name the file itself"))


def _beside(folder: Path) -> str:
    parent = folder.parent
    near = nearest(folder.name, (one.name for one in parent.glob("*") if one.is_dir())) if parent.is_dir() else ""
    return f"did you mean '{parent / near}'?" if near else "name a folder, a file, or a revision like HEAD~1"


def _commit(folder: Path, revision: str, *, needed: bool) -> str | None:
    """The commit that a revision names; where a path of that name is there, it need not be one."""
    try:
        done = _run(folder, ["rev-parse", "--show-toplevel"])
    except FileNotFoundError:
        if not needed:
            return None
        message = "the program 'git' is not on this machine, and there is no folder of that name"
        hint = "install git, or name a folder that holds the earlier files"
        raise MachineError(Issue("error", "no-git", ARGUMENT, f"'{revision}': {message}", hint)) from None
    if done.returncode:
        if not needed:
            return None
        raise ArgumentError(_no_repository(folder, revision, done.stderr.decode(errors="replace")))
    found = None
    if revision and not revision.startswith("-"):
        found = _run(folder, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
    if found is not None and not found.returncode:
        return found.stdout.decode().strip()
    if needed:
        raise ArgumentError(_unknown(folder, revision))
    return None


def _no_repository(folder: Path, revision: str, said: str) -> Issue:
    if "not a git repository" in said:
        message = f"'{folder}' is in no git repository, and there is no folder '{revision}'"
        hint = "name a folder that holds the earlier files"
    else:
        message, hint = f"git cannot read the repository of '{folder}'", said.strip().splitlines()[0]
    return Issue("error", "no-repository", ARGUMENT, message, hint)


def _unknown(folder: Path, revision: str) -> Issue:
    """A name that is no revision; the nearest branch or tag, or how far back the history goes."""
    message = f"git knows no revision '{revision}', and there is no folder of that name"
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == b"true":
        return Issue("error", "unknown-revision", ARGUMENT, message, "the clone is shallow: 'git fetch --unshallow'")
    names = _git(folder, "for-each-ref", "--format=%(refname:short)").decode().split()
    base = re.split(r"[~^@]", revision)[0] or "HEAD"
    known = _run(folder, ["rev-list", "--count", "--first-parent", base, "--"]) if base[0] != "-" else None
    if base != revision and known is not None and not known.returncode:
        steps = int(known.stdout) - 1
        hint = f"the first commit is '{base}~{steps}'" if steps else f"'{base}' is the first commit"
    elif not names:
        hint = "the repository has no commits yet"
    else:
        hint = did_you_mean(base, names)
    return Issue("error", "unknown-revision", ARGUMENT, message, hint)


def _not_there(path: str, revision: str, tree: dict[str, tuple[str, str]]) -> Issue:
    message = f"there was no '{path}' at '{revision}'"
    reports = {PurePosixPath(other).stem: other for other in tree if PurePosixPath(other).suffix in (".yml", ".yaml")}
    near = reports.get(nearest(PurePosixPath(path).stem, reports))
    hint = f"if it was called '{near}', write --against {revision}:{near}" if near else ""
    return Issue("error", "not-in-revision", ARGUMENT, message, hint)


def _tree(folder: Path, commit: str) -> dict[str, tuple[str, str]]:
    """The files of a commit by their path: mode and object."""
    listed = _git(folder, "ls-tree", "-r", "-z", "--full-tree", commit)
    tree = {}
    for entry in filter(None, listed.split(b"\0")):
        head, _, name = entry.partition(b"\t")
        mode, kind, object_id = head.decode().split()
        path = os.fsdecode(name)
        if kind == BLOB and ".." not in path.split("/"):
            tree[path] = (mode, object_id)
    return tree


def _lay_out(folder: Path, tree: dict[str, tuple[str, str]], main: str, root: Path) -> None:
    """Write the definitions of a tree; its data stay where they are, because those of today count."""
    endings = {".yml", ".yaml", ".md", ".j2", ".css", PurePosixPath(main).suffix.lower()}  # or patterns of them
    first = _contents(folder, [tree[main][1]])[0].decode("utf-8", "replace")
    # What `uses` names may have any ending; a word too many in this list only lays out a file too many.
    words = [PurePosixPath(word) for word in re.findall(r"[\w./*?-]+", first) if "." in word]
    endings |= {word.suffix.lower() or ("*" if "*" in word.name else "") for word in words}
    wanted = [
        path
        for path, (mode, _) in tree.items()
        if path == main or mode == LINK or (_fits(path, endings) and not _is_data(path))
    ]
    contents = _contents(folder, [tree[path][1] for path in wanted])
    targets = _target_files(contents, [path for path in tree if _is_data(path)])  # what was wanted then is a definition
    wanted, contents = wanted + targets, contents + _contents(folder, [tree[path][1] for path in targets])
    # Links last, and none beneath another: nothing is written through them.
    for path, content in sorted(zip(wanted, contents, strict=True), key=lambda pair: tree[pair[0]][0] == LINK):
        place = root / path
        if not place.parent.resolve().is_relative_to(root):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if tree[path][0] == LINK:
            place.symlink_to(os.fsdecode(content))
        else:
            place.write_bytes(content)


def _target_files(definitions: Iterable[bytes], data: Iterable[str]) -> list[str]:
    """The data files that some definition names behind `from`, as a file of targets is: any of that name."""
    named = {PurePosixPath(os.fsdecode(word)).name for text in definitions for word in re.findall(FROM, text)}
    return [path for path in data if PurePosixPath(path).name in named]


def _fits(path: str, endings: Iterable[str]) -> bool:
    own = PurePosixPath(path).suffix.lower()
    return any(fnmatchcase(own, ending) for ending in endings)


def _is_data(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in (".csv", ".tsv", ".parquet", ".arrow", ".ndjson", ".jsonl", ".xlsx")


def _contents(folder: Path, objects: Sequence[str]) -> list[bytes]:
    """The contents of objects, in their order, from one call of git."""
    output = _git(folder, "cat-file", "--batch", given="".join(f"{one}\n" for one in objects).encode())
    found = []
    at = 0
    for one in objects:
        end = output.index(b"\n", at)
        words = output[at:end].split()
        if len(words) != 3:
            message = f"git does not have the object {one} of the repository"
            raise MachineError(Issue("error", "no-repository", ARGUMENT, message, "fetch it: 'git fetch'"))
        size = int(words[2])
        found.append(output[end + 1 : end + 1 + size])
        at = end + size + 2
    return found


def _git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git says; where it fails although it should not, its own words as an issue."""
    done = _run(folder, arguments, given)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        message = f"'git {arguments[0]}' failed in '{folder}'"
        raise MachineError(Issue("error", "no-repository", ARGUMENT, message, said[0] if said else ""))
    return done.stdout


def _run(folder: Path, arguments: Sequence[str], given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {key: value for key, value in os.environ.items() if key not in OF_HOOKS}
    environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
