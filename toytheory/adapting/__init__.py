"""For authors of adapters: experiments lowered to the few gates that every simulator has, and a backend made of that.

docs/conform.md leads through it. `GateAdapter` needs one method, `run` or `probabilities`; `ModeAdapter` two.
"""

from __future__ import annotations

from .adapter import GateAdapter
from .ladders import is_interferometer, passive_and_active
from .lowering import BASIC, Offers, block_program, program_of, state_program
from .modes import ModeAdapter, ModeStep, Selected, Undone
from .program import OPERATIONS, Block, Instruction, Program, Read, Reset, Scatter, Shift
from .refusals import refusing
from .statements import statements_of
from .words import Gate, diagonalised, inverted, sign_of, word_of

__all__ = [
    "BASIC", "OPERATIONS", "Block", "Gate", "GateAdapter", "Instruction", "ModeAdapter", "ModeStep", "Offers",
    "Program", "Read", "Reset", "Scatter", "Selected", "Shift", "Undone", "block_program", "diagonalised", "inverted",
    "is_interferometer", "passive_and_active", "program_of", "refusing", "sign_of", "state_program", "statements_of",
    "word_of",
]  # fmt: skip
