"""Outcomes of an experiment on bits as an affine function of chance, found by asking Stim.

Every source of chance is put on record. Where the state is invariant under a Pauli operator (a stabilizer just
after a reset or a measurement), applying it or not is a fair coin that changes nothing: Stim's Pauli frames carry
all these coins through the circuit in one bit-packed pass, and the outcomes that a coin flips are one direction
of the affine set of outcomes. One run of Stim's tableau with every random result 0 gives a point of the set.
Frames are sound by construction; that none is missing is checked against the tableau, which counts the
random results by itself.

Unknown and reset systems are written as measurements whose results are kept on a hidden record; jointly known
variables of fresh systems as hidden measurements, conditioned on the known values afterwards.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

import numpy as np
import stim
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.experiment import Experiment
from toytheory.outcomes import LatentNoise, LatentOutcomes
from toytheory.steps import Noise
from toytheory.variables import Variable

from .blocks import KnownBlock
from .gf2 import Bits, echelon
from .stim_paulis import MEASURED_RESETS, RESETS, letters, measurement
from .stim_program import translate

LARGEST_TABLE = 2**28
"""The largest table of (sources of chance) x (results) in bits; it is held with a byte a bit."""

Latent = list[tuple[int, str]]
"""A Pauli operator that may or may not be applied: (qubit, letter) of each factor."""


class FrameRecorder:
    """A `Sink` that writes everything random down: segments of a circuit with frames between them.

    Attributes
    ----------
    segments : circuits; after segment i come the latents of `latents` with the number i.
    latents : (segment, Pauli operator), fair coins first to last.
    noises : (first latent, step): as many latents as coordinates, with the step's weights instead of coins.
    outcomes, known : positions on the record of outcomes, and of hidden results together with their values.
    """

    def __init__(self, n: int) -> None:
        self.idle = n  # a qubit that stays |0>, to measure variables that depend on nothing
        self.circuit = stim.Circuit()
        self.segments: list[stim.Circuit] = []
        self.latents: list[tuple[int, Latent]] = []
        self.noises: list[tuple[int, Noise]] = []
        self.outcomes: list[int] = []
        self.known: list[tuple[int, int]] = []
        self.records = 0

    def _insert(self, *latents: Latent) -> None:
        if len(self.circuit) or not self.segments:
            self.segments.append(self.circuit)
            self.circuit = stim.Circuit()
        self.latents += [(len(self.segments) - 1, latent) for latent in latents]

    def reset(self, qubit: int, letter: str, used: bool) -> None:
        """The eigenstate +1; the result of collapsing what was there is kept on the hidden record."""
        self.circuit.append(MEASURED_RESETS[letter] if used else RESETS[letter], [qubit])
        self.records += used
        self._insert([(qubit, letter)])

    def mix(self, qubit: int, used: bool) -> None:
        """An eigenstate of X whose Z is measured, the result hidden."""
        self.reset(qubit, "X", used)
        self.circuit.append("M", [qubit])
        self.records += 1
        self._insert([(qubit, "Z")])

    def know(self, block: KnownBlock, used: Container[int]) -> None:
        """Maximally mixed, then measured, with the results to be conditioned on."""
        for qubit in block.systems:
            self.mix(qubit, qubit in used)
        for variable, value in zip(block.variables, block.values, strict=True):
            measurement(self.circuit, variable)
            self.known.append((self.records, value % 2))
            self.records += 1
        self._insert(*map(letters, block.variables))

    def measure(self, variables: Sequence[Variable]) -> None:
        """A measurement leaves a state invariant under the measured operators."""
        for variable in variables:
            if variable.terms:
                measurement(self.circuit, variable)
            else:
                self.circuit.append("M", [stim.target_inv(self.idle) if variable.constant else self.idle])
            self.outcomes.append(self.records)
            self.records += 1
        self._insert(*(letters(variable) for variable in variables if variable.terms))

    def noise(self, step: Noise) -> None:
        """One latent a coordinate; how often they occur is exact and stays out of Stim."""
        self.noises.append((len(self.latents), step))
        self._insert(*([(index // 2, "XZ"[index % 2])] for index in step.coordinates))

    def record(self, outcome: int) -> stim.GateTarget:
        """An earlier outcome counted back from here."""
        return stim.target_rec(self.outcomes[outcome] - self.records)

    def finished(self) -> None:
        """Close the last segment."""
        self._insert()

    def whole(self) -> stim.Circuit:
        """All segments as one circuit."""
        total = stim.Circuit()
        for segment in self.segments:
            total += segment
        return total


def propagate(recorder: FrameRecorder) -> Bits:
    """Which results each latent flips, (latents, results) bool: one pass of Stim's Pauli frames."""
    count = len(recorder.latents)
    simulator = stim.FlipSimulator(
        batch_size=max(count, 1), disable_stabilizer_randomization=True, num_qubits=recorder.idle + 1
    )
    instance = 0
    for number, segment in enumerate(recorder.segments):
        simulator.do(segment)
        while instance < count and recorder.latents[instance][0] == number:
            for qubit, letter in recorder.latents[instance][1]:
                simulator.set_pauli_flip(letter, qubit_index=qubit, instance_index=instance)
            instance += 1
    flips: Bits = simulator.get_measurement_flips()
    return np.ascontiguousarray(flips[:, :count].T)


def latent_outcomes(experiment: Experiment) -> LatentOutcomes:
    """The outcomes of an experiment on bits as an affine function of fair coins and noise.

    Raises
    ------
    CannotRun : too large.
    RuntimeError : Stim's frames and Stim's tableau do not have the same number of random results.

    >>> from toytheory.steps import Measure, System
    >>> X1, P1 = Variable.of({0: 1}, 2), Variable.of({1: 1}, 2)
    >>> steps = (Measure((X1,), ("a",)), Measure((X1,), ("b",)), Measure((P1,), ("c",)))
    >>> latent_outcomes(Experiment(System("bits", 1, 2), steps)).uniform.tolist()
    [[1, 1, 0], [0, 0, 1]]
    """
    recorder = FrameRecorder(experiment.n)
    translate(experiment, recorder)
    recorder.finished()
    if len(recorder.latents) * recorder.records > LARGEST_TABLE:
        raise CannotRun(
            f"{len(recorder.latents)} sources of chance with {recorder.records} results; their product may be "
            f"at most {LARGEST_TABLE}"
        )
    flips = propagate(recorder)
    whole = recorder.whole()
    noisy = {first + k for first, step in recorder.noises for k in range(len(step.coordinates))}
    coins = np.array([k not in noisy for k in range(len(recorder.latents))], dtype=np.bool_)

    hidden = [position for position, _ in recorder.known]
    shown = np.array([*hidden, *recorder.outcomes], dtype=np.int64)
    rest = np.setdiff1d(np.arange(recorder.records), shown)
    form = echelon(flips[coins][:, np.concatenate([shown, rest])])
    random = recorder.records - whole.count_determined_measurements()
    if len(form.pivots) != random:
        raise RuntimeError(f"Stim's frames give {len(form.pivots)} random results, its tableau gives {random}")

    rows = form.rows[: sum(pivot < shown.size for pivot in form.pivots), : shown.size]
    point = _at_known_values(whole.reference_sample()[shown], rows, recorder.known)
    visible = slice(len(hidden), None)  # hidden results are independent coins, so they hold the first pivots
    shifts = flips[:, recorder.outcomes].astype(np.int64)
    return LatentOutcomes(
        2,
        experiment.outcomes,
        point[visible].astype(np.int64),
        rows[visible, visible].astype(np.int64),
        tuple(
            LatentNoise(shifts[first : first + len(step.coordinates)], step.weights)
            for first, step in recorder.noises
        ),
    )


def _at_known_values(point: Bits, rows: Bits, known: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """The point of the affine set at which the hidden results have the known values."""
    wanted = np.array([value for _, value in known], dtype=np.bool_)
    missing = np.flatnonzero(point[: wanted.size] ^ wanted)
    return np.asarray(point ^ np.logical_xor.reduce(rows[missing], axis=0))
