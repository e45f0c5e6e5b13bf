"""Every gate and channel of Strawberry Fields, as the backend uses it, against the signs that are written down."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mode_text import asymmetric, modes

from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from quantum_ref.strawberryfields.circuit import SFCircuit
from quantum_ref.strawberryfields.loading import strawberry_fields
from toytheory.errors import CannotRun

C, S = math.cos(0.4), math.sin(0.4)
CH, SH = math.cosh(0.3), math.sinh(0.3)
# new x1, p1, x2, p2 in terms of the old ones, by hand
MAPS = {
    "rotate 1 by 0.4": [[C, -S, 0, 0], [S, C, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
    "rotate 2 by 0.4": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, C, -S], [0, 0, S, C]],
    "squeeze 1 by 0.5": np.diag([math.exp(-0.5), math.exp(0.5), 1, 1]),
    "beamsplitter 1 2 by 0.4": [[C, 0, -S, 0], [0, C, 0, -S], [S, 0, C, 0], [0, S, 0, C]],
    "beamsplitter 2 1 by 0.4": [[C, 0, S, 0], [0, C, 0, S], [-S, 0, C, 0], [0, -S, 0, C]],
    "two-mode-squeeze 1 2 by 0.3": [[CH, 0, SH, 0], [0, CH, 0, -SH], [SH, 0, CH, 0], [0, -SH, 0, CH]],
    "shear 2 by 0.7": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0.7, 1]],
    "shear 2 by -0.7": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, -0.7, 1]],
    "sum 1 2 by 0.6": [[1, 0, 0, 0], [0, 1, 0, -0.6], [0.6, 0, 1, 0], [0, 0, 0, 1]],
    "sum 2 1": [[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, -1, 0, 1]],
    "cphase 1 2 by 0.6": [[1, 0, 0, 0], [0, 1, 0.6, 0], [0, 0, 1, 0], [0.6, 0, 0, 1]],
    "fourier 2": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1], [0, 0, -1, 0]],
    "swap 1 2": [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]],
    "transform X1 -> 2*X1 + X2, P1 -> 0.5*P1, X2 -> X2, P2 -> P2 - 0.5*P1": [
        [2, 0, 1, 0], [0, 0.5, 0, 0], [0, 0, 1, 0], [0, -0.5, 0, 1],
    ],
}  # fmt: skip


def state(*lines: str, hbar: float) -> tuple[np.ndarray, np.ndarray]:
    found = StrawberryFieldsBackend().distribution(modes(2, asymmetric(hbar), *lines, hbar=hbar))
    assert found.tolerance < 1e-6
    return found.state.means, found.state.covariance


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
@pytest.mark.parametrize("line", MAPS)
def test_each_map_acts_as_written(line: str, hbar: float) -> None:
    matrix = np.array(MAPS[line])
    means, covariance = state(hbar=hbar)
    np.testing.assert_allclose(means, [0.7, -0.4, 1.1, 0.3], atol=1e-9)
    assert covariance[1, 3] == pytest.approx(-0.25 * hbar)
    moved = state(line, hbar=hbar)
    np.testing.assert_allclose(moved[0], matrix @ means, atol=1e-8)
    np.testing.assert_allclose(moved[1], matrix @ covariance @ matrix.T, atol=1e-8)


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(
    ("line", "factors", "added"),
    [
        ("loss 1 by 0.3", [0.3, 1], [0.35, 0.35, 0, 0]),
        ("loss 2 by 0", [1, 0], [0, 0, 0.5, 0.5]),
        ("thermal-loss 2 by 0.6, 1.5", [1, 0.6], [0, 0, 0.8, 0.8]),  # 0.4 (2 x 1.5 + 1) / 2
        ("amplify 1 by 1.8", [1.8, 1], [0.4, 0.4, 0, 0]),
        ("noise X2 variance 0.3, P1 variance 0.2", [1, 1], None),
    ],
)
def test_each_channel_scales_and_adds(line: str, factors: list[float], added: list[float] | None, hbar: float) -> None:
    matrix = np.diag(np.sqrt(np.repeat(factors, 2)))
    noise = np.array([0, 0.2, 0.3, 0]) if added is None else np.array(added) * hbar
    means, covariance = state(hbar=hbar)
    moved = state(line, hbar=hbar)
    np.testing.assert_allclose(moved[0], matrix @ means, atol=1e-8)
    np.testing.assert_allclose(moved[1], matrix @ covariance @ matrix.T + np.diag(noise), atol=1e-8)


@pytest.mark.parametrize("theirs", [0.5, 1.0, 2.0])
def test_the_hbar_of_the_process_does_not_matter_and_stays(theirs: float, monkeypatch: pytest.MonkeyPatch) -> None:
    sf = strawberry_fields()
    lines = ["sum 1 2 by 0.6", "displace X1 by 0.3, P2 by -1", "measure X1 as a", "displace P2 by 0.5*a"]
    experiment = modes(2, asymmetric(1.0), *lines, "heterodyne 2 as b, c")
    expected = StrawberryFieldsBackend().distribution(experiment)
    monkeypatch.setattr(sf, "hbar", theirs)
    found = StrawberryFieldsBackend().distribution(experiment)
    assert sf.hbar == theirs
    np.testing.assert_allclose(found.outcomes.means, expected.outcomes.means, atol=1e-6)
    np.testing.assert_allclose(found.outcomes.covariance, expected.outcomes.covariance, atol=1e-6)


@pytest.mark.parametrize("hbar", [0.5, 2.0])
def test_heterodyne_adds_half_of_hbar_and_keeps_the_sign_of_correlations(hbar: float) -> None:
    circuit = SFCircuit(2, hbar)
    covariance = hbar * np.array([[0.8, 0.3], [0.3, 0.9]])
    circuit.prepare([1], np.array([0.3, -0.2]), covariance)
    np.testing.assert_allclose(circuit.heterodyne_covariance(1), covariance + hbar / 2 * np.eye(2), atol=1e-12)


def test_the_generator_of_the_process_is_left_as_it_was() -> None:
    np.random.seed(7)
    np.random.normal()  # of two that are drawn at once, the other is kept
    before = np.random.get_state(legacy=False)

    def is_as_before() -> bool:
        now = np.random.get_state(legacy=False)
        assert isinstance(now, dict)
        assert isinstance(before, dict)
        same = (now["state"]["key"] == before["state"]["key"]).all() and now["state"]["pos"] == before["state"]["pos"]
        return bool(same) and (now["has_gauss"], now["gauss"]) == (before["has_gauss"], before["gauss"])

    lines = ["prepare vacuum 1, 2", "measure X1 as a", "heterodyne 2 as b, c"]
    StrawberryFieldsBackend(read_off=False).distribution(modes(2, *lines))
    assert is_as_before()
    with pytest.raises(CannotRun, match="unknown"):
        StrawberryFieldsBackend(read_off=False).distribution(modes(2, *lines, "measure P1 as d"))
    assert is_as_before()
    SFCircuit(1, 1.0).homodyne(0, 0.3, 0.1)
    assert is_as_before()


def test_prepared_modes_are_taken_in_the_order_in_which_they_are_named() -> None:
    line = "prepare gaussian 2, 1 means 1, 2, 3, 4 covariance 1,0,0,0; 0,2,0,0; 0,0,3,0; 0,0,0,4"
    found = StrawberryFieldsBackend().distribution(modes(2, line)).state
    np.testing.assert_allclose(found.means, [3, 4, 1, 2], atol=1e-9)
    np.testing.assert_allclose(np.diagonal(found.covariance), [3, 4, 1, 2], atol=1e-9)


GATES = [
    ("Rgate", (0.4,), 1),
    ("Sgate", (0.3, 0.2), 1),
    ("BSgate", (0.4, 0.1), 2),
    ("S2gate", (0.3, 0.5), 2),
    ("Pgate", (0.7,), 1),
    ("CXgate", (0.6,), 2),
    ("CZgate", (-0.6,), 2),
    ("Fouriergate", (), 1),
    ("LossChannel", (0.4,), 1),
    ("GaussianTransform", (((2.0, 0.3), (0.0, 0.5)),), 1),
]


@pytest.mark.parametrize(("name", "parameters", "n"), GATES)
def test_gates_that_are_kept_do_as_new_ones_and_do_not_change(
    name: str, parameters: tuple[object, ...], n: int
) -> None:
    inverses = (False,) if name in ("GaussianTransform", "LossChannel") else (False, True)
    circuit, other = SFCircuit(2, 1.0), SFCircuit(2, 1.0)
    covariance = np.diag([0.6, 0.9, 0.5, 1.5]) + 0.1
    for each in (circuit, other):
        each.prepare([0, 1], np.array([0.7, -0.4, 1.1, 0.3]), covariance)
    for _ in range(3):
        for inverse in inverses:
            circuit.gate(name, *range(n), by=parameters, inverse=inverse)
            matrices = [np.array(value) if isinstance(value, tuple) else value for value in parameters]
            new = getattr(other.ops, name)(*matrices)
            other.apply(new.H if inverse else new, *range(n))
            for left, right in zip(circuit.moments(), other.moments(), strict=True):
                assert (left == right).all()
    if True in inverses:
        np.testing.assert_allclose(circuit.moments()[1], covariance, atol=1e-12)
