"""Charts of people's own: Vega-Lite in the report's font, size and colours, as far as it says nothing else."""

from __future__ import annotations

import json
from typing import Any, Final

from engine.charts import notation
from engine.charts.drawing import Spec, paints, svg
from engine.colours import ACTUAL, INK, SHARES
from engine.model.own_charts import OwnPicture
from engine.numbers import Numbers
from engine.protocols import DrawingError, Look

HEIGHT: Final = 180
SINGLE: Final = ("mark", "layer")  # what has one drawing area, which can be fitted to a width


def draw(data: OwnPicture, *, id: str, numbers: Numbers, look: Look) -> str:
    """The chart as SVG, as wide as there is room where it does not say how wide it is.

    Raises DrawingError where Vega cannot draw it, or where nothing is drawn.
    """
    spec = _dressed(json.loads(data.spec), look)
    drawn = svg(spec, id=id, alt=data.alt, language=data.language, place=data.place)
    if not paints(spec, data.language):
        reason = "nothing is drawn: no row has what its encoding asks for"
        hint = "look at the fields of its encoding: they are columns of the report's data"
        raise DrawingError(id, reason, data.place, hint)
    return drawn


def _dressed(spec: Spec, look: Look) -> Spec:
    """The chart with what it leaves open: font, colours, width."""
    config = _merged(_config(), spec.get("config", {}))
    dressed = {"background": None, **spec, "config": config}
    if any(key in spec for key in SINGLE) and "autosize" not in spec:
        if "width" not in spec:
            dressed |= {"width": look.width, "autosize": {"type": "fit", "contains": "padding"}}
        dressed.setdefault("height", HEIGHT)
    return dressed


def _config() -> Spec:
    """What holds for every chart; axes have titles here, because nothing else names what is on them."""
    config = notation.config()
    axis = {key: value for key, value in config["axis"].items() if key != "title"}
    titles = {"titleFontSize": notation.SMALL, "titleFontWeight": 400, "titleColor": axis["labelColor"]}
    legend = {"labelFontSize": notation.SMALL, "labelColor": INK, **titles}
    return config | {
        "axis": {**axis, "grid": True, **titles},
        "legend": legend,
        "header": {"labelFontSize": notation.LABEL, "labelColor": INK, **titles},
        "mark": {"color": ACTUAL},
        "range": {"category": list(SHARES)},
    }


def _merged(ours: Any, theirs: Any) -> Any:
    """Two configurations; what people say counts."""
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return theirs
    return {**ours, **{key: _merged(ours.get(key), value) for key, value in theirs.items()}}
