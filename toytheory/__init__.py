"""The classical side: the talk's statistical theories of bits, trits, dits and Liouville mechanics.

The public names are imported from the modules that define them when they are first used, so that
``import toytheory`` costs nothing and the quantum side can import the shared vocabulary alone.
`__init__.pyi` says the same to type checkers.

>>> import toytheory
>>> str(toytheory.EpistemicState.from_known("X1 = 1", d=3, n=1))
'X1 = 1'
"""

from __future__ import annotations

from importlib import import_module

_HOME = {
    "errors": ["ToyTheoryError", "InputError", "CannotRun", "Place"],
    # phase space
    "phase_space.space": ["PhaseSpace"],
    "phase_space.variables": ["Variable"],
    "phase_space.brackets": ["bracket", "commute", "difference_bracket", "symbolic_bracket", "canonical_symbols"],
    # experiments
    "language.notation": ["parse_variable", "parse_known"],
    "language.experiment": ["Experiment"],
    "language.reading": ["parse_experiment", "load_experiment"],
    "language.writing": ["format_experiment"],
    "language.lowering.lower": ["Lowered", "lower"],
    "language.maps.discrete": ["named_transform"],
    "language.maps.modes": ["mode_transform"],
    "language.steps": [
        "System", "Step", "Prepare", "Transform", "Measure", "OutcomeExpression", "Displace", "Noise", "Condition",
        "Discard", "PrepareVacuum", "PrepareGaussian", "Loss", "ThermalLoss", "Amplify", "GaussianNoise", "Heterodyne",
    ],
    "language.bookkeeping": [
        "Random", "RandomNormal", "Flip", "Let", "Detector", "Observable", "Report", "Branch", "When", "Repeat",
        "GeneralDyne", "GaussianChannel",
    ],
    # backends and what they answer
    "backend": ["Backend", "Capabilities", "load_backends"],
    "outcomes": ["Distribution", "AffineSet", "Samples", "ContinuousDistribution", "ContinuousSamples", "Moments"],
    # the theory of Z_d
    "discrete.epistemic": ["EpistemicState"],
    "discrete.transformations": ["SymplecticMap"],
    "discrete.measurements": ["Measurement"],
    "discrete.enumeration": ["epistemic_states", "isotropic_modules", "lagrangian_modules", "symplectic_group"],
    # Liouville mechanics
    "continuous.quadrature": ["QuadratureState"],
    "continuous.liouville": ["LiouvilleState"],
    "continuous.flows": ["Flow"],
    "continuous.channels": ["Channel"],
    "continuous.measurements": ["ModeMeasurement", "homodyne", "heterodyne"],
    # principles, pictures
    "restrictions": ["classical_complementarity", "knowledge_balance"],
    "restrictions.catalogue": ["known_sets"],
    "drawing": ["draw"],
}  # fmt: skip
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = ["__version__", *sorted(_WHERE)]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("toytheory")
    if name not in _WHERE:
        raise AttributeError(f"module 'toytheory' has no attribute {name!r}")
    return getattr(import_module(f"toytheory.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
