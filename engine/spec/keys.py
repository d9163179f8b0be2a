"""The keys that the schemas know: where each may stand, and which one is meant by a word of another language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeAlias

from engine.shipped import shipped

Path: TypeAlias = tuple[str | int, ...]

# What people type in their own language, or as another tool has it.
MEANT = {
    "formule": "formula", "calcul": "formula", "expression": "formula", "sql": "formula", "mesure": "formula",
    "libelle": "label", "libellé": "label", "nom": "label", "name": "label", "intitulé": "label", "intitule": "label",
    "titre": "title", "heading": "title", "entreprise": "company", "société": "company", "societe": "company",
    "langue": "language", "lang": "language", "locale": "language", "devise": "currency", "monnaie": "currency",
    "fuseau": "timezone", "fuseau_horaire": "timezone", "time_zone": "timezone", "tz": "timezone",
    "rapport": "report", "indicateurs": "kpis", "indicateur": "kpi", "objectifs": "objectives", "objectif": "target",
    "données": "datasets", "donnees": "datasets", "jeu_de_données": "dataset", "colonnes": "columns",
    "fichier": "source", "file": "source", "path": "source", "table": "dataset", "jointures": "joins",
    "clé": "key", "cle": "key", "primary_key": "key", "filtre": "where", "filter": "where", "condition": "where",
    "cible": "target", "goal": "target", "période": "period", "periode": "period", "fréquence": "every",
    "frequency": "every", "sens": "better", "direction": "better", "unité": "format", "unite": "format",
    "unit": "format", "décimales": "precision", "decimals": "precision", "decimales": "precision",
    "propriétaire": "owner", "responsable": "owner", "étiquettes": "tags", "graphiques": "charts",
    "graphique": "charts", "cartes": "cards", "rubriques": "sections", "parties": "sections", "sorties": "outputs",
    "séparateur": "separator", "separateur": "separator", "delimiter": "separator", "sep": "separator",
    "encodage": "encoding", "charset": "encoding", "feuille": "sheet", "valeurs": "values", "statut": "status",
    "couleur": "accent", "color": "accent", "colour": "accent", "include": "uses", "imports": "uses", "import": "uses",
    "utilise": "uses", "inclut": "uses", "fenêtre": "window", "privé": "private", "remplace": "replaces",
    "échéance": "due", "echeance": "due", "deadline": "due", "due_date": "due", "état": "state", "etat": "state",
    "événements": "events", "evenements": "events", "opened_on": "opened", "done_on": "closed", "closed_on": "closed",
    "if": "when", "quand": "when", "si": "when", "then": "say", "message": "say", "alors": "say", "dire": "say",
    "commentary": "text", "comments": "text", "commentaire": "text", "texte": "text", "markdown": "text",
    "référence": "benchmark", "comparaisons": "comparisons", "compare": "comparisons", "compared_with": "comparisons",
    "poids": "weight", "repartition": "spread", "répartition": "spread", "ventilation": "spread", "lissage": "spread",
    "distribution": "spread", "seasonality": "spread", "saisonnalité": "spread", "saisonnalite": "spread",
    "распределение": "spread", "tolérance": "tolerance", "révisions": "revisions", "motif": "reason",
    "raison": "reason", "event": "to", "base": "from", "group_by": "by", "par": "by", "dimension": "by",
}  # fmt: skip


@cache
def _schemas() -> dict[str, Any]:
    return {path.name: json.loads(path.read_text("utf-8")) for path in shipped("schema").glob("*.schema.json")}


@cache
def places() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Every key that is built, with the paths of what it may stand in: "*" for a name, "-" for an entry of a list."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    root = _schemas()["boardpack.schema.json"]
    for key, path in _keys(root, "boardpack.schema.json", ()):
        found.setdefault(key, {})[path] = None
    return {key: tuple(paths) for key, paths in found.items()}


@cache
def _named() -> tuple[tuple[str, ...], ...]:
    """The paths of what holds names of people's own: KPIs, datasets, columns."""
    found = {path[:-1] for paths in places().values() for path in paths if path and path[-1] == "*"}
    return tuple(found | {("datasets", "*", "columns"), ("kpis", "*", "typed"), ("datasets", "*", "dimensions")})


def fits(path: Path, pattern: tuple[str, ...]) -> bool:
    """Whether a path in a file is one of those that a pattern of `places` stands for."""
    return len(path) == len(pattern) and all(
        isinstance(step, int) if wanted == "-" else isinstance(step, str) and wanted in ("*", step)
        for step, wanted in zip(path, pattern, strict=True)
    )


def may_stand(key: str, path: Path) -> bool:
    """Whether a key of the language may stand in what is at a path."""
    return any(fits(path, pattern) for pattern in places().get(key, ()))


def holds_names(path: Path) -> bool:
    """Whether what is at a path holds names of people's own, and no keys of the language."""
    return any(fits(path, pattern) for pattern in _named())


def is_key(word: str) -> bool:
    """Whether some part of the language has a key of this name."""
    return word in places()


def _keys(schema: Any, file: str, path: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not isinstance(schema, dict) or len(path) > 8 or schema.get("planned"):
        return
    if "$ref" in schema:
        name, _, inside = schema["$ref"].partition("#")
        target = _schemas()[name or file]
        for step in inside.split("/")[1:]:
            target = target[step]
        yield from _keys(target, name or file, path)
    for key, inner in schema.get("properties", {}).items():
        if not (isinstance(inner, dict) and inner.get("planned")):
            yield key, path
            yield from _keys(inner, file, (*path, key))
    for pattern, inner in schema.get("patternProperties", {}).items():
        yield from _keys(inner, file, (*path, pattern.strip("^$")))
    yield from _keys(schema.get("additionalProperties"), file, (*path, "*"))
    yield from _keys(schema.get("items"), file, (*path, "-"))
    for also in ("if", "then", "else"):
        yield from _keys(schema.get(also), file, path)
    for among in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(among, ()):
            yield from _keys(inner, file, path)
