"""Two circuits of maps, compared at once: thousands of systems, as matrices and as tableaus.

Nothing is measured in them, so that being the same is a matter of where each coordinate goes. The toy theory follows
coordinates through matrices modulo d, quantum theory on bits through the tableaus of Stim; for odd d they go alike, by
the theorem (docs/proof.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from toytheory.backend import Backend, Side
from toytheory.discrete.circuits import Circuit, first_apart
from toytheory.language.advice import shorten
from toytheory.phase_space.space import coordinate_name
from toytheory.phase_space.variables import Variable

from .sameness import Sameness

FEW = 8
"""Systems with odd d that a quantum backend is asked about instead."""


def of_circuits(
    first: Circuit, second: Circuit, backends: Mapping[str, Backend | str], as_maps: bool
) -> dict[Side, Sameness] | None:
    """Whether two circuits that prepare the same are the same, in each theory; None where no quantum side can tell."""
    stim = backends.get("stim")
    if first.d == 2 and (stim is None or isinstance(stim, str)):
        return None
    if first.d > 2 and (first.d % 2 == 0 or first.n <= FEW):
        return None
    toy = _told(first, first_apart(first, second, as_maps), as_maps, "toy engine")
    if first.d > 2:
        return {
            "toy": toy,
            "quantum": Sameness(toy.answer, "the equivalence theorem for odd d (docs/proof.md)", toy.witness),
        }
    from quantum_ref.stim.unitaries import first_apart as by_tableaus

    apart = by_tableaus(first.steps, second.steps, first.n, first.prepared, as_maps)
    return {"toy": toy, "quantum": _told(first, apart, as_maps, "stim")}


def _told(circuit: Circuit, apart: Any, as_maps: bool, by: str) -> Sameness:
    """With a witness: what is certain after the first circuit, if need be of an input, and not after the second."""
    if apart is None:
        return Sameness("same", by)
    variable = Variable.from_vector(np.asarray(apart.variable), circuit.d)
    measured = shorten(str(variable), 200)
    witness: dict[str, Any] = {"known": measured if apart.random else f"{measured} = {apart.value}"}
    if as_maps and apart.row // 2 not in circuit.prepared:
        witness |= {"prepare": f"{coordinate_name(apart.row)} = 0", "measure": measured}
    elif as_maps:
        witness |= {"prepare": "nothing", "measure": measured}
    witness |= {"only in": "first"} if apart.random else {"first": "1", "second": "0"}
    return Sameness("different", by, witness)
