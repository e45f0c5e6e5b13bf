r"""The harness: decides where the toy theory and quantum theory predict the same, with graded evidence.

The public names are imported when they are first used; `__init__.pyi` says the same to type checkers.

>>> import equivalence, toytheory
>>> experiment = toytheory.parse_experiment("system 1 bit\nprepare P = 0\nphase 1\nphase 1\nmeasure P as p")
>>> equivalence.run_experiment(experiment, equivalence.chosen_backends(["epistemic", "stim"])).comparison.verdict
'disagree'
"""

from __future__ import annotations

from importlib import import_module

_HOME = {
    "comparison.run": ["ExperimentReport", "chosen_backends", "run_experiment"],
    "comparison.answers": ["Result", "ask"],
    "comparison.compare": ["Comparison", "compare"],
    "engine.verifying": ["verify"],
    "engine.events": ["Report"],
    "engine.verdict": ["Check", "Claim", "Verdict"],
    "experiments.shrink": ["shrink"],
    "experiments.replay": ["replay"],
}
_WHERE = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'equivalence' has no attribute {name!r}")
    return getattr(import_module(f"equivalence.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
