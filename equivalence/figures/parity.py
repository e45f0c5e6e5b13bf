"""Where bits and qubits differ: the two tables of correlations, and Wigner functions with negative cells."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from equivalence.theorems.bits.bell_table import BELL_VECTORS, quantum_row, toy_row
from equivalence.theorems.bits.negativity import wigner_functions
from equivalence.theorems.bits.notation import known_text
from equivalence.theorems.bits.operators import toy_distributions, variables, whole
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.drawing.grids import Grid
from toytheory.drawing.pages import Block, Cell, Key, Mark, Page, Panel
from toytheory.drawing.painting import scene_figure
from toytheory.drawing.palette import BLUES, INK, PAPER
from toytheory.drawing.panel_layout import outline
from toytheory.drawing.scene import Fill, Label, Lines, Scene
from toytheory.drawing.typeset import typeset

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from toytheory.phase_space.modular import Matrix

KETS = {"Phi+": "|Φ⁺⟩", "Phi-": "|Φ⁻⟩", "Psi+": "|Ψ⁺⟩", "Psi-": "|Ψ⁻⟩"}
COLUMNS = (("X", "|0⟩, |1⟩"), ("P", "|+⟩, |−⟩"), ("X + P", "|+i⟩, |−i⟩"))
CELL = 0.42


def toy_rows() -> dict[str, str]:
    """The four states X1 + X2 = a, P1 + P2 = b and their correlations.

    >>> toy_rows()["X1 + X2 = 0, P1 + P2 = 1"]
    'CAA'
    """
    four = variables(2)
    sums = four[:, :2] ^ four[:, 2:]
    return {
        f"X1 + X2 = {a}, P1 + P2 = {b}": toy_row(four[(sums == (a, b)).all(axis=1)]) for a in (0, 1) for b in (0, 1)
    }


def quantum_rows() -> dict[str, str]:
    """The four Bell states and their correlations, by kets."""
    return {KETS[name]: quantum_row(np.array(amplitudes)) for name, amplitudes in BELL_VECTORS.items()}


def bell_tables() -> Figure:
    """The talk's two tables beside each other."""
    scene = Scene(width=9.0, height=3.1)
    for rows, name, left, head in (
        (toy_rows(), "toy theory of bits", 2.1, False),
        (quantum_rows(), "qubit stabilizer theory", 6.0, True),
    ):
        _table(scene, rows, name, left, head)
    scene.labels.append(
        Label(0.18, 0.2, "C: always the same outcome.  A: never the same outcome.", 8, horizontal="left")
    )
    label = "The talk's tables of correlations: an odd number of C in the toy theory, an even one in quantum theory"
    return scene_figure(scene, label)


def _table(scene: Scene, rows: dict[str, str], name: str, left: float, kets: bool) -> None:
    top = 2.3
    boxes: dict[str, list[tuple[float, float, float, float]]] = {"C": [], "A": []}
    scene.labels.append(Label(left, top + 0.62, name, 11, horizontal="left", bold=True))
    for j, (variable, basis) in enumerate(COLUMNS):
        x = left + (j + 0.5) * 1.6 * CELL
        scene.labels.append(Label(x, top + 0.16, basis if kets else variable, 8))
    scene.labels.append(Label(left + 5.1 * CELL, top + 0.16, "C in the row", 8, horizontal="left"))
    for i, (state, letters) in enumerate(rows.items()):
        y = top - (i + 1) * CELL
        scene.labels.append(Label(left - 0.12, y + CELL / 2, typeset(state), 8, horizontal="right"))
        for j, letter in enumerate(letters):
            box = (left + j * 1.6 * CELL, y, 1.6 * CELL, CELL)
            boxes[letter].append(box)
            colour = PAPER if letter == "C" else INK
            scene.labels.append(Label(box[0] + 0.8 * CELL, y + CELL / 2, letter, 10, colour, bold=letter == "C"))
        count = letters.count("C")
        scene.labels.append(
            Label(left + 5.1 * CELL, y + CELL / 2, f"{count}: {'odd' if count % 2 else 'even'}", 8, horizontal="left")
        )
    for letter, colour in (("C", BLUES[-1]), ("A", BLUES[0])):
        scene.fills.append(Fill(f"{name}-{letter}".replace(" ", "-"), tuple(boxes[letter]), colour))
        scene.lines.append(Lines(tuple(side for box in boxes[letter] for side in outline(box)), INK, 0.8))


def negative_modules() -> list[tuple[Matrix, Matrix]]:
    """(list of known variables, 64 W of its state with values 0) of the Lagrangian sets of two bits with negative W."""
    rows = np.stack(lagrangian_modules(2, 2))
    found = wigner_functions(rows)[:, 0]
    return [(V, W) for V, W in zip(rows, found, strict=True) if W.min() < 0]


def wigner_panel(W: Matrix) -> Panel:
    """A Wigner function of two qubits with its numbers in the cells, from 64 W in the talk's order."""
    grid = Grid.pair(2, 0, 1)
    cells = {}
    largest = int(W.max())
    for point, value in zip(variables(2).tolist(), W.tolist(), strict=True):
        if value:
            p = Fraction(value, 64)
            mark = Mark.NEGATIVE if value < 0 else Mark.POSSIBLE
            cells[grid.cell(point)] = Cell(Fraction(abs(value), largest), f"−{-p}" if p < 0 else str(p), mark, weight=p)
    return Panel(grid, dict(sorted(cells.items())))


def negative_wigner_functions() -> Page:
    """Toy states above, the Wigner functions of their counterparts below."""
    above, below = [], []
    for V, W in negative_modules():
        known = known_text(V, 0 * V[:, 0])
        toy = whole(64 * toy_distributions(V, variables(2))[0])
        above.append(Block({(0, 0): wigner_panel(toy)}, f"toy theory: {known}"))
        below.append(Block({(0, 0): wigner_panel(W)}, "Wigner function of the qubit state"))
    legend = (Key(Cell(mark=Mark.NEGATIVE), "negative"),)
    return Page((*above, *below), legend=legend, columns=len(above))
