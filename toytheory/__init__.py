"""The classical side: the talk's statistical theories of bits, trits, dits and Liouville mechanics.

The public names are imported from the modules that define them when they are first used, so that
``import toytheory`` costs nothing and the quantum side can import the shared vocabulary alone.

>>> import toytheory
>>> str(toytheory.EpistemicState.from_known("X1 = 1", d=3, n=1))
'X1 = 1'
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "phase_space": ["PhaseSpace"],
    "variables": ["Variable"],
    "brackets": ["bracket", "commute", "difference_bracket", "symbolic_bracket", "canonical_symbols"],
    "notation": ["parse_variable", "parse_known"],
    "epistemic": ["EpistemicState"],
    "transformations": ["SymplecticMap"],
    "measurements": ["Measurement"],
    "enumeration": ["epistemic_states", "isotropic_modules", "lagrangian_modules", "symplectic_group"],
    "restrictions": ["classical_complementarity", "knowledge_balance"],
    "experiment": ["Experiment"],
    "language": ["parse_experiment", "load_experiment", "format_experiment"],
    "backend": ["Backend", "Capabilities", "load_backends"],
    "outcomes": ["Distribution", "AffineSet", "Samples"],
    "densities": ["ContinuousDistribution", "Moments"],
    "quadrature": ["QuadratureState"],
    "liouville": ["LiouvilleState"],
    "flows": ["Flow"],
    "drawing": ["draw"],
    "errors": ["ToyTheoryError", "InputError", "CannotRun"],
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'toytheory' has no attribute {name!r}")
    return getattr(import_module(f"toytheory.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])
