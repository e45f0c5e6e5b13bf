"""Adapters of released packages: each runs a few features where its package is installed, and writes scripts."""

from __future__ import annotations

import importlib
from dataclasses import replace

import numpy as np
import pytest

from equivalence.conform.asking import asked
from equivalence.conform.battery import conform
from equivalence.conform.features.mode_questions import state_of
from equivalence.conform.judging import Subject, judged
from equivalence.conform.oracle import Oracle
from equivalence.conform.questions.modes.homodyne_samples import QUESTION as HOMODYNE
from equivalence.conform.questions.modes.state import State
from equivalence.conform.questions.question import questions
from quantum_ref.adapters.mqt_passes import MQTPhyLocQR
from quantum_ref.adapters.mqt_qudits import (
    MQTNetworkControls,
    MQTNetworkMatrices,
    MQTNetworks,
    MQTNetworkShots,
    strength,
)
from quantum_ref.adapters.qudit_gates import named
from toytheory.adapting import BASIC, Offers, Program, Read, Reset, Scatter, program_of
from toytheory.backend import is_installed
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

GATES = [
    "stim:StimFrames", "stim:StimTableau", "sdim:SdimTableau", "sdim:SdimFrames", "quickqudits:QuickQudits",
    "quickqudits:QuickQuditsFrames", "quickqudits:QuickQuditsOneByOne", "cirq:CirqClifford", "cirq:CirqQubits",
    "cirq:CirqDensity", "cirq:CirqQudits", "qiskit_aer:AerStabilizer",
    "qiskit_aer:AerVectors", "qiskit_aer:AerDensity", "qiskit_aer:AerProducts", "pennylane:PennyLaneClifford",
    "pennylane:PennyLaneQubits",
    "pennylane:PennyLaneMixed", "pennylane:PennyLaneReference", "qiskit:QiskitStabilizer", "qiskit:QiskitVector",
    "qiskit:QiskitDensity",
    "symft:SymFT", "paulimer:Paulimer", "paulimer:PaulimerComplete",
    "pennylane:PennyLaneQutrit", "mqt_qudits:MQTNetworks",
    "quickqudits:QuickQuditsVectors", "qutip:QutipQudits",
]  # fmt: skip
MODES = [
    "strawberryfields:StrawberryFieldsGaussian",
    "strawberryfields:StrawberryFieldsBosonic",
    "piquasso:PiquassoGaussian",
]


def adapter(place):
    module, _, name = place.partition(":")
    made = getattr(importlib.import_module(f"quantum_ref.adapters.{module}"), name)()
    if not is_installed(made.needs):
        pytest.skip(f"{made.needs} is not installed")
    return made


COMPILED = {"clicks", "number-probability"}
"""Functions of The Walrus that are compiled for half a minute when they are called for the first time, or always."""

FAULTY = {
    "stim:StimFrames": {"ask-certain-sums"},
    "paulimer:Paulimer": {
        "ask-permuted-mean", "ask-weyl-product", "ask-reimport", "ask-common-elements",
    },
    "paulimer:PaulimerComplete": {"ask-expectation"},
    "cirq:CirqQubits": {"ask-rotated-mean", "ask-diagonal-mean"},
    "cirq:CirqDensity": {"ask-rotated-mean", "ask-diagonal-mean"},
    "qiskit_aer:AerProducts": {"ask-amplitudes", "ask-string-probabilities"},
    "qiskit:QiskitStabilizer": {
        "ask-reduced-density-matrix", "ask-equal-when-joined", "prepare-mixture", "map-phase", "map-sequence", "reset",
    },
    "pennylane:PennyLaneClifford": {
        "ask-basis-probabilities",
        "ask-reduced-density-matrix",
        "ask-state-vector",
    },
    "pennylane:PennyLaneQubits": {"ask-sum-expectation", "ask-kept-when-compiled"},
    "pennylane:PennyLaneReference": {
        "ask-hermitian-mean", "ask-hermitian-variance", "ask-variance", "ask-kept-when-compiled",
    },
    "pennylane:PennyLaneMixed": {"ask-kept-when-compiled"},
    "pennylane:PennyLaneQutrit": {"ask-reduced-density-matrix", "ask-compiled", "ask-undone-when-moved"},
    "mqt_qudits:MQTNetworks": {"ask-reimport", "ask-inverse"},
    "quickqudits:QuickQuditsFrames": {"map-sequence"},
}  # fmt: skip
"""Features in which the package of an adapter is known to be wrong."""


@pytest.mark.parametrize("place", GATES)
def test_an_adapter_of_gates_agrees_where_its_package_is_sound(place):
    sound = {"prepare-mixture", "map-phase", "map-sequence", "reset"} - FAULTY.get(place, set())
    if not sound:
        pytest.skip(f"{place} is known to be wrong in all that is tried here")
    for feature in sorted(sound):
        assert {check.status for check in conform(adapter(place), feature, size=0.15)} <= {"holds", "skipped"}, feature


@pytest.mark.parametrize("place", GATES)
def test_what_an_adapter_of_gates_is_asked_it_answers(place):
    made = adapter(place)
    for feature in sorted({f"ask-{question}" for question in made.questions()} - FAULTY.get(place, set())):
        found = {check.status for check in conform(made, feature, size=0.2)}
        assert {"holds"} <= found <= {"holds", "skipped"}, feature


def test_what_a_device_says_it_does_not_support_is_a_reason_where_it_is_not_declared():
    made = adapter("pennylane:PennyLaneClifford")
    of_phase, of_fourier = (
        parse_experiment(f"system 1 bit\nprepare {known}\n{gate} 1\nmeasure X as a")
        for known, gate in (("X = 0", "phase"), ("P = 1", "fourier"))
    )
    with pytest.raises(CannotRun, match=r"the package refuses: .* not supported with default.clifford"):
        made.answer("negative-power", of_phase, -1)
    assert made.answer("negative-power", of_fourier, -1).tolist() == [[1]] * 20


def test_a_gate_that_is_declared_must_be_there():
    made = adapter("pennylane:PennyLaneClifford")
    from pennylane.exceptions import DeviceError

    class Declaring(type(made)):
        gate_names = {"phase": "T"}  # noqa: RUF012

    with pytest.raises(DeviceError, match="not supported"):
        Declaring().sample(parse_experiment("system 1 bit\nprepare X = 0\nphase 1\nmeasure X"), 3, 0)


@pytest.mark.parametrize("feature", ["feed-forward", "noise", "conditions", "measure-midway", "sizes", "shots-many"])
def test_stim_agrees_on_what_few_others_have(feature):
    assert {check.status for check in conform(adapter("stim:StimFrames"), feature, size=0.3)} == {"holds"}


@pytest.mark.parametrize("place", MODES)
def test_an_adapter_of_modes_agrees_where_its_package_is_sound(place):
    for feature in ("modes-displace", "modes-beamsplitter", "modes-sum", "modes-loss", "modes-ask-wigner"):
        assert {check.status for check in conform(adapter(place), feature, size=0.2)} == {"holds"}, feature


WAYS = {
    "Optimized": ["modes-sequence", "modes-ask-adjoint"],
    "Unitary": ["modes-two-mode-squeeze"],
    "Blackbird": ["modes-interferometer"],
    "XIR": ["modes-written"],
    "InParts": ["modes-sum", "modes-interferometer"],
    "TriangularCompact": ["modes-interferometer"],
    "PhaseEnd": ["modes-interferometer"],
    "Symmetric": ["modes-interferometer"],
    "RectangularCompact": ["modes-interferometer"],
}


@pytest.mark.parametrize("way", WAYS)
def test_other_ways_of_strawberry_fields_agree_where_they_are_sound(way):
    made = adapter(f"strawberryfields_routes:StrawberryFields{way}")
    for feature in WAYS[way]:
        assert {check.status for check in conform(made, feature, size=0.1)} == {"holds"}, feature


@pytest.mark.parametrize("way", ["Optimized", "Unitary", "Merged", "Blackbird", "XIR", "Symmetric"])
def test_a_script_goes_the_other_way(way, capsys):
    made = adapter(f"strawberryfields_routes:StrawberryFields{way}")
    exchange = "transform X1 -> X2, P1 -> P2, X2 -> X1, P2 -> P1"
    text = f"system 2 modes (hbar=2)\nprepare vacuum 1, 2\nsqueeze 1 by 0.5\n{exchange}"
    exec(compile(made.script(parse_experiment(text)), way, "exec"), {})
    assert "2.718" in capsys.readouterr().out
    assert made.through in made.script(parse_experiment(text))


def test_a_script_has_one_program_only():
    made = adapter("strawberryfields_routes:StrawberryFieldsInParts")
    with pytest.raises(CannotRun, match="no scripts"):
        made.script(parse_experiment("system 1 mode\nprepare vacuum 1"))


def test_functions_of_gaussian_states_agree():
    made = adapter("thewalrus:WalrusGaussian")
    maps = [
        f"modes-{name}"
        for name in ("gaussian", "displace", "two-mode-squeeze", "squeeze", "rotate", "thermal-loss", "interferometer")
    ]
    sound = set(made.questions()) - {
        "reduced-number-probability", "photon-samples", "click-samples", "distribution-of-total", *COMPILED,
    }  # fmt: skip
    for feature in [*maps, *(f"modes-ask-{question}" for question in sorted(sound))]:
        assert {check.status for check in conform(made, feature, size=0.2)} == {"holds"}, feature
    again = "system 1 mode\nprepare vacuum 1\nsqueeze 1 by 1\nprepare vacuum 1"
    assert "prepares modes at the beginning" in made.can_run(parse_experiment(again))


def test_functions_that_are_compiled_are_given_what_they_document(monkeypatch):
    made = adapter("thewalrus:WalrusGaussian")
    experiment = parse_experiment("system 2 modes (hbar=1)\nprepare vacuum 1, 2\nsqueeze 1 by 0.5\ndisplace X2 by 1")
    given = []
    for place in ("thewalrus.quantum.density_matrix_element", "thewalrus.threshold_detection_prob"):
        monkeypatch.setattr(place, lambda *arguments, hbar: given.append((arguments, hbar)) or 0.25)
    assert made.answer("number-probability", experiment, (2, 1)) == made.answer("clicks", experiment, (0, 1)) == 0.25
    squeezed = np.diag([np.exp(-1), 1, np.exp(1), 1]) / 2  # all x before all p
    for arguments, hbar in given:
        assert (np.round(arguments[0], 9).tolist(), hbar) == ([0, 1, 0, 0], 1)
        assert np.allclose(arguments[1], squeezed, rtol=0, atol=1e-9)
    assert [[list(a) for a in arguments[2:]] for arguments, _ in given] == [[[2, 1], [2, 1]], [[0, 1]]]


def test_modes_of_qutip_agree():
    made = adapter("qutip_modes:QutipModes")
    asked = sorted({f"modes-ask-{question}" for question in made.questions()} - {"modes-ask-log-negativity"})
    for feature in ["modes-rotate", "modes-beamsplitter", *asked]:  # "skipped": at one hbar nothing is small enough
        found = {check.status for check in conform(made, feature, size=0.1)}
        assert found in ({"holds"}, {"holds", "skipped"}), feature
    for text, reason in (
        ("system 1 mode\nprepare vacuum 1\nsqueeze 1 by 3", "number states"),
        ("system 3 modes\nprepare vacuum 1, 2, 3", "at most 2 modes"),
        ("system 1 mode\nprepare vacuum 1\nloss 1 by 0.5", "does not know the step Loss"),
    ):
        with pytest.raises(CannotRun, match=reason):
            made.answer("mean-photon", parse_experiment(text), 0)


def test_qutip_reads_each_qudit_once_and_has_no_other_steps():
    made = adapter("qutip:QutipQudits")
    read, twice = Read(0, "a"), (Read(0, "a"), Read(0, "b"))
    for instructions in ((), twice):
        with pytest.raises(CannotRun, match="once"):
            made.probabilities(Program(3, 1, instructions, (), (), (), ()))
    assert made.probabilities(Program(3, 1, (read,), ("a",), ("a",), ((0, (("a", 1),)),), ())) == {(0,): 1.0}
    with pytest.raises(CannotRun, match="no such gate"):
        made.made(Program(3, 1, (Reset(0),), (), (), (), ()))


PURE = (
    "system 1 mode (hbar=2)\nprepare vacuum 1\nsqueeze 1 by 0.4\nrotate 1 by 0.9\ndisplace X1 by 1, P1 by -0.5",
    "system 1 mode (hbar=0.5)\nprepare vacuum 1\nsqueeze 1 by -0.5\nshear 1 by 0.3",
    "system 2 modes (hbar=1)\nprepare vacuum 1, 2\nsqueeze 1 by 0.2\nbeamsplitter 1 2 by 0.7\ndisplace P2 by 1",
)


def test_pure_states_in_the_number_basis_agree_where_they_are_held():
    made = adapter("piquasso_fock:PiquassoPureFock")
    subject = Subject(made, Oracle("quantum"))
    for experiment in map(parse_experiment, PURE):
        assert judged(subject, experiment, 0).how == "agrees"
        for question in questions("modes"):
            if question.name in made.questions():
                how = asked(question, state_of, rounded=True)(subject, experiment, 0).how
                together = experiment.n == 2 and question.name in ("mean-photon", "total-number")  # of both modes
                assert how == "agrees" or (together and how == "silent"), question.name


def test_what_the_number_states_do_not_hold_is_refused():
    made = adapter("piquasso_fock:PiquassoPureFock")
    held = "system 1 mode\nprepare vacuum 1\nsqueeze 1 by 0.6\nrotate 1 by 1\ndisplace X1 by 1"
    back = "system 1 mode\nprepare vacuum 1\nsqueeze 1 by 2\nsqueeze 1 by -2"  # lost on the way, and nothing at the end
    cosh = np.cosh(0.6)
    found = made.answer("number-probability", parse_experiment(held.partition("\nrotate")[0]), (2,))
    assert np.isclose(found, np.tanh(0.6) ** 2 / (2 * cosh), rtol=0, atol=1e-9)
    for text in (back, held.replace("0.6", "1.2"), "system 2 modes\nprepare vacuum 1, 2\ntwo-mode-squeeze 1 2 by 0.7"):
        with pytest.raises(CannotRun, match="it holds fewer than"):
            made.answer("number-probability", parse_experiment(text), (0,) * text.count("2 modes") * 2 or (0,))
    pair = parse_experiment("system 2 modes\nprepare vacuum 1, 2\nbeamsplitter 1 2 by 0.7\ndisplace X1 by 1")
    with pytest.raises(CannotRun, match="all modes together"):
        made.answer("mean-photon", pair, 0)
    assert np.allclose(made.answer("total-number", pair, (0, 1)), [0.5, 0.5], rtol=0, atol=1e-6)


def test_a_fault_of_a_gate_in_the_number_basis_is_found():
    """A squeezing gate that is wrong in the third digit: what is cut off is far less."""
    sound = adapter("piquasso_fock:PiquassoPureFock")

    class Wrong(type(sound)):
        def words(self, steps, n, hbar):
            means, covariance, found = super().words(steps, n, hbar)
            turned = [(w, (a[0] + 1e-3,), k) if w == "Squeezing" else (w, a, k) for w, a, k in found]
            return means, covariance, turned

    subject = Subject(Wrong(), Oracle("quantum"))
    for experiment in map(parse_experiment, PURE):
        assert judged(subject, experiment, 0).how == "differs"
    one = parse_experiment(PURE[0])
    wrong = [q.name for q in questions("modes") if q.name in sound.questions()
             if asked(q, state_of, rounded=True)(subject, one, 0).how == "differs"]  # fmt: skip
    assert set(wrong) == set(sound.questions())


def test_samples_of_default_gaussian_are_of_one_mode():
    made = adapter("pennylane_gaussian:PennyLaneGaussian")
    text = "system 2 modes (hbar=2)\nprepare vacuum 1, 2\nsqueeze 1 by 0.5\nbeamsplitter 1 2 by 0.4\ndisplace X2 by 1"
    experiment = parse_experiment(text)
    found = LiouvilleBackend().distribution(experiment)
    state = State(found.state.means, found.state.covariance, found.hbar)
    for mode in (0, 1):
        arguments = (mode,), 0.7, 1000
        rows = made.answer("homodyne-samples", experiment, *arguments)
        assert HOMODYNE.same(rows, HOMODYNE.right(state, *arguments), 1e-6)
        assert not HOMODYNE.same(rows, HOMODYNE.right(state, (1 - mode,), 0.7, 1000), 1e-6)
        assert np.array_equal(rows, made.answer("homodyne-samples", experiment, *arguments))
    with pytest.raises(CannotRun, match=r"the package refuses: .* only support single measurements"):
        made.answer("homodyne-samples", experiment, (0, 1), 0.7, 1000)


KNOWN = {
    "strawberryfields:StrawberryFieldsGaussian": [
        "modes-thermal-loss", "modes-ask-parity", "modes-ask-squeezing", "modes-ask-together", "modes-discard",
    ],
    "strawberryfields:StrawberryFieldsBosonic": ["modes-conditions", "modes-ask-displacement", "modes-ask-is-pure"],
    "strawberryfields_routes:StrawberryFieldsOptimized": ["modes-fourier"],
    "strawberryfields_routes:StrawberryFieldsUnitary": ["modes-ask-adjoint"],
    "strawberryfields_routes:StrawberryFieldsMerged": ["modes-ask-adjoint", "modes-hbar"],
    "strawberryfields_routes:StrawberryFieldsBlackbird": ["modes-ask-adjoint"],
    "strawberryfields_routes:StrawberryFieldsXIR": ["modes-ask-adjoint"],
    "strawberryfields_routes:StrawberryFieldsBosonicInParts": ["modes-squeeze"],
    "strawberryfields_routes:StrawberryFieldsTriangular": ["modes-interferometer"],
    "pennylane_gaussian:PennyLaneGaussian": ["modes-interferometer", "modes-gaussian", "modes-reset"],
    "piquasso:PiquassoGaussian": [
        "modes-ask-purity", "modes-ask-is-pure", "modes-ask-homodyne-samples", "modes-ask-heterodyne-samples",
        "modes-ask-joint-wigner", "modes-ask-phase-shift", "modes-ask-photon-samples", "modes-ask-click-samples",
    ],
    "qutip_modes:QutipModes": ["modes-ask-log-negativity"],
    "thewalrus:WalrusGaussian": ["modes-ask-reduced-number-probability"],
    "pennylane:PennyLaneQubits": ["ask-sum-expectation", "ask-kept-when-compiled"],
    "pennylane:PennyLaneQutrit": ["ask-undone-when-moved"],
    "stim:StimFrames": ["ask-certain-sums"],
    "qiskit:QiskitStabilizer": ["ask-equal-when-joined"],
    "paulimer:Paulimer": ["ask-permuted-mean", "ask-common-elements"],
    "paulimer:PaulimerComplete": ["ask-expectation"],
    "cirq:CirqQubits": ["ask-diagonal-mean"],
    "cirq_shifts:CirqShifts": ["ask-compiled"],
    "cirq_shifts:CirqShiftsEjected": ["ask-compiled"],
    "mqt_passes:MQTLogLocQR": ["ask-compiled"],
}  # fmt: skip
"""Features of which reports/bugs has a fault: when one is mended, its report is to be looked at, and this list."""


@pytest.mark.parametrize("place", KNOWN)
def test_faults_that_are_reported_are_found(place, not_shrunk):
    made = adapter(place)
    made.capabilities = replace(made.capabilities, share=1.0, shares={})  # a slow one is asked as others are
    for feature in KNOWN[place]:
        # samples of Piquasso take a millisecond each; about half of what QuTiP is asked its number states do not hold
        size = 0.1 if feature.endswith("-samples") else 0.7 if place.startswith("qutip") else 0.4
        assert "fails" in {check.status for check in conform(made, feature, size=size)}, feature


QUBIT_TEXT = "system 2 bits\nprepare X1 + P1 = 1\nphase 1\nsum 1 2\nmeasure X2 as a\ndisplace P1 by a + 1\nmeasure P1"
QUTRIT_TEXT = "system 2 trits\nprepare X1 + P1 = 1\nprepare X2 = 2\nphase 1\nsum 1 2\nmeasure X2, X1"
MODE_TEXT = """system 2 modes (hbar=1)
prepare gaussian 1 means 1, 0 covariance 0.5, 0; 0, 0.5
prepare vacuum 2
squeeze 1 by 0.3
beamsplitter 1 2 by 0.4
displace X1 by 1, P2 by 0.5
loss 1 by 0.5
thermal-loss 2 by 0.5, 1
"""


@pytest.mark.parametrize(
    "place",
    [
        *(place for place in GATES if not place.startswith(("sdim", "qutip"))),
        "strawberryfields:StrawberryFieldsGaussian",
        "piquasso:PiquassoGaussian",
        "piquasso_fock:PiquassoPureFock",
    ],
)
def test_a_script_runs_in_the_words_of_the_package_alone(place, tmp_path):
    import subprocess
    import sys

    made = adapter(place)
    texts = [QUBIT_TEXT, QUTRIT_TEXT, MODE_TEXT] if place in GATES else [MODE_TEXT, PURE[0]]
    script = next(made.script(e) for e in map(parse_experiment, texts) if made.can_run(e) is True)
    assert not any(word in script for word in ("toytheory", "quantum_ref", "equivalence"))
    command = [sys.executable, "-W", "ignore", "-c", script]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout


def test_a_selected_measurement_is_part_of_a_script():
    made = adapter("strawberryfields:StrawberryFieldsGaussian")
    text = "system 2 modes\nprepare vacuum 1, 2\nbeamsplitter 1 2 by 1\nmeasure X1 + 0.5 as a\ncondition a = 1"
    assert "MeasureHomodyne(0.0, select=0.5)" in made.script(parse_experiment(text))


def test_gates_in_the_words_of_qudit_packages():
    program = program_of(parse_experiment("system 1 trit\nprepare X = 2\nphase 1\nmeasure P as p"), Offers())
    words = [name for name, _, _ in named(program, "x(x-1)/2")]
    assert words == ["X_INV", "P", "Z", "Z", "H_INV", "M"]
    assert [name for name, _, _ in named(program, "x^2/2")] == ["X_INV", "P", "H_INV", "M"]
    assert [gate.method for gate in MQTNetworks().calls(program)] == ["x", "x", "s", "z", "h"]
    inverse = "system 1 trit\nprepare X = 0\ntransform P1 -> P1 - X1\nmeasure X as p"
    program = program_of(parse_experiment(inverse), Offers(BASIC | {"phase-inverse"}))
    assert [name for name, _, _ in named(program, "x(x-1)/2")][:2] == ["P_INV", "Z_INV"]
    assert [gate.text for gate in MQTNetworks().calls(program)] == ["circuit.s(0).dag()", *["circuit.z(0)"] * 2]
    noisy = program_of(parse_experiment("system 1 bit\nnoise X by 1: 1\nmeasure X"), Offers(noise=True))
    assert any(isinstance(step, Scatter) for step in noisy.instructions)
    for lower in (lambda: list(named(noisy, "x^2/2")), lambda: MQTNetworks().calls(noisy)):
        with pytest.raises(CannotRun, match="no such gate"):
            lower()


def test_gates_of_mqt_qudits_written_in_other_ways():
    program = program_of(parse_experiment("system 2 trits\nprepare X1 = 1\nprepare P2 = 0\nsum 1 2"), Offers(BASIC))
    by_controls = [gate.text for gate in MQTNetworkControls().calls(program)]
    assert by_controls[-3:] == [
        "circuit.x(1).control([0], [1])", "circuit.x(1).control([0], [2])", "circuit.x(1).control([0], [2])",
    ]  # fmt: skip
    by_matrices = [gate.text for gate in MQTNetworkMatrices().calls(program)]
    assert by_matrices[0] == "circuit.pm(0, [1, 2, 0])"
    assert by_matrices[-1].startswith("circuit.cu_two([0, 1], np.array([[(1+0j), 0j")


def test_noise_of_mqt_qudits_is_that_of_one_gate():
    made = MQTNetworkShots()
    words = {
        "noise X, P by 0,0: 5/8, 0,1: 1/8, 1,0: 1/8, 1,1: 1/8": (0.5, 0.0), "noise P by 0: 1/4, 1: 3/4": (0.0, 0.75),
        "noise X, P by 0,0: 1": (0.0, 0.0),
    }  # fmt: skip
    for text, wanted in words.items():
        program = program_of(parse_experiment(f"system 1 bit\nprepare X = 0\n{text}"), made.offers)
        assert strength(program.instructions[-1], 2) == wanted
        assert [gate.method for gate in made.calls(program)] == ["z", "virtrz"]
    flips = program_of(parse_experiment("system 1 bit\nprepare X = 0\nnoise X by 0: 1/4, 1: 3/4"), made.offers)
    with pytest.raises(CannotRun, match="has depolarizing"):
        strength(flips.instructions[-1], 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("prepare vacuum 1, 2\nswap 1 2", "no gate"),
        ("prepare vacuum 1", "not prepared"),
        ("prepare vacuum 1, 2\nmeasure X1 as a\ndisplace X2 by a", "feeds no outcomes"),
        ("prepare vacuum 1, 2\nmeasure X1 as a\nsqueeze 1 by 1", "uses no mode that was measured"),
        ("prepare vacuum 1, 2\nmeasure X1 as a\nprepare vacuum 1", "prepares no mode again"),
        ("prepare vacuum 1, 2\nmeasure X1 + X2 as a\ncondition a = 0", "one by one"),
        ("prepare vacuum 1, 2\nheterodyne 1 as a, b\ncondition a = 0", "all outcomes"),
    ],
)
def test_what_a_simulator_of_modes_does_not_offer_is_a_reason(text, reason):
    from quantum_ref.adapters.strawberryfields import StrawberryFieldsGaussian

    assert reason in StrawberryFieldsGaussian().can_run(parse_experiment(f"system 2 modes\n{text}"))


def test_passes_are_asked_about_compiled_circuits_alone():
    text = "system 1 trit\nprepare X = 1"
    assert MQTPhyLocQR().can_run(parse_experiment(text)) == "is asked about compiled circuits alone"
