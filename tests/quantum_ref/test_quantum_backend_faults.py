"""Planted faults of the quantum backends are caught by named cases; rewrites that change nothing are not."""

from __future__ import annotations

import numpy as np
import pytest
from backend_cases import BITS_WITH_CERTAIN_OUTCOMES, listed

from quantum_ref.hilbert import backend as hilbert
from quantum_ref.hilbert import spectral, unitaries
from quantum_ref.hilbert.backend import HilbertBackend
from quantum_ref.stim import paulis as stim_paulis
from quantum_ref.stim.backend import StimBackend

CASES = {
    **BITS_WITH_CERTAIN_OUTCOMES,
    "trits: sum": ("system 2 trits\nprepare X1 = 1, X2 = 1\nsum 1 2\nmeasure X1, X2", (1, 2)),
    "trits: fourier": ("system 1 trit\nprepare X1 = 1\nfourier 1\nmeasure P1", (2,)),
    "trits: displacement of X": ("system 1 trit\nprepare X1 = 0\ndisplace X1 by 1\nmeasure X1", (1,)),
    "trits: displacement of P": ("system 1 trit\nprepare P1 = 0\ndisplace P1 by 1\nmeasure P1", (1,)),
    "trits: written": ("system 1 trit\nprepare X1 = 1\ntransform X1 -> P1 + 1, P1 -> -X1\nmeasure P1", (2,)),
    "trits: written constant": ("system 1 trit\nprepare P1 = 0\ntransform X1 -> P1 + 1, P1 -> -X1\nmeasure X1", (1,)),
}


def caught(backend) -> set[str]:
    """The cases that a backend gets wrong."""
    experiments = {name: (listed(text), outcome) for name, (text, outcome) in CASES.items()}
    return {
        name
        for name, (experiment, outcome) in experiments.items()
        if backend.can_run(experiment) is True and backend.distribution(experiment).probabilities != {outcome: 1}
    }


@pytest.mark.parametrize("backend", [HilbertBackend(), StimBackend()], ids=["hilbert", "stim"])
def test_nothing_is_caught_where_nothing_is_wrong(backend):
    assert caught(backend) == set()


named, written, local, displacement = (
    unitaries.named_unitary,
    unitaries.written_unitary,
    spectral.apply_local,
    unitaries.displacement,
)


def other_phase(name, d, parameter=None):
    return named(name, d, parameter).conj() if name == "phase" else named(name, d, parameter)


HILBERT_FAULTS = {
    "S for S^dagger": (unitaries, "named_unitary", other_phase, "phase is S^dagger"),
    "unitaries transposed": (unitaries, "named_unitary", lambda *a: named(*a).T, "trits: sum"),
    "unitaries inverted": (unitaries, "named_unitary", lambda *a: named(*a).conj().T, "trits: fourier"),
    "written maps inverted": (unitaries, "written_unitary", lambda *a: written(*a).conj().T, "trits: written"),
    "constants left out": (
        unitaries,
        "written_unitary",
        lambda rows, shift, d: written(rows, (0,) * len(shift), d),
        "a constant is a sign",
    ),
    "systems in the other order": (
        "quantum_ref.hilbert.density",
        "apply_local",
        lambda operator, tensor, axes: local(operator, tensor, list(axes)[::-1]),
        "sum goes from the first to the second",
    ),
    "x and p exchanged in displacements": (
        hilbert,
        "displacement",
        lambda q, p, d: displacement(p, q, d),
        "trits: displacement of X",
    ),
    "displacements of P backwards": (
        hilbert,
        "displacement",
        lambda q, p, d: displacement(q, -p, d),
        "trits: displacement of P",
    ),
    "values mirrored": (
        "quantum_ref.hilbert.density",
        "spectral_parts",
        lambda vector, tensor, d: spectral.spectral_parts(-vector % d, tensor, d),
        "trits: fourier",
    ),
}


@pytest.mark.parametrize("fault", HILBERT_FAULTS)
def test_faults_of_the_hilbert_backend_are_caught(monkeypatch, fault):
    module, name, broken, case = HILBERT_FAULTS[fault]
    monkeypatch.setattr(f"{module}.{name}", broken) if isinstance(module, str) else monkeypatch.setattr(
        module, name, broken
    )
    assert case in caught(HilbertBackend())


def test_a_phase_on_every_unitary_is_no_fault(monkeypatch):
    turned = np.exp(0.7j)
    monkeypatch.setattr(unitaries, "named_unitary", lambda *a: turned * named(*a))
    monkeypatch.setattr(unitaries, "written_unitary", lambda *a: turned * written(*a))
    assert caught(HilbertBackend()) == set()


tableau = stim_paulis.heisenberg_tableau
STIM_FAULTS = {
    "S for S^dagger": ("GATES", {**stim_paulis.GATES, "phase": "S"}, "phase is S^dagger"),
    "H that keeps Y": ("GATES", {**stim_paulis.GATES, "fourier": "SQRT_Y"}, "fourier sends Y to -Y"),
    "CX from the second to the first": (
        "GATES",
        {**stim_paulis.GATES, "sum": "XCZ"},
        "sum goes from the first to the second",
    ),
    "X and Z exchanged": ("LETTERS", {(1, 0): "X", (0, 1): "Z", (1, 1): "Y"}, "displacing X adds to X"),
    "the map in place of its inverse": (
        "heisenberg_tableau",
        lambda rows, shift: tableau(rows, shift).inverse(),
        "a cycle of the Pauli operators",
    ),
    "constants left out": (
        "heisenberg_tableau",
        lambda rows, shift: tableau(rows, (0,) * len(shift)),
        "a constant is a sign",
    ),
}


@pytest.mark.parametrize("fault", STIM_FAULTS)
def test_faults_of_the_stim_backend_are_caught(monkeypatch, fault):
    name, broken, case = STIM_FAULTS[fault]
    stim_paulis._synthesised.cache_clear()
    monkeypatch.setattr(stim_paulis, name, broken)
    found = caught(StimBackend())
    stim_paulis._synthesised.cache_clear()
    assert case in found
