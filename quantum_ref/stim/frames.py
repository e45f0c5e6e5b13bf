"""Everything random in an experiment on bits, put on record: what Stim's frames and Stim's tableau make of it.

Where the state is invariant under a Pauli operator (a stabilizer, just after a reset or a measurement), applying
it or not is a fair coin that changes nothing. Stim's Pauli frames carry all these coins through the circuit
in one bit-packed pass: the results that a coin flips are one direction of the affine set of results. Unknown and
reset systems are written as measurements with a hidden result, jointly known variables as hidden measurements of
fresh systems, to be conditioned on the known values.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import stim
from numpy.typing import NDArray

from quantum_ref.plan.parts import KnownBlock
from toytheory.language.steps import Noise
from toytheory.phase_space.variables import Variable

from .gf2 import Bits, echelon
from .paulis import MEASURED_RESETS, RESETS, letters, measurement
from .program import alone

Pauli = list[tuple[int, str]]
"""(qubit, letter) of each factor of a Pauli product."""


@dataclass
class Segment:
    """Gates, then a collapse, then Pauli operators that may or may not be applied.

    Attributes
    ----------
    gates : Clifford gates, Pauli operators and feedback.
    measured : the commuting Pauli products whose results `collapse` puts on record, in that order.
    collapse : measurements and resets.
    latents : fair coins, or the coordinates of a noise.
    """

    gates: stim.Circuit
    measured: list[Pauli] = field(default_factory=list)
    collapse: stim.Circuit = field(default_factory=stim.Circuit)
    latents: list[Pauli] = field(default_factory=list)


class FrameRecorder:
    """A `Sink` that writes everything random down.

    Attributes
    ----------
    segments : what happens, in order.
    records, latents : how many results and how many latents there are.
    outcomes, known : positions on the record of outcomes, and of hidden results together with their known values.
    noises : (number of the first latent, step): one latent a coordinate.
    """

    def __init__(self, n: int) -> None:
        self.idle = n  # a qubit that stays |0>, to measure variables that depend on nothing
        self.circuit = stim.Circuit()
        self.segments: list[Segment] = []
        self.records = self.latents = 0
        self.outcomes: list[int] = []
        self.known: list[tuple[int, int]] = []
        self.noises: list[tuple[int, Noise]] = []

    def _segment(self) -> Segment:
        """A new segment that begins with the gates so far."""
        self.segments.append(Segment(self.circuit))
        self.circuit = stim.Circuit()
        return self.segments[-1]

    def _close(self, segment: Segment) -> None:
        self.records += len(segment.measured)
        self.latents += len(segment.latents)

    def prepare(self, blocks: Sequence[KnownBlock], used: Container[int]) -> None:
        """Collapse what was there; mix what is not known by itself; measure what is known jointly."""
        resets: dict[str, list[int]] = {letter: [] for letter in RESETS}
        mixed: list[int] = []
        joint: list[tuple[Variable, int]] = []
        for block in blocks:
            letter = alone(block)
            resets[letter or "X"] += block.systems
            if letter is None:
                mixed += block.systems
                joint += zip(block.variables, block.values, strict=True)
        self._reset(resets, used)
        if mixed:
            segment = self._segment()
            segment.collapse.append("M", mixed)
            segment.measured = segment.latents = [[(qubit, "Z")] for qubit in mixed]
            self._close(segment)
        if joint:
            self.known += [(self.records + k, value % 2) for k, (_, value) in enumerate(joint)]
            self._measure([variable for variable, _ in joint])

    def _reset(self, resets: dict[str, list[int]], used: Container[int]) -> None:
        segment = self._segment()
        for letter, qubits in resets.items():
            old = [qubit for qubit in qubits if qubit in used]
            new = [qubit for qubit in qubits if qubit not in used]
            if old:
                segment.collapse.append(MEASURED_RESETS[letter], old)
            if new:
                segment.collapse.append(RESETS[letter], new)
            segment.measured += [[(qubit, letter)] for qubit in old]
            segment.latents += [[(qubit, letter)] for qubit in qubits]
        self._close(segment)

    def measure(self, variables: Sequence[Variable], names: Sequence[str]) -> None:
        """A measurement leaves a state invariant under the measured operators."""
        self.outcomes += range(self.records, self.records + len(variables))
        self._measure(variables)

    def _measure(self, variables: Sequence[Variable]) -> None:
        segment = self._segment()
        for variable in variables:
            if variable.terms:
                measurement(segment.collapse, variable)
            else:
                segment.collapse.append("M", [stim.target_inv(self.idle) if variable.constant else self.idle])
        segment.measured = segment.latents = [letters(variable) or [(self.idle, "Z")] for variable in variables]
        self._close(segment)

    def noise(self, step: Noise) -> None:
        """One latent a coordinate; how often they occur is exact and stays out of Stim."""
        self.noises.append((self.latents, step))
        segment = self._segment()
        segment.latents = [[(index // 2, "XZ"[index % 2])] for index in step.coordinates]
        self._close(segment)

    def record(self, outcome: int) -> stim.GateTarget:
        """An earlier outcome counted back from here."""
        return stim.target_rec(self.outcomes[outcome] - self.records)


def propagate(recorder: FrameRecorder) -> Bits:
    """Which results each latent flips, (latents, records) bool: one pass of Stim's Pauli frames."""
    simulator = stim.FlipSimulator(
        batch_size=max(recorder.latents, 1), disable_stabilizer_randomization=True, num_qubits=recorder.idle + 1
    )
    instance = 0
    for segment in recorder.segments:
        simulator.do(segment.gates)
        simulator.do(segment.collapse)
        for latent in segment.latents:
            for qubit, letter in latent:
                simulator.set_pauli_flip(letter, qubit_index=qubit, instance_index=instance)
            instance += 1
    return np.ascontiguousarray(simulator.get_measurement_flips()[:, : recorder.latents].T)


def one_run(recorder: FrameRecorder) -> tuple[Bits, int]:
    """One possible record, (records,) bool, and the number of random results, both from Stim's tableau."""
    simulator = stim.TableauSimulator(seed=0)
    simulator.set_num_qubits(recorder.idle + 1)
    random = 0
    for segment in recorder.segments:
        simulator.do(segment.gates)
        random += _random_results(simulator, segment.measured)
        simulator.do(segment.collapse)
    return np.array(simulator.current_measurement_record(), dtype=np.bool_), random


def _random_results(simulator: stim.TableauSimulator, measured: Sequence[Pauli]) -> int:
    """How many of the results of measuring a commuting set are random.

    The inverse tableau shows a Pauli product as it looked at the beginning, in |0...0>: its result is certain where
    only Z is left, so the number asked for is the rank of the parts in X.
    """
    if not measured:
        return 0
    if len(measured) == 1:
        product = stim.PauliString(simulator.num_qubits)
        for qubit, letter in measured[0]:
            product[qubit] = letter
        return int(simulator.peek_observable_expectation(product) == 0)
    x2x, _, z2x, _, _, _ = simulator.current_inverse_tableau().to_numpy()
    parts = {"X": x2x, "Z": z2x, "Y": x2x ^ z2x}
    return len(echelon(np.array([_sum(parts[letter][qubit] for qubit, letter in p) for p in measured])).pivots)


def _sum(rows: Iterable[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return np.asarray(np.logical_xor.reduce(list(rows), axis=0))
