"""Pictures of where bits and qubits differ, against direct computations."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from pauli_matrices import matrix

from equivalence.figures import agreement as module
from equivalence.figures.agreement import agreement
from equivalence.figures.parity import negative_modules, negative_wigner_functions, quantum_rows, toy_rows
from equivalence.figures.predictions import predicted_page
from toytheory import parse_experiment
from toytheory.drawing import page_of, render
from toytheory.drawing.layout import lay_out
from toytheory.drawing.pages import Mark


def test_the_tables_have_opposite_parity():
    assert all(letters.count("C") % 2 == 1 for letters in toy_rows().values())
    assert all(letters.count("C") % 2 == 0 for letters in quantum_rows().values())
    assert len({*toy_rows().values()}) == len({*quantum_rows().values()}) == 4


def pauli_product(row):
    """(1, 0) is Z, (0, 1) X, (1, 1) Y, of each system."""
    return matrix(["IXZY"[2 * row[i] + row[i + 1]] for i in range(0, len(row), 2)])


def by_definition(rows):
    """64 W of the state with values 0 of two qubits: 16 Tr(rho A(m)), A(0) a quarter of the sum of Pauli products."""
    everything = list(product((0, 1), repeat=4))
    rho = np.eye(4, dtype=complex)
    for row in rows:
        rho = rho @ (np.eye(4) + pauli_product(row)) / 2
    found = []
    for m in everything:
        values = [(-1) ** sum(a * b for a, b in zip(F, m, strict=True)) for F in everything]
        A = sum(v * pauli_product(F) for v, F in zip(values, everything, strict=True)) / 4
        found.append(round(float(np.trace(rho @ A).real) * 16))
    return found


def test_negative_cells_are_those_of_the_definition():
    modules = negative_modules()
    assert len(modules) == 3
    for rows, W in modules:
        assert W.tolist() == by_definition(rows.tolist())
        assert min(W) < 0
    page = negative_wigner_functions()
    for toy, quantum in zip(page.blocks[:3], page.blocks[3:], strict=True):
        cells = [cell for cell in quantum.panels[0, 0].cells.values() if cell.mark is Mark.NEGATIVE]
        assert [cell.label for cell in cells] == ["−1/8"] * 4
        assert sum(cell.weight for cell in quantum.panels[0, 0].cells.values()) == 1
        assert {cell.weight for cell in toy.panels[0, 0].cells.values()} == {Fraction(1, 4)}


def test_overlaps_pair_by_pair():
    """n = 2, every pair of states by itself: from Pauli products on one side, sets of ontic states on the other."""
    from toytheory.discrete.enumeration import lagrangian_modules

    points = np.array(list(product((0, 1), repeat=4)))
    states = []
    for rows in lagrangian_modules(2, 2):
        for v in product((0, 1), repeat=2):
            rho = np.eye(4, dtype=complex)
            for row, value in zip(rows.tolist(), v, strict=True):
                rho = rho @ (np.eye(4) + (-1) ** value * pauli_product(row)) / 2
            states.append((rho, {tuple(m) for m in points.tolist() if tuple(rows @ m % 2) == v}))
    equal = sum(
        bool(np.isclose(np.trace(r @ s).real, 4 * len(a & b) / len(a) / len(b))) for r, a in states for s, b in states
    )
    assert (agreement(2).pairs, agreement(2).equal) == (len(states) ** 2, equal)
    assert not agreement(2).same.all()


def test_a_fault_in_the_overlaps_would_be_seen(monkeypatch):
    """The must-fail twin: with what is known forgotten, one system no longer agrees."""
    right = module.toy_distributions
    monkeypatch.setattr(module, "toy_distributions", lambda rows, points: 0 * right(rows, points) + 1 / 4)
    assert not agreement.__wrapped__(1).same.all()


# what quantum theory predicts, beside the strip

PHASES = "system 1 bit\nprepare P = 0\nphase 1\nphase 1\nmeasure P as p\nmeasure P as again"


def test_both_predictions_stand_where_they_differ():
    page = predicted_page(parse_experiment(PHASES))
    assert page.bars is not None
    assert dict(page.bars.rows) == {"p = 0, again = 0": (1, 0), "p = 1, again = 1": (0, 1)}
    *_, first, second = page.blocks
    assert first.title.endswith("p = 0, certain\nquantum theory: cannot occur")
    assert second.title.endswith("again = 0, certain\nquantum theory: this run does not come so far")
    assert "quantum theory  ████████████████ 1" in render(page)
    scene = lay_out(page)
    bars = {fill.name: fill for fill in scene.fills if fill.name.startswith("bar-")}
    assert set(bars) == {"bar-0-0", "bar-1-1"}
    assert bars["bar-0-0"].hatch != bars["bar-1-1"].hatch  # told apart in grey


def test_half_a_chance_is_told():
    text = "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 as a\nmeasure X2 + P2 as b"
    page = predicted_page(parse_experiment(text))
    assert page.blocks[1].title.endswith("a = 1, probability 1/2")  # the same in both
    assert page.blocks[2].title.endswith("b = 1, certain\nquantum theory: cannot occur")


@pytest.mark.parametrize(
    "text", ["system 1 trit\nprepare X = 1\nmeasure P as p", "system 1 bit\nmeasure X as a", "system 1 bit\nfourier 1"]
)
def test_nothing_is_added_where_they_agree(text):
    experiment = parse_experiment(text)
    assert predicted_page(experiment) == page_of(experiment)


def test_many_outcomes_are_the_most_different_ones():
    pairs = "".join(f"prepare X{i} + X{i + 1} = 0, P{i} + P{i + 1} = 0\n" for i in (1, 3, 5))
    text = f"system 6 bits\n{pairs}" + "".join(f"measure X{i} + P{i} as y{i}\n" for i in range(1, 7))
    bars = predicted_page(parse_experiment(text)).bars
    assert len(bars.rows) == 8
    assert bars.title.endswith("(8 more outcomes are not shown)")
    assert all({*chances} == {0, Fraction(1, 8)} for _, chances in bars.rows)
