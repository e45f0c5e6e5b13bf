"""Modes in pictures: the phase space of each mode and the planes of a pair after every step, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.continuous.information import limiting_entropy
from toytheory.continuous.moments import pushed
from toytheory.drawing.mode_strips import ModeMoment, Plane, planes
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import Moments
from toytheory.phase_space.space import coordinate_name

SIDE, EDGE = 150.0, 34.0
"""Of a panel, and of the room for its names, in pixels."""

INK, FILL, FAINT = "#0d3767", "#5f93c4", "#d5e3f2"
MOST = 4
"""Modes that are drawn."""

PLANES = 12
"""Panels of a step: the phase space of every mode, then planes where two are correlated."""


def steps(experiment: Experiment, moments: Sequence[ModeMoment]) -> list[dict[str, Any]]:
    """What is known after each step of a run."""
    if experiment.n > MOST:
        raise CannotRun(f"{experiment.n} modes are too many to be drawn here; at most {MOST}")
    half = max([3.0 * math.sqrt(experiment.system.hbar or 1.0), *(_span(moment.after) for moment in moments)])
    drawn = planes(list(moments))[:PLANES]
    return [
        {
            "statement": moment.statement,
            "told": moment.told,
            "known": known(moment.after),
            "entropy": entropy(moment.after, experiment.system.hbar or 1.0),
            "svg": svg(moment.after, half, drawn),
        }
        for moment in moments
    ]


def _span(moments: Moments) -> float:
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    return float(1.15 * np.max(np.abs(moments.means) + 2.2 * deviations, initial=0.0))


def known(moments: Moments) -> str:
    """Each coordinate with its mean and deviation.

    >>> known(Moments.of([0.5, 0.0], [[0.0, 0.0], [0.0, 0.25]]))
    'X1 = 0.5, P1 = 0 ± 0.5'
    """
    told = []
    deviations = np.sqrt(np.clip(np.diagonal(moments.covariance), 0.0, None))
    for index, (mean, deviation, flat) in enumerate(zip(moments.means, deviations, moments.unknown, strict=True)):
        if not flat:
            spread = f" ± {deviation:.4g}" if deviation > 1e-12 else ""
            told.append(f"{coordinate_name(index)} = {mean + 0.0:.4g}{spread}")
    return ", ".join(told) or "nothing of any coordinate by itself"


def entropy(moments: Moments, hbar: float) -> str:
    """In nats, four digits; infinite where more is unknown than the conjugate of what is certain.

    >>> entropy(Moments.of([0, 0], [[0.5, 0], [0, 0.5]]), 1.0), entropy(Moments.of([0, 0], [[1.5, 0], [0, 1.5]]), 1.0)
    ('0', '1.386')
    """
    found = limiting_entropy(moments, hbar)
    return f"{found:.4g}" if math.isfinite(found) else "infinite"


def svg(moments: Moments, half: float, drawn: Sequence[Plane]) -> str:
    """A panel for each plane (horizontal, vertical) of two coordinates."""
    width = len(drawn) * (SIDE + EDGE) + 8
    parts = [_panel(moments, plane, half, EDGE + number * (SIDE + EDGE)) for number, plane in enumerate(drawn)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{SIDE + EDGE + 8:g}" role="img" '
        f'viewBox="0 0 {width:g} {SIDE + EDGE + 8:g}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="12">'
        f"<title>{known(moments)}</title>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(parts)}</svg>'
    )


def _panel(moments: Moments, plane: tuple[int, int], half: float, left: float) -> str:
    """One plane, as wide as it is high."""
    right, up = plane
    pair = pushed(moments, np.eye(moments.size)[[right, up]])
    scale = SIDE / (2 * half)
    centre = left + SIDE / 2, 4 + SIDE / 2
    clip = f"c{left:.0f}"
    return (
        f'<clipPath id="{clip}"><rect x="{left:g}" y="4" width="{SIDE:g}" height="{SIDE:g}"/></clipPath>'
        f'<g clip-path="url(#{clip})">{_shape(pair, centre, scale, half)}</g>'
        f'<path d="M{left:g} {centre[1]:g}h{SIDE:g}M{centre[0]:g} 4v{SIDE:g}" stroke="#8a8a8a" stroke-width="0.6"/>'
        f'<rect x="{left:g}" y="4" width="{SIDE:g}" height="{SIDE:g}" fill="none" stroke="#222222"/>'
        f'<text x="{left - 6:g}" y="{centre[1] + 4:g}" text-anchor="end">{coordinate_name(up)}</text>'
        f'<text x="{centre[0]:g}" y="{SIDE + 20:g}" text-anchor="middle">{coordinate_name(right)}</text>'
    )


def _shape(pair: Moments, centre: tuple[float, float], scale: float, half: float) -> str:
    x, y = centre[0] + scale * float(pair.means[0]), centre[1] - scale * float(pair.means[1])
    if len(pair.flat) == 2:
        side = 2 * half * scale
        corner = f'x="{centre[0] - side / 2:g}" y="{centre[1] - side / 2:g}"'
        return f'<rect {corner} width="{side:g}" height="{side:g}" fill="{FAINT}"/>'
    if len(pair.flat) == 1:
        along = pair.flat[0]
        across = np.array([-along[1], along[0]])
        deviation = math.sqrt(max(pair.variance(across), 0.0))
        reach = 4 * half * scale
        dx, dy = reach * float(along[0]), -reach * float(along[1])
        line = f'<path d="M{x - dx:.2f} {y - dy:.2f}L{x + dx:.2f} {y + dy:.2f}" stroke="{{}}" stroke-width="{{:.2f}}"/>'
        wide = line.format(FAINT, 2 * deviation * scale) if deviation > 1e-9 * half else ""
        return wide + line.format(INK, 2.0)
    values, vectors = np.linalg.eigh(pair.covariance)
    widths = np.sqrt(np.clip(values, 0.0, None)) * scale
    angle = -math.degrees(math.atan2(vectors[1, 1], vectors[0, 1]))
    turned = f'transform="rotate({angle:.2f} {x:.2f} {y:.2f})" fill="{FILL}" stroke="{INK}"'
    parts = []
    for size, opacity in ((2.0, 0.25), (1.0, 0.5)):
        rx, ry = (max(size * width, 0.8) for width in (widths[1], widths[0]))
        place = f'cx="{x:.2f}" cy="{y:.2f}" rx="{rx:.2f}" ry="{ry:.2f}"'
        parts.append(f'<ellipse {place} {turned} fill-opacity="{opacity}"/>')
    return "".join(parts)
