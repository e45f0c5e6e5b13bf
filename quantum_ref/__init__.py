"""The quantum side: Weyl operators, Wigner functions, Clifford maps, and simulators behind one door.

The public names are imported when they are first used; `__init__.pyi` says the same to type checkers.

>>> import numpy as np, quantum_ref
>>> quantum_ref.wigner_function(np.eye(3) / 3, 3).shape      # of the maximally mixed qutrit, over Z_3 x Z_3
(9,)
"""

from __future__ import annotations

from importlib import import_module

_HOME = {
    "stim.circuits": ["to_stim"],
    "stim.reading": ["from_stim"],
    "operators.wigner_functions": ["wigner_function"],
    "operators.qutip_bridge": ["as_operator", "to_qobj"],
    "operators.weyl": ["weyl_operators"],
    "operators.phase_points": ["parity_phase_points"],
    "operators.clifford_covariance": ["covariant"],
    "operators.clifford": ["named_unitary", "symplectic_unitaries"],
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'quantum_ref' has no attribute {name!r}")
    return getattr(import_module(f"quantum_ref.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
