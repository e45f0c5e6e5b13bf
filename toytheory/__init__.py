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
    "phase_space.space": ["PhaseSpace"],
    "phase_space.variables": ["Variable"],
    "phase_space.brackets": ["bracket", "commute", "difference_bracket", "symbolic_bracket", "canonical_symbols"],
    "language.notation": ["parse_variable", "parse_known"],
    "discrete.epistemic": ["EpistemicState"],
    "discrete.transformations": ["SymplecticMap"],
    "discrete.measurements": ["Measurement"],
    "discrete.enumeration": ["epistemic_states", "isotropic_modules", "lagrangian_modules", "symplectic_group"],
    "restrictions": ["classical_complementarity", "knowledge_balance"],
    "language.experiment": ["Experiment"],
    "language.reading": ["parse_experiment", "load_experiment"],
    "language.writing": ["format_experiment"],
    "backend": ["Backend", "Capabilities", "load_backends"],
    "outcomes.distributions": ["Distribution", "AffineSet", "Samples"],
    "outcomes.densities": ["ContinuousDistribution", "Moments"],
    "continuous.quadrature": ["QuadratureState"],
    "continuous.liouville": ["LiouvilleState"],
    "continuous.flows": ["Flow"],
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
