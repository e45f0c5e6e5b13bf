"""States and experiments as objects of other packages, and back: QuTiP, Stim, Strawberry Fields, Cirq, sdim, galois.

What has no counterpart is refused with the reason. On bits the counterpart is that of the known variables as they are
listed by the state, with sign + (docs/bits.md says why there is more than one).

>>> from equivalence import conversions
>>> from toytheory import EpistemicState
>>> conversions.to_stim_state(EpistemicState.from_known("X1 + X2 = 0, P1 + P2 = 1", 2, 2))
[stim.PauliString("+ZZ"), stim.PauliString("-XX")]
"""

from .cirq import from_cirq, from_cirq_state, to_cirq, to_cirq_state
from .galois import map_from_galois, state_from_galois, to_galois
from .qutip import density_operator, from_density_operator, to_qutip_state
from .sdim import from_sdim, to_sdim
from .stim import from_stim_state, to_stim_state
from .strawberryfields import from_strawberryfields_state, to_strawberryfields_state

__all__ = [
    "density_operator",
    "from_cirq",
    "from_cirq_state",
    "from_density_operator",
    "from_sdim",
    "from_stim_state",
    "from_strawberryfields_state",
    "map_from_galois",
    "state_from_galois",
    "to_cirq",
    "to_cirq_state",
    "to_galois",
    "to_qutip_state",
    "to_sdim",
    "to_stim_state",
    "to_strawberryfields_state",
]
