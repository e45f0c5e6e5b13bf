"""Conversions of states, against what the other packages say of the objects themselves."""

from __future__ import annotations

import doctest
import re
from itertools import product

import numpy as np
import pytest
from places import ROOT

from equivalence.conversions import (
    density_operator,
    from_density_operator,
    from_stim_state,
    from_strawberryfields_state,
    to_qutip_state,
    to_stim_state,
    to_strawberryfields_state,
)
from quantum_ref.hilbert.backend import HilbertBackend
from toytheory import EpistemicState, LiouvilleState, epistemic_states, parse_experiment
from toytheory.errors import InputError
from toytheory.language.notation import parse_variable


@pytest.mark.parametrize(("d", "n"), [(2, 1), (2, 2), (3, 1), (3, 2), (5, 1)])
def test_every_state_goes_to_an_operator_and_back(d, n):
    for state in epistemic_states(d, n):
        rho = density_operator(state)
        assert np.trace(rho).real == pytest.approx(1)
        assert np.trace(rho @ rho).real == pytest.approx(float(state.purity))
        if d * n < 6 or state.is_pure:
            assert from_density_operator(rho, d) == state


def test_the_operator_predicts_what_the_experiment_does():
    """The diagonal of the counterpart is the distribution of all X of the same preparation, by the other route."""
    for d, known in ((3, "X1 - X2 = 1, P1 + P2 = 2"), (2, "X1 + P2 = 1, P1 + X2 = 0"), (9, "3X1 = 3, 3P1 = 6")):
        n = 1 if d == 9 else 2
        diagonal = np.diagonal(density_operator(EpistemicState.from_known(known, d, n))).real
        names = ", ".join(f"X{k + 1}" for k in range(n))
        text = f"system {n} dits d={d}\nprepare {known}\nmeasure {names}\n"
        asked = HilbertBackend().distribution(parse_experiment(text)).probabilities
        expected = [float(asked.get(key, 0)) for key in product(range(d), repeat=n)]
        assert diagonal == pytest.approx(expected, abs=1e-9)


def test_qutip_objects_and_what_is_no_state():
    qutip = pytest.importorskip("qutip")
    made = to_qutip_state(EpistemicState.from_known("X1 = 1, P2 = 0", 2, 2))
    assert (
        made - qutip.tensor(qutip.basis(2, 1).proj(), (qutip.basis(2, 0) + qutip.basis(2, 1)).unit().proj())
    ).norm() < 1e-9
    magic = (qutip.basis(2, 0) + np.exp(0.25j * np.pi) * qutip.basis(2, 1)).unit()
    for wrong in (magic, 0.7 * qutip.basis(2, 0).proj() + 0.3 * qutip.basis(2, 1).proj()):
        with pytest.raises(InputError, match="counterpart of no epistemic state"):
            from_density_operator(wrong, 2)
    with pytest.raises(InputError, match="1024"):
        density_operator(EpistemicState.unknown(2, 11))
    with pytest.raises(InputError, match="variables to be tried"):
        from_density_operator(np.eye(2**7) / 2**7, 2)
    with pytest.raises(InputError):
        density_operator(EpistemicState.unknown(4, 1))


def test_stim_agrees_on_every_value():
    stim = pytest.importorskip("stim")
    for state in epistemic_states(2, 2):
        if not state.is_pure:
            continue
        stabilizers = to_stim_state(state)
        simulator = stim.TableauSimulator()
        simulator.set_state_from_stabilizers(stabilizers)
        for row, value in zip(state.known.tolist(), state.values.tolist(), strict=True):
            pauli = stim.PauliString(
                "".join({(0, 0): "_", (1, 0): "Z", (0, 1): "X", (1, 1): "Y"}[a, b] for a, b in (row[:2], row[2:]))
            )
            assert simulator.peek_observable_expectation(pauli) == (-1) ** value
        assert from_stim_state(stabilizers) == state
        back = from_stim_state(stim.Tableau.from_stabilizers(stabilizers))
        assert np.allclose(density_operator(back), density_operator(state))


def test_stim_refusals():
    stim = pytest.importorskip("stim")
    with pytest.raises(InputError, match="no systems with d = 3"):
        to_stim_state(EpistemicState.unknown(3, 1))
    for wrong in ([], [stim.PauliString("X"), stim.PauliString("XX")], [stim.PauliString("iX")]):
        with pytest.raises(InputError):
            from_stim_state(wrong)
    with pytest.raises(InputError, match="cannot be known together"):
        from_stim_state([stim.PauliString("X"), stim.PauliString("Z")])


def test_strawberry_fields_keeps_means_covariances_and_their_order():
    covariance = [[1.3, 0.2, 0.1, 0.0], [0.2, 1.1, 0.0, 0.3], [0.1, 0.0, 0.9, -0.1], [0.0, 0.3, -0.1, 1.5]]
    state = LiouvilleState.gaussian([1, -0.5, 0.25, 2], covariance, hbar=0.5)
    made = to_strawberryfields_state(state)
    unit = np.sqrt(0.5 / made.hbar)
    for mode in (0, 1):
        for angle, coordinate in ((0.0, 2 * mode), (np.pi / 2, 2 * mode + 1)):
            mean, variance = made.quad_expectation(mode, angle)
            assert mean * unit == pytest.approx(state.moments.means[coordinate])
            assert variance * unit**2 == pytest.approx(state.moments.covariance[coordinate, coordinate])
    back = from_strawberryfields_state(made, hbar=0.5)
    assert back.moments.means == pytest.approx(state.moments.means)
    assert back.moments.covariance == pytest.approx(state.moments.covariance)
    with pytest.raises(InputError, match="flat"):
        to_strawberryfields_state(LiouvilleState.unknown(1))
    with pytest.raises(InputError, match="no Gaussian state"):
        from_strawberryfields_state(parse_variable)


SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", (ROOT / "docs" / "conversions.md").read_text(), re.M | re.S))
NEEDS = {"Stim": "stim", "QuTiP": "qutip", "Strawberry Fields": "strawberryfields", "Cirq": "cirq", "sdim": "sdim"}
NEEDS |= {"galois": "galois"}


@pytest.mark.parametrize("title", NEEDS)
def test_the_page_shows_what_happens(title):
    """docs/conversions.md, one section a package; those before lend their imports."""
    pytest.importorskip(NEEDS[title], exc_type=ImportError)
    names: dict = {}
    exec("from equivalence import conversions\nfrom toytheory import EpistemicState", names)
    block = "\n".join(re.findall(r"^```python\n(.*?)^```$", SECTIONS[title], re.M | re.S))
    runner = doctest.DocTestRunner()
    assert runner.run(doctest.DocTestParser().get_doctest(block, names, title, title, 0)).failed == 0
    assert runner.tries > 2


def test_every_section_of_the_page_is_run():
    assert {title for title, text in SECTIONS.items() if "```python" in text} == set(NEEDS)
