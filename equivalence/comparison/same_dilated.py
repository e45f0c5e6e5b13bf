"""Two experiments with measurements, feed-forward, branches and discards compared at once: thousands of systems.

Each theory follows its own dilation: matrices modulo d (`toytheory.discrete.dilated`), and on bits Stim's tableaus
(`quantum_ref.stim.dilated`); for odd d they go alike, by the theorem (docs/proof.md). With branches the runs are
compared for every combination of the outcomes that decide: in each there is one way through the branches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from toytheory.backend import Backend, Side
from toytheory.discrete import ways
from toytheory.discrete.dilated import Dilated
from toytheory.errors import CannotRun
from toytheory.language.advice import shorten
from toytheory.language.bookkeeping import When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Noise
from toytheory.outcomes.distributions import LISTED
from toytheory.phase_space.variables import Variable

from .alike import Core
from .same_circuits import FEW
from .sameness import THEOREM, Sameness


def of_dilations(
    cores: Sequence[Core], inputs: Sequence[int], backends: Mapping[str, Backend | str], as_maps: bool
) -> dict[Side, Sameness] | None:
    """Whether two experiments with the same names of outcomes are the same, in each theory.

    None where they have noise, or conditions beside outcomes that nobody sees, where no quantum side can tell in this
    way, and where they are too large.

    Parameters
    ----------
    inputs : the systems that come in, where they are compared as operations.
    """
    pair = [core.experiment for core in cores]
    stim, d = backends.get("stim"), pair[0].d
    kinds = {type(step) for each in pair for step in flat(each.steps)}
    if Noise in kinds or (Condition in kinds and any(core.hidden for core in cores)):
        return None
    if (d == 2 and (stim is None or isinstance(stim, str))) or (d > 2 and (d % 2 == 0 or not _many(cores))):
        return None
    try:
        toy = _decided(cores, inputs, as_maps, ways, Dilated, "toy engine")
        if d > 2:
            return {"toy": toy, "quantum": Sameness(toy.answer, THEOREM, toy.witness)}
        from quantum_ref.stim import ways as by_tableaus
        from quantum_ref.stim.dilated import DilatedQubits

        quantum = _decided(cores, inputs, as_maps, by_tableaus, DilatedQubits, "stim")
        return {"toy": toy, "quantum": quantum}
    except CannotRun:
        return None


def _many(cores: Sequence[Core]) -> bool:
    """Whether this is the way to compare them: many systems, or outcomes that nobody sees."""
    return cores[0].experiment.n > FEW or any(core.hidden for core in cores)


def _decided(
    cores: Sequence[Core], inputs: Sequence[int], as_maps: bool, theory: Any, dilation: Any, by: str
) -> Sameness:
    """Case by case: the probability of what decides, and the runs in which it does."""
    pair = [core.experiment for core in cores]
    names = list(dict.fromkeys(name for each in pair for name in deciding(each)))
    d = pair[0].d
    if d ** len(names) > LISTED:
        raise CannotRun(f"more than {LISTED} combinations of outcomes decide")
    both = [dilation(each, inputs) for each in pair]
    for whole, core in zip(both, cores, strict=True):
        whole.hide(core.hidden)
    ways = theory.Ways(*both)
    for values in product(range(d), repeat=len(names)):
        given = dict(zip(names, values, strict=True))
        case = {"given": ", ".join(f"{name} = {value}" for name, value in given.items())} if given else {}
        chances, apart = ways.compared(given)
        if chances[0] != chances[1]:
            shown = {"first": str(chances[0]), "second": str(chances[1])}
            told = {"outcome": case["given"], **shown} if given else {"condition_probability": shown}
            return Sameness("different", by, told)
        if apart is not None:
            return Sameness("different", by, case | told_of(apart, d, as_maps))
    return Sameness("same", by)


def deciding(experiment: Experiment) -> list[str]:
    """The outcomes that branches ask for."""
    whens = (step for step in flat(experiment.steps) if isinstance(step, When))
    return list(dict.fromkeys(name for when in whens for branch in when.branches for name, _ in branch.conditions))


def told_of(apart: Any, d: int, as_maps: bool) -> dict[str, Any]:
    """A witness: what is certain in one of the two, if need be of an input, and not in the other."""
    variable = Variable.from_vector(apart.variable, d)
    outcomes = [f"{c} {name}" if c > 1 else name for name, c in apart.outcomes.items()]
    known = " + ".join([*([str(variable)] if variable.terms else []), *outcomes]) or "0"
    text = shorten(known, 200)
    witness: dict[str, Any] = {"known": text if apart.random else f"{text} = {apart.value}"}
    if as_maps:
        sent = Variable.from_vector(apart.labels, d)
        witness["prepare"] = f"{shorten(str(sent), 200)} = 0" if sent.terms else "nothing"
        witness["measure"] = shorten(str(variable), 200) if variable.terms else "nothing"
    if apart.random:
        return witness | {"only in": ("first", "second")[apart.only_in]}
    return witness | dict(zip(("first", "second"), ("1", "0") if apart.only_in == 0 else ("0", "1"), strict=True))
