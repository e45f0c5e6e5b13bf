"""`loss 1 by 0.9`, `thermal-loss 1 by 0.9, 0.5`, `amplify 1 by 2`: channels of one mode.

Items of a step: the system, then numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toytheory.errors import InputError
from toytheory.language.advice import NUMBERS, Advice
from toytheory.language.so_far import SoFar
from toytheory.language.steps import Amplify, Loss, Step, ThermalLoss

from .statement import Language, Line, Record, Statement

RULES = r"""
channel      = ~r"(?P<name>thermal-loss|loss|amplify)\s*" numbers by values end
"""

_CHANNELS: dict[str, tuple[Callable[..., Step], tuple[str, ...]]] = {
    "loss": (Loss, ("the transmitted fraction T",)),
    "thermal-loss": (ThermalLoss, ("the transmitted fraction T", "nbar")),
    "amplify": (Amplify, ("the gain G",)),
}


def _read(line: Line, node: Any) -> list[Step]:
    name = node.children[0].match["name"]
    make, wanted = _CHANNELS[name]
    systems, numbers = line.reader.systems(node)
    values, reals = line.reader.numbers(node)
    if len(systems) != 1:
        line.reader.refuse(numbers[-1], f"{name} takes one system, not {len(systems)}", "name one system")
    if len(values) != len(wanted):
        listed = "1 number" if len(wanted) == 1 else f"{len(wanted)} numbers"
        problem = f"{name} takes {listed} ({' and '.join(wanted)}), not {len(values)}"
        line.reader.refuse(reals[min(len(reals), len(wanted) + 1) - 1], problem, f"give {listed} after `by`")
    return [make(systems[0], *map(float, values), place=line.place, columns=line.columns(numbers + reals))]


def _fraction(so_far: SoFar, step: Loss | ThermalLoss) -> None:
    so_far.usable(step, [step.system])
    if not 0 <= so_far.number(step, 1, step.transmission, "the transmitted fraction") <= 1:
        problem = f"the transmitted fraction {step.transmission:g} is not between 0 and 1"
        raise InputError(problem, "give T from 0 to 1; `amplify` has gains above 1", step.item_place(1))


def _thermal(so_far: SoFar, step: ThermalLoss) -> None:
    _fraction(so_far, step)
    if so_far.number(step, 2, step.nbar, "nbar") < 0:
        raise InputError(f"nbar = {step.nbar:g} is negative", "give nbar >= 0", step.item_place(2))


def _gain(so_far: SoFar, step: Amplify) -> None:
    so_far.usable(step, [step.system])
    if so_far.number(step, 1, step.gain, "the gain") < 1:
        problem = f"the gain {step.gain:g} is below 1"
        raise InputError(problem, "give G >= 1; `loss` has transmitted fractions below 1", step.item_place(1))


_DECLARE = "declare modes, as in `system 2 modes (hbar=1)`"

CHANNELS = Language(
    over={
        "Z": (),
        "R": (
            Statement(
                ("loss", "thermal-loss", "amplify"),
                "channel",
                RULES,
                {
                    "loss": Advice("loss 1 by 0.9", NUMBERS),
                    "thermal-loss": Advice("thermal-loss 1 by 0.9, 0.5", NUMBERS),
                    "amplify": Advice("amplify 1 by 2", NUMBERS),
                },
                _read,
                elsewhere=dict.fromkeys(("loss", "thermal-loss", "amplify"), _DECLARE),
            ),
        ),
    },
    records={
        Loss: Record(
            _fraction,
            lambda step, ring: f"loss {step.system + 1} by {ring.shown(step.transmission)}",
            lambda step, ring: Loss(step.system, float(step.transmission)),
            only_modes=True,
        ),
        ThermalLoss: Record(
            _thermal,
            lambda step, ring: f"thermal-loss {step.system + 1} by {ring.listed((step.transmission, step.nbar))}",
            lambda step, ring: ThermalLoss(step.system, float(step.transmission), float(step.nbar)),
            only_modes=True,
        ),
        Amplify: Record(
            _gain,
            lambda step, ring: f"amplify {step.system + 1} by {ring.shown(step.gain)}",
            lambda step, ring: Amplify(step.system, float(step.gain)),
            only_modes=True,
        ),
    },
)
