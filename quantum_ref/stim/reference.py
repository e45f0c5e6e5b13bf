"""One possible run of an experiment on bits without noise, from Stim's tableau: the signs that a sampler starts from.

The outcomes of stabilizer circuits are uniform on an affine set, moved by noise. How two runs differ needs no signs and
no quantum theory; one run, which needs both, is what Stim's tableau gives.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from toytheory.backend import DISCRETE_STEPS
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.steps import Condition, Noise

from .circuits import to_stim


def reference_run(experiment: Experiment) -> dict[str, int]:
    r"""A value of everything that the experiment makes: one run without noise, which need not meet the conditions.

    CannotRun where the experiment is not on bits, or follows branches: then runs differ in signs too.

    >>> from toytheory.language.reading import parse_experiment
    >>> text = "system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P as a"      # H Y H = -Y
    >>> reference_run(parse_experiment(text))
    {'a': 1}
    """
    if experiment.system.d != 2:
        raise CannotRun("signs are a matter of bits")
    lowered = lower(experiment, DISCRETE_STEPS)
    steps = tuple(step for step in lowered.core.steps if not isinstance(step, Noise | Condition))
    core = replace(lowered.core, steps=steps)
    record: NDArray[np.bool_] = to_stim(core).reference_sample() if core.made else np.zeros(0, dtype=np.bool_)
    values = dict(zip(core.made, record.tolist(), strict=True))
    return {name: expression(values, 2) for name, expression in lowered.readout.items()}
