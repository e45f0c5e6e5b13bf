"""The pictures of docs/phenomena/: a strip of ontic states, and both theories' predictions beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from equivalence.comparison.answers import Result
from equivalence.phenomena.phenomenon import Phenomenon, Run
from equivalence.phenomena.predicted import MOST, Row, rows
from toytheory.backend import Side
from toytheory.drawing import experiment_page
from toytheory.drawing.layout import CAPTION, EDGE, HEADING, height_of, lay_out, snapped
from toytheory.drawing.painting import picture_bytes, scene_figure
from toytheory.drawing.scene import Fill, Label, Lines, Scene, text_width
from toytheory.errors import CannotRun, InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BAR = 1.3
"""Width of a bar of probability one, in inches."""

LARGEST = 100_000
"""Bytes of a file."""

LABEL, RECTANGLE, LINE_BYTES = 68, 16.5, 14
"""What a label, a rectangle and a line take of a file, in bytes."""

LINE = 0.17
COLOURS: Mapping[Side, str] = {"toy": "#4c72a8", "quantum": "#b9804a"}


def pictures(phenomenon: Phenomenon, answers: Mapping[str, Mapping[Side, Result]]) -> dict[str, bytes]:
    """File name -> SVG: of the runs that are named, else of the first and the first control with a small picture."""
    by_file = {run.file: run for run in phenomenon.runs}
    named = [by_file[file] for file in phenomenon.pictured]
    candidates = [[run] for run in named] or [[r for r in phenomenon.runs if r.control == c] for c in (False, True)]
    made = {}
    for runs in candidates:
        run, picture = _first_small(runs, answers)
        made[f"{phenomenon.name}-{run.file.removesuffix('.toy').removeprefix(f'{phenomenon.name}-')}.svg"] = picture
    return made


def _first_small(runs: Sequence[Run], answers: Mapping[str, Mapping[Side, Result]]) -> tuple[Run, bytes]:
    """The first run whose strip can be drawn in a file that is small enough; else the predictions of the first."""
    for run in runs:
        try:
            made = _figure(run, answers)
        except (InputError, CannotRun):
            continue
        picture = b"" if made is None else picture_bytes(made, "svg")
        if picture and len(picture) <= LARGEST:
            return run, picture
    scene = _predictions(rows(runs[0], answers[runs[0].file]))
    return runs[0], picture_bytes(scene_figure(scene, runs[0].shows), "svg")


def _figure(run: Run, answers: Mapping[str, Mapping[Side, Result]]) -> Figure | None:
    """The strip and the predictions; None where they are too many shapes for a small file, which takes long to see."""
    if run.experiment.system.d is None:
        from toytheory.drawing.mode_strips import draw_experiment

        return draw_experiment(run.experiment, run.follow)
    scene = stacked([_strip(run), _predictions(rows(run, answers[run.file]))])
    return None if expected_bytes(scene) > LARGEST else scene_figure(scene, run.shows)


def expected_bytes(scene: Scene) -> float:
    """About how large the file of a scene is.

    >>> expected_bytes(Scene(1.0, 1.0, labels=[Label(0.5, 0.5, "a", 9)]))
    68.0
    """
    rectangles = sum(len(fill.boxes) for fill in scene.fills)
    lines = sum(len(each.segments) for each in scene.lines)
    return LABEL * len(scene.labels) + RECTANGLE * rectangles + LINE_BYTES * lines


def _strip(run: Run) -> Scene:
    title = f"{'Control: ' if run.control else ''}{run.shows}"
    followed = {name: int(value) for name, value in run.follow.items()}
    return lay_out(experiment_page(run.experiment, followed, title))


def _predictions(found: Sequence[Row]) -> Scene:
    """Bars of probability: a row an outcome, the toy theory's left, quantum theory's right."""
    shown = found[:MOST]
    labels = max((text_width(row.label, CAPTION) for row in shown), default=0.0)
    starts: dict[Side, float] = {"toy": EDGE + labels + 0.15, "quantum": EDGE + labels + 0.15 + BAR + 0.75}
    lines = len(shown) + (len(found) > MOST)
    scene = Scene(
        width=snapped(starts["quantum"] + BAR + 0.75), height=snapped(height_of([""], HEADING) + LINE * lines + 0.2)
    )
    top = scene.height - 0.05
    for side, x in starts.items():
        scene.labels.append(Label(x, top, f"{side} theory", HEADING, horizontal="left", vertical="top", bold=True))
    top -= height_of([""], HEADING) + 0.05
    for i, row in enumerate(shown):
        y = top - LINE * (i + 1)
        scene.labels.append(Label(EDGE, y + LINE / 2, row.label, CAPTION, horizontal="left"))
        for side, x in starts.items():
            _bar(scene, row, side, x, y, i)
    if len(found) > MOST:
        text = f"... and {len(found) - MOST} more"
        scene.labels.append(Label(EDGE, top - LINE * (lines - 0.5), text, CAPTION, horizontal="left"))
    return scene


def _bar(scene: Scene, row: Row, side: Side, x: float, y: float, number: int) -> None:
    value, text = row.values.get(side), row.told.get(side, "no answer")
    length = BAR * float(value or 0)
    if length:
        scene.fills.append(Fill(f"{side}-{number}", ((x, y + 0.03, length, LINE - 0.06),), COLOURS[side]))
    scene.lines.append(Lines(((x, y + 0.01, x, y + LINE - 0.01),), "#222222", 0.6))
    scene.labels.append(Label(x + length + 0.05, y + LINE / 2, text, CAPTION, horizontal="left"))


def stacked(scenes: Sequence[Scene]) -> Scene:
    """Scenes below each other, the first on top; names of shapes stay different.

    >>> stacked([Scene(1.0, 2.0), Scene(3.0, 1.0)]).height
    3.0
    """
    whole = Scene(max(scene.width for scene in scenes), sum(scene.height for scene in scenes))
    below = whole.height
    for number, scene in enumerate(scenes):
        below -= scene.height
        for fill in scene.fills:
            boxes = tuple((x, y + below, width, height) for x, y, width, height in fill.boxes)
            whole.fills.append(replace(fill, name=f"part-{number}-{fill.name}", boxes=boxes))
        for lines in scene.lines:
            segments = tuple((x, y + below, to_x, to_y + below) for x, y, to_x, to_y in lines.segments)
            whole.lines.append(replace(lines, segments=segments))
        whole.labels += [replace(label, y=label.y + below) for label in scene.labels]
    return whole
