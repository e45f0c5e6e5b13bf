"""The formulas by which questions are answered, against operators in a truncated number basis."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.conform.questions.modes.state import State
from equivalence.conform.questions.question import close, questions

QUESTIONS = {question.name: question for question in questions("modes")}
LEVELS = 40


def moments(rho, operators, hbar):
    """A `State` from a density operator."""
    import qutip

    means = np.array([qutip.expect(A, rho) for A in operators]).real
    second = [[qutip.expect((A * B + B * A) / 2, rho) for B in operators] for A in operators]
    return State(means, np.array(second).real - np.outer(means, means), hbar)


@pytest.fixture(scope="module", params=[1.0, 0.7, 2.0])
def one(request):
    """A displaced squeezed thermal state of one mode: operator and moments."""
    import qutip

    a, hbar = qutip.destroy(LEVELS), request.param
    squeeze, displace = qutip.squeeze(LEVELS, 0.3 * np.exp(0.8j)), qutip.displace(LEVELS, 0.4 - 0.3j)
    rho = displace * squeeze * qutip.thermal_dm(LEVELS, 0.2) * squeeze.dag() * displace.dag()
    quadratures = [np.sqrt(hbar / 2) * (a + a.dag()), -1j * np.sqrt(hbar / 2) * (a - a.dag())]
    return rho, moments(rho, quadratures, hbar)


def test_questions_about_one_mode(one):
    import qutip

    rho, state = one
    n, full = qutip.num(LEVELS), rho.full()
    coherent = qutip.coherent(LEVELS, 0.5 + 0.2j).full().ravel()
    expected = {
        ("purity",): (rho * rho).tr().real,
        ("is-pure",): False,
        ("fidelity-vacuum",): full[0, 0].real,
        ("fidelity-coherent", (0.5 + 0.2j,)): (coherent.conj() @ full @ coherent).real,
        ("parity", (0,)): float(np.sum((-1.0) ** np.arange(LEVELS) * full.diagonal().real)),
        ("mean-photon", 0): [qutip.expect(n, rho), qutip.expect(n * n, rho) - qutip.expect(n, rho) ** 2],
        ("number-product", (0,)): qutip.expect(n, rho),
        ("displacement", (0,)): [qutip.expect(qutip.destroy(LEVELS), rho)],
        ("number-probability", (2,)): full[2, 2].real,
        ("density-matrix", 0): full[:4, :4],
        ("wigner", 0, (0.3, 1.0), (-0.2,)): qutip.wigner(
            rho, np.array([0.3, 1.0]) / np.sqrt(state.hbar), np.array([-0.2]) / np.sqrt(state.hbar), g=np.sqrt(2)
        )
        / state.hbar,
        ("joint-wigner", (0.3,), (-0.2,)): qutip.wigner(
            rho, np.array([0.3]) / np.sqrt(state.hbar), np.array([-0.2]) / np.sqrt(state.hbar), g=np.sqrt(2)
        )[0, 0]
        / state.hbar,
        ("phase-shift", (-2.1,)): np.sum(np.exp(-2.1j * np.arange(LEVELS)) * full.diagonal()),
        ("total-number", (0,)): [qutip.expect(n, rho), qutip.expect(n * n, rho) - qutip.expect(n, rho) ** 2],
        ("log-negativity", 0): 0.0,
        ("clicks", (1,)): 1 - full[0, 0].real,
        ("entropy", (0,)): qutip.entropy_vn(rho),
    }
    for (name, *arguments), right in expected.items():
        assert close(QUESTIONS[name].right(state, *arguments), right, 1e-9), name


def test_questions_about_two_modes():
    import qutip

    levels, hbar = 12, 0.7
    a, b = (
        qutip.tensor(qutip.destroy(levels), qutip.qeye(levels)),
        qutip.tensor(qutip.qeye(levels), qutip.destroy(levels)),
    )
    entangle = (0.2 * (a * b - a.dag() * b.dag())).expm()
    move = (0.3j * (a + a.dag()) + 0.2 * (b.dag() - b)).expm()
    psi = move * entangle * qutip.tensor(qutip.basis(levels, 0), qutip.basis(levels, 0))
    rho = psi.proj()
    unit = np.sqrt(hbar / 2)
    operators = [f for c in (a, b) for f in (unit * (c + c.dag()), -1j * unit * (c - c.dag()))]
    state = moments(rho, operators, hbar)
    numbers = a.dag() * a, b.dag() * b
    assert close(QUESTIONS["is-pure"].right(state), True, 0)
    A, linear = np.array([[1, 2, 0.5, -1], [2, 0, 1, 0.25], [0.5, 1, -1, 0], [-1, 0.25, 0, 1.5]]), [1, -1, 0.5, 2]
    polynomial = sum(float(A[i, j]) * operators[i] * operators[j] for i in range(4) for j in range(4)) + 0.75
    polynomial += sum(linear[i] * operators[i] for i in range(4))
    asked = (tuple(map(tuple, A.tolist())), tuple(linear), 0.75)
    assert close(QUESTIONS["polynomial"].right(state, *asked), qutip.expect(polynomial, rho), 1e-6)
    turned = np.roll(A, 2, axis=(0, 1))
    asked_in_turn = (tuple(map(tuple, turned.tolist())), tuple(np.roll(linear, 2).tolist()), 0.75)
    assert close(
        QUESTIONS["reduced-polynomial"].right(state, (1, 0), *asked_in_turn), qutip.expect(polynomial, rho), 1e-6
    )
    assert close(QUESTIONS["polynomial-variance"].right(state, *asked), qutip.variance(polynomial, rho), 1e-4)
    weights = np.abs(psi.full().reshape(levels, levels)) ** 2
    for pattern, p in ((1, 1), weights[1:, 1:].sum()), ((0, 1), weights[0, 1:].sum()), ((0, 0), weights[0, 0]):
        assert close(QUESTIONS["clicks"].right(state, pattern), p, 1e-6)
    assert close(QUESTIONS["entropy"].right(state, (1,)), qutip.entropy_vn(rho.ptrace(1)), 1e-5)
    assert close(QUESTIONS["entropy"].right(state, (0, 1)), 0.0, 1e-5)
    assert close(QUESTIONS["number-product"].right(state, (1, 0)), qutip.expect(numbers[0] * numbers[1], rho), 1e-6)
    total = numbers[0] + numbers[1]
    found = qutip.expect(total, rho), qutip.variance(total, rho)
    assert close(QUESTIONS["total-number"].right(state, (1, 0)), found, 1e-5)
    both = np.add.outer(np.arange(levels), np.arange(levels))
    shared = [float(weights[both == k].sum()) for k in range(4)]
    assert close(QUESTIONS["distribution-of-total"].right(state), shared, 1e-5)
    shift = (1.2j * numbers[0] - 0.7j * numbers[1]).expm()
    assert close(QUESTIONS["phase-shift"].right(state, (1.2, -0.7)), qutip.expect(shift, rho), 1e-6)
    transposed = qutip.partial_transpose(rho, [0, 1]).eigenenergies()
    assert close(QUESTIONS["log-negativity"].right(state, 1), np.log(np.abs(transposed).sum()), 1e-5)
    back = sum(np.conj(z) * c - z * c.dag() for z, c in ((0.2 + 0.4j, a), (-0.1 + 0.3j, b))).expm() * psi
    parity = qutip.expect((1j * np.pi * total).expm(), back).real
    xs, ps = (np.sqrt(2 * hbar) * np.array(part) for part in ((0.2, -0.1), (0.4, 0.3)))
    assert close(QUESTIONS["joint-wigner"].right(state, xs, ps), parity / (np.pi * hbar) ** 2, 1e-5)
    amplitude = psi.full()[2 * levels + 1, 0]
    assert close(QUESTIONS["number-probability"].right(state, (2, 1)), abs(amplitude) ** 2, 1e-6)
    assert close(QUESTIONS["reduced-number-probability"].right(state, (1, 0), (1, 2)), abs(amplitude) ** 2, 1e-6)
    one_photon = float(np.sum(np.abs(psi.full().reshape(levels, levels)[:, 1]) ** 2))
    assert close(QUESTIONS["reduced-number-probability"].right(state, (1,), (1,)), one_photon, 1e-6)
    assert close(QUESTIONS["displacement"].right(state, (1, 0)), [qutip.expect(b, rho), qutip.expect(a, rho)], 1e-6)
    part = rho.ptrace([1]).full()
    assert close(QUESTIONS["density-matrix"].right(state, 1), part[:4, :4], 1e-6)
    reduced = QUESTIONS["reduced-state"].right(state, (1, 0))
    assert close(reduced[:4], [qutip.expect(operators[i], rho) for i in (2, 3, 0, 1)], 1e-6)


def test_squeezing_and_a_quadrature():
    r, phi, hbar = 0.4, 1.1, 2.0
    c, s = np.cos(phi / 2), np.sin(phi / 2)
    turn = np.array([[c, -s], [s, c]])
    state = State(np.array([0.3, -0.2]), hbar / 2 * turn @ np.diag([np.exp(-2 * r), np.exp(2 * r)]) @ turn.T, hbar)
    assert close(QUESTIONS["squeezing"].right(state, 0), [r * np.exp(1j * phi)], 1e-9)
    mean, variance = QUESTIONS["quadrature"].right(state, 0, phi / 2)
    assert (round(float(mean), 9), round(float(variance), 9)) == (
        round(0.3 * c - 0.2 * s, 9),
        round(float(np.exp(-2 * r)), 9),
    )


def test_a_marginal_is_the_integral_of_the_wigner_function():
    state = State(np.array([0.3, -0.4]), np.array([[0.9, 0.3], [0.3, 0.7]]), 1.0)
    grid = np.linspace(-9, 9, 361)
    table = QUESTIONS["wigner"].right(state, 0, (-0.5, 1.0), tuple(grid))
    found = QUESTIONS["marginal"].right(state, 0, 0.0, (-0.5, 1.0))
    assert close(found, table.sum(axis=0) * (grid[1] - grid[0]), 1e-9)
    turned = QUESTIONS["wigner"].right(state, 0, tuple(grid), (0.25,)).sum(axis=1) * (grid[1] - grid[0])
    assert close(QUESTIONS["marginal"].right(state, 0, np.pi / 2, (0.25,)), turned, 1e-9)


def test_an_answer_of_another_form_is_wrong():
    assert not close(None, 1.0, 1e-6)
    assert not close([1.0, 2.0], 1.0, 1e-6)
    assert not close(float("nan"), 1.0, 1e-6)
    assert not close("pure", 1.0, 1e-6)


def test_laws_of_samples(one):
    """Homodyne: mean and variance of the operator. Heterodyne: moments of Husimi's function, which is antinormal."""
    import qutip

    rho, state = one
    a, size, phi = qutip.destroy(LEVELS), np.sqrt(state.hbar / 2), 0.7
    x = size * (a * np.exp(-1j * phi) + a.dag() * np.exp(1j * phi))
    mean = qutip.expect(x, rho)
    homodyne = QUESTIONS["homodyne-samples"].right(state, (0,), phi, 1000)
    assert np.allclose(homodyne, [mean, qutip.expect(x * x, rho) - mean**2])
    found = QUESTIONS["heterodyne-samples"].right(state, (0,), 1000)
    second = found[2:].reshape(2, 2) + np.outer(found[:2], found[:2])
    amplitude = qutip.expect(a, rho)
    assert np.allclose(found[:2], 2 * size * np.array([amplitude.real, amplitude.imag]))
    squares = (second[0, 0] - second[1, 1] + 2j * second[0, 1]) / (4 * size**2)
    assert np.allclose(squares, qutip.expect(a * a, rho))
    assert np.isclose(np.trace(second) / (4 * size**2), qutip.expect(a * a.dag(), rho))


@pytest.mark.parametrize("kind", ["homodyne", "heterodyne"])
def test_samples_are_told_by_their_moments(kind):
    question = QUESTIONS[f"{kind}-samples"]
    rows = np.random.default_rng(1).normal(0, 1, (1000, 1))
    assert np.allclose(question.told(rows), [rows.mean(), rows.var(ddof=1)])
    assert question.told("nothing") == "nothing"
    assert question.told([1.0, 2.0]) == [1.0, 2.0]
    law = np.array([0.0, 1.0])
    assert question.same(rows, law, 1e-9)
    for wrong in (rows * 1.4, rows + 0.4, rows[:5], np.full((1000, 1), np.nan), "nothing", np.sign(rows)):
        assert not question.same(wrong, law, 1e-9)


def test_probabilities_of_samples_that_are_counted(one):
    _, state = one
    dark = QUESTIONS["fidelity-vacuum"].right(state)
    assert np.allclose(QUESTIONS["click-samples"].right(state, (0,), 200), [dark, 1 - dark])
    numbers = [QUESTIONS["number-probability"].right(state, (k,)) for k in range(3)]
    assert np.allclose(QUESTIONS["photon-samples"].right(state, (0,), 200), numbers)
    pair = State(np.zeros(4), state.hbar / 2 * np.eye(4), state.hbar)
    assert np.allclose(QUESTIONS["click-samples"].right(pair, (1, 0), 200), [1, 0, 0, 0])


@pytest.mark.parametrize("name", ["photon-samples", "click-samples"])
def test_samples_that_are_counted_are_told_by_their_frequencies(name):
    question = QUESTIONS[name]
    levels = 3 if name == "photon-samples" else 2
    rows = np.random.default_rng(1).integers(0, levels, (200, 1))
    assert np.allclose(question.told(rows), np.bincount(rows[:, 0], minlength=levels) / 200)
    assert question.told("nothing") == "nothing"
    law = np.full(levels, 1 / levels)
    assert question.same(rows, law, 1e-9)
    for wrong in (0 * rows, rows[:5], rows - 1, rows + 0.5, np.full((200, 1), np.nan), "nothing", rows[:, [0, 0]]):
        assert not question.same(wrong, law, 1e-9)
