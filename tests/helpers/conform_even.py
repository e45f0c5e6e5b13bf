"""State vectors of a few systems of any d, gates by their definitions: a second route for even d."""

from __future__ import annotations

from typing import Any

import numpy as np

from toytheory.adapting import Gate, GateAdapter, Program, Read, Reset, Shift


class Vectors(GateAdapter):
    """Samples; all runs at once, the first axis of the array of their states.

    Parameters
    ----------
    wrong : what is done wrongly: "x", "z", "sum", "fourier", "read" or "feed".
    """

    name = "vectors"
    dimensions = frozenset({3, 4, 6})
    gates = frozenset({"fourier", "phase", "sum", "swap"})
    feed_forward = True
    wires = 3

    def __init__(self, wrong: str = "") -> None:
        self.wrong = wrong

    def run(self, program: Program, shots: int, seed: int) -> Any:
        rng, d, n = np.random.default_rng(seed), program.d, program.wires
        psi = np.zeros((shots, *(d,) * n), dtype=complex)
        psi[(slice(None), *(0,) * n)] = 1
        found: dict[str, Any] = {}
        omega = np.exp(2j * np.pi / d)

        def along(values: Any, wire: int) -> Any:  # (shots, d) as factors of the axis of a wire
            return np.expand_dims(values, tuple(1 + k for k in range(n) if k != wire))

        def read(wire: int, projects: bool = True) -> Any:
            nonlocal psi
            weights = (abs(psi) ** 2).sum(axis=tuple(1 + k for k in range(n) if k != wire))
            ends = weights.cumsum(axis=1) / weights.sum(axis=1, keepdims=True)
            value = np.minimum((rng.random(shots)[:, None] > ends).sum(axis=1), d - 1)
            if projects:
                psi = psi * along(np.arange(d) == value[:, None], wire)
                psi /= np.sqrt((abs(psi) ** 2).sum(axis=tuple(range(1, n + 1)), keepdims=True))
            return value

        def raised(wire: int, amounts: Any) -> Any:
            rows = np.moveaxis(psi, 1 + wire, 1)
            places = (np.arange(d) - np.broadcast_to(amounts, shots)[:, None]) % d
            return np.moveaxis(rows[np.arange(shots)[:, None], places], 1, 1 + wire)

        for step in program.instructions:
            match step:
                case Gate(name="fourier", wires=(w,)):
                    sign = 1 if self.wrong == "fourier" else -1
                    matrix = omega ** (sign * np.outer(range(d), range(d))) / np.sqrt(d)
                    psi = np.moveaxis(np.tensordot(psi, matrix, (1 + w, 1)), -1, 1 + w)
                case Gate(name="sum", wires=(c, t)):
                    sign = -1 if self.wrong == "sum" else 1
                    pair = np.moveaxis(psi, (1 + c, 1 + t), (0, 1))
                    pair = np.stack([np.roll(pair[x], sign * x, axis=0) for x in range(d)])
                    psi = np.moveaxis(pair, (0, 1), (1 + c, 1 + t))
                case Gate(name="swap", wires=(a, b)):
                    psi = np.swapaxes(psi, 1 + a, 1 + b)
                case Shift(wire=w, side=side, constant=c, terms=terms):
                    fed = sum(factor * found[name] for name, factor in terms)
                    amounts = (c + (0 if self.wrong == "feed" else fed)) * np.ones(shots, dtype=int)
                    amounts = np.ones_like(amounts) if self.wrong == {"X": "x", "P": "z"}[side] else amounts
                    if side == "X":
                        psi = raised(w, amounts)
                    else:
                        psi = psi * along(omega ** (amounts[:, None] * np.arange(d)), w)
                case Read(wire=w, name=name):
                    found[name] = read(w, self.wrong != "read")
                case Reset(wire=w):
                    psi = raised(w, -read(w))
        return np.array([found[name] for name in program.reads]).reshape(-1, shots).T
