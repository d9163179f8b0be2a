"""What is wrong with a report's own templates, found without filling them: each mistake at its line, with its mend."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from engine.errors import Issue, Place, did_you_mean
from engine.formats.pages import TOOLS
from engine.formats.sandbox import GIVEN, OURS, replaced_singly
from engine.formats.templates import environment, marked, of_theirs
from engine.model.theme import OwnTemplate, OwnTemplates
from engine.shipped import shipped

SEEN: Final = "docs/templates.md shows each part"


def names_of_ours() -> tuple[str, ...]:
    """The templates and styles of the pages and of the mail."""
    folder = shipped("templates")
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in (".j2", ".css"))
    return tuple(sorted(name for name in found if not name.startswith("watch/")))


@cache
def _ours(name: str) -> nodes.Template:
    made = environment(gettext.NullTranslations(), TOOLS)
    return made.parse((shipped("templates") / name).read_text("utf-8"), name)


def blocks_of(name: str) -> tuple[str, ...]:
    """The blocks of one of our templates, in their order."""
    return tuple(dict.fromkeys(block.name for block in _ours(name).find_all(nodes.Block)))


def macros_of(name: str) -> tuple[str, ...]:
    """The macros of one of our templates, in their order."""
    return tuple(node.name for node in _ours(name).body if isinstance(node, nodes.Macro))


def signatures_of(name: str) -> tuple[str, ...]:
    """Those macros with the names of what they take: "change(change, against)"."""
    macros = (node for node in _ours(name).body if isinstance(node, nodes.Macro))
    return tuple(f"{macro.name}({', '.join(argument.name for argument in macro.args)})" for macro in macros)


@cache
def _names() -> frozenset[str]:
    """Every name that some part of ours sets: a block within it may use it."""
    trees = [_ours(name) for name in names_of_ours()]
    return frozenset(name for tree in trees for name in _set(tree))


def _set(tree: nodes.Template) -> Iterator[str]:
    yield from (name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param"))
    yield from (macro.name for macro in tree.find_all(nodes.Macro))
    yield from (found.target for found in tree.find_all(nodes.Import))


def check(own: OwnTemplates) -> list[Issue]:
    """Everything that is wrong with the templates, by file and line."""
    made = environment(gettext.NullTranslations(), TOOLS, own)
    issues: list[Issue] = []
    trees: dict[str, nodes.Template] = {}
    for file in own.files:
        try:
            trees[file.name] = made.parse(file.text, file.name, file.shown)
            made.compile(file.text, file.name, file.shown)
        except TemplateSyntaxError as error:
            issues.append(of_theirs(error, file, error.lineno))
    for file in own.files:
        if file.name in trees and not any(issue.place.file == file.shown for issue in issues):
            tree = trees[file.name]
            issues += [*_references(file, tree, own), *_overrides(file, tree), *_unknown_names(file, tree, made)]
    used = {name for tree in trees.values() for name in meta.find_referenced_templates(tree) if name}
    if len(trees) == len(own.files):
        issues += _unused(own, used)
    return issues


def _references(file: OwnTemplate, tree: nodes.Template, own: OwnTemplates) -> Iterator[Issue]:
    """Templates that are named and are not there, and a file that names itself."""
    ours = names_of_ours()
    known = {*ours, *(OURS + name for name in ours), *(other.name for other in own.files)}
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        said = node.template.value if isinstance(node.template, nodes.Const) else None  # type: ignore[attr-defined]
        if isinstance(said, str) and said not in known:
            hint = did_you_mean(said, known) or f"ours are named {OURS}report.html.j2; {SEEN}"
            yield Issue("error", "unknown-template", _at(file, node, said), f"there is no template '{said}'", hint)
        elif said == file.name:
            message = f"'{said}' names itself, without an end"
            yield Issue("error", "unknown-template", _at(file, node, said), message, f"ours is '{OURS}{said}'")


def _overrides(file: OwnTemplate, tree: nodes.Template) -> Iterator[Issue]:
    """Blocks and macros that replace none, and what stands where nothing is shown."""
    extended = tree.find(nodes.Extends)
    base = extended.template.value if extended and isinstance(extended.template, nodes.Const) else ""
    if base.startswith(OURS) and base.removeprefix(OURS) in names_of_ours():
        yield from _blocks(file, tree, base.removeprefix(OURS))
    if replaced_singly(file.name) and extended is None:
        yield from _macros(file, tree)


def _blocks(file: OwnTemplate, tree: nodes.Template, base: str) -> Iterator[Issue]:
    known = blocks_of(base)
    for node in tree.body:
        if isinstance(node, nodes.Block) and node.name not in known:
            message = f"the block '{node.name}' replaces none: '{OURS}{base}' has no such block"
            hint = did_you_mean(node.name, known) or "its blocks: " + ", ".join(known)
            yield Issue("error", "unknown-block", _at(file, node, node.name), message, hint)
        elif isinstance(node, nodes.Output) and (line := _shown(node)):
            message = "what stands outside of every block is not shown"
            yield Issue(
                "error", "unknown-block", marked(file, line), message, "put it into a block: {% block footer %}"
            )


def _shown(node: nodes.Output) -> int:
    """The line of the first thing that would be shown, if it were in a block; 0 where there is none."""
    for part in node.nodes:
        if not isinstance(part, nodes.TemplateData):
            return part.lineno
        if text := part.data.strip():
            return part.lineno + part.data[: part.data.index(text)].count("\n")
    return 0


def _macros(file: OwnTemplate, tree: nodes.Template) -> Iterator[Issue]:
    known = macros_of(file.name)
    called = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    for node in tree.body:
        if isinstance(node, nodes.Macro) and node.name not in known and node.name not in called:
            message = f"the macro '{node.name}' replaces none: '{OURS}{file.name}' has no such macro"
            hint = did_you_mean(node.name, known) or "its macros: " + ", ".join(known)
            yield Issue("error", "unknown-block", _at(file, node, node.name), message, hint)


def _unknown_names(file: OwnTemplate, tree: nodes.Template, made: Environment) -> Iterator[Issue]:
    """Names that neither the page nor any part of it gives."""
    known = {*GIVEN, *made.globals, *_names(), *_set(tree), "super", "self", "caller", "varargs", "kwargs", "loop"}
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        node = next(node for node in tree.find_all(nodes.Name) if node.name == name)
        hint = did_you_mean(name, {*GIVEN, *dict(TOOLS), *_names()}) or "docs/templates.md says what each part is given"
        yield Issue("error", "template-name", _at(file, node, name), f"there is no '{name}'", hint)


def _unused(own: OwnTemplates, used: Iterable[str]) -> Iterator[Issue]:
    """Files that replace none of ours and that no other one names."""
    ours = names_of_ours()
    for file in own.files:
        if file.name not in ours and file.name not in used:
            hint = did_you_mean(file.name, ours) or f"name it in another one, as {{% include %}}; {SEEN}"
            message = "the file replaces none of ours, and no other template names it"
            yield Issue("error", "unknown-template", marked(file, 0), message, hint)


def _at(file: OwnTemplate, node: nodes.Node, word: str = "") -> Place:
    return marked(file, node.lineno, f"'{word}'" if word else "")
