"""What `quantum_ref` offers, for type checkers; tests hold it against `__init__.py`."""

from quantum_ref.operators.clifford import named_unitary as named_unitary
from quantum_ref.operators.clifford import symplectic_unitaries as symplectic_unitaries
from quantum_ref.operators.clifford_covariance import covariant as covariant
from quantum_ref.operators.phase_points import parity_phase_points as parity_phase_points
from quantum_ref.operators.qutip_bridge import as_operator as as_operator
from quantum_ref.operators.qutip_bridge import to_qobj as to_qobj
from quantum_ref.operators.weyl import weyl_operators as weyl_operators
from quantum_ref.operators.wigner_functions import wigner_function as wigner_function
from quantum_ref.stim.circuits import to_stim as to_stim
from quantum_ref.stim.reading import from_stim as from_stim

__all__ = [
    "as_operator",
    "covariant",
    "from_stim",
    "named_unitary",
    "parity_phase_points",
    "symplectic_unitaries",
    "to_qobj",
    "to_stim",
    "weyl_operators",
    "wigner_function",
]
