"""QuTiP (https://qutip.org): kets of qudits, its gates where it has them, its partial trace and its measurements."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from toytheory.adapting.adapter import GateAdapter
from toytheory.adapting.lowering import BASIC
from toytheory.adapting.program import Program, Read, Shift
from toytheory.adapting.words import Gate
from toytheory.errors import CannotRun

SMALL = 1e-9
"""Probabilities below are those of rounding."""


class QutipQudits(GateAdapter):
    """`Qobj` kets; qubits by `qutip.core.gates`, other d by matrices, put on wires by `expand_operator`."""

    name = "qutip-qudits"
    dimensions = frozenset({2, 3, 5, 7, 9})
    gates = BASIC | {"cphase", "swap"}
    midway = False
    resets = False
    wires = 8
    largest_space = 3000
    needs = "qutip"
    asked: tuple[str, ...] = ("state-vector", "reduced-density-matrix", "basis-probabilities")

    def matrix(self, step: Gate | Shift, d: int) -> Any:
        """A gate as an operator of one qudit, or of two."""
        import qutip
        from qutip.core import gates

        if isinstance(step, Shift):
            x = np.arange(d)
            shift = qutip.Qobj(np.roll(np.eye(d), 1, axis=0))
            clock = qutip.Qobj(np.diag(np.exp(2j * np.pi * x / d)))
            return (shift if step.side == "X" else clock) ** step.constant
        if d == 2:
            qubit = {
                "fourier": gates.snot, "phase": lambda: gates.s_gate().dag(), "sum": gates.cnot,
                "cphase": lambda: gates.cz_gate(), "swap": gates.swap,
            }  # fmt: skip
            return qubit[step.name]()
        x, y = np.divmod(np.arange(d * d), d)
        omega = np.exp(2j * np.pi / d)
        pairs = {"sum": d * x + (x + y) % d, "swap": d * y + x}
        if step.name == "fourier":
            return qutip.Qobj(omega ** -np.outer(np.arange(d), np.arange(d)) / np.sqrt(d))
        if step.name == "phase":
            return qutip.Qobj(np.diag(omega ** (np.arange(d) ** 2 * ((d + 1) // 2) % d)))
        dims = [[d, d], [d, d]]
        if step.name == "cphase":
            return qutip.Qobj(np.diag(omega ** (x * y)), dims=dims)
        table = np.zeros((d * d, d * d))
        table[pairs[step.name], np.arange(d * d)] = 1
        return qutip.Qobj(table, dims=dims)

    def made(self, program: Program) -> Any:
        """The ket after the gates."""
        import qutip

        d, n = program.d, program.wires
        ket = qutip.basis([d] * n, [0] * n)
        for step in program.instructions:
            if isinstance(step, Gate | Shift):
                wires = step.wires if isinstance(step, Gate) else (step.wire,)
                ket = qutip.expand_operator(self.matrix(step, d), dims=[d] * n, targets=list(wires)) * ket
            elif not isinstance(step, Read):
                raise CannotRun(f"no such gate: {step}")
        return ket

    def probabilities(self, program: Program) -> Mapping[tuple[int, ...], float]:
        """Of the readings, by the diagonal of `ptrace`."""
        reads = [step.wire for step in program.instructions if isinstance(step, Read)]
        if len(set(reads)) != len(reads) or not reads:
            raise CannotRun("reads each qudit once")
        found = self._diagonal(self.made(program), reads, program.d)
        keys = itertools.product(range(program.d), repeat=len(reads))
        return {key: float(p) for key, p in zip(keys, found, strict=True) if p > SMALL}

    @staticmethod
    def _diagonal(ket: Any, systems: Any, d: int) -> Any:
        """Probabilities of some qudits, the first one the most significant; `ptrace` keeps them in ascending order."""
        kept = sorted(systems)
        diagonal = ket.ptrace(kept).diag().real.reshape((d,) * len(kept))
        return diagonal.transpose([kept.index(k) for k in systems]).reshape(-1)

    def state_vector(self, ket: Any, program: Program) -> Any:
        """`full`."""
        return ket.full().ravel()

    def reduced_density_matrix(self, ket: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """`ptrace`, and `permute` where another order is asked for."""
        kept = sorted(systems)
        return ket.ptrace(kept).permute([kept.index(k) for k in systems]).full()

    def basis_probabilities(self, ket: Any, program: Program, systems: tuple[int, ...]) -> Any:
        """The diagonal of `ptrace`."""
        return self._diagonal(ket, systems, program.d)
