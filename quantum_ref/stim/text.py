"""Stim circuits as text with every digit of their numbers.

Stim's own text has six significant digits: read back, 0.123456789 is another probability.
"""

from __future__ import annotations

import stim


def circuit_text(circuit: stim.Circuit) -> str:
    r"""The circuit, an instruction a line, as Stim reads it back without a difference; loops are written out.

    >>> circuit = stim.Circuit("X_ERROR(0.123456789) 0\nDETECTOR(1, 0.5)\nM 0")
    >>> print(circuit_text(circuit), end="")
    X_ERROR(0.123456789) 0
    DETECTOR(1, 0.5)
    M 0
    >>> stim.Circuit(circuit_text(circuit)) == circuit, stim.Circuit(str(circuit)) == circuit
    (True, False)
    """
    return "".join(f"{_line(instruction)}\n" for instruction in circuit.flattened())


def _line(instruction: stim.CircuitInstruction) -> str:
    arguments, text = instruction.gate_args_copy(), str(instruction)
    if not arguments:
        return text
    name, _, rest = text.partition("(")
    numbers = ", ".join(repr(number).removesuffix(".0") for number in arguments)
    return f"{name}({numbers}){rest.partition(')')[2]}"
