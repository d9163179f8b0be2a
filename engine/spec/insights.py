"""Reads the key `insights:` of a report."""

from __future__ import annotations

from engine.model.insights import InsightSpec
from engine.spec import nodes
from engine.spec.yaml import Mapping


def read_insight(node: Mapping) -> InsightSpec:
    """One insight, with its sentence in each language that it has."""
    say = node["say"]
    versions = say.pairs() if isinstance(say, Mapping) else [("", say)]
    sentences = tuple((str(language), nodes.written(text)) for language, text in versions)
    return InsightSpec(node.place, nodes.written(node["when"]), sentences, nodes.keys(node))
