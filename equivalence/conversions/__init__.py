"""States of the toy theory as objects of other packages, and back: QuTiP, Stim, Strawberry Fields.

What has no counterpart is refused with the reason. On bits the counterpart is that of the known variables as they are
listed by the state, with sign + (docs/bits.md says why there is more than one).

>>> from equivalence import conversions
>>> from toytheory import EpistemicState
>>> conversions.to_stim_state(EpistemicState.from_known("X1 + X2 = 0, P1 + P2 = 1", 2, 2))
[stim.PauliString("+ZZ"), stim.PauliString("-XX")]
"""

from .qutip import density_operator, from_density_operator, to_qutip_state
from .stim import from_stim_state, to_stim_state
from .strawberryfields import from_strawberryfields_state, to_strawberryfields_state

__all__ = [
    "density_operator",
    "from_density_operator",
    "from_stim_state",
    "from_strawberryfields_state",
    "to_qutip_state",
    "to_stim_state",
    "to_strawberryfields_state",
]
