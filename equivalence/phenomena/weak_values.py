"""Weak values: pointers that are read where something else was found afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.weak_values import pointer, weak_values

from .judges import mean
from .phenomenon import Phenomenon, Run


def universal(context: Context) -> Iterator[Check]:
    """All pure Gaussian states, by identities."""
    yield weak_values()


Q, K = pointer(0.1, 2.0, (1.0, 0.0), (1.0, 0.5, 0.5), 0.5)

PHENOMENON = Phenomenon(
    name="weak-values",
    item="weak values",
    slide="Categorizing quantum phenomena",
    order=270,
    statement="For every pure Gaussian state of a mode, coupled by its position to a Gaussian pointer (q, k) with a "
    "weak g and kept where its momentum then is f, the mean of q is to first order g times the real part of the weak "
    "value and that of k 2g Var(k)/hbar times its imaginary part; in restricted Liouville mechanics the first is the "
    "mean of gx in the runs that are kept, and the second what the kick by k lets one infer of k.",
    standing={
        "bits": "cannot be posed in the theory",
        "trits": "cannot be posed in the theory",
        "modes": "arises in this sense only",
    },
    puzzle="Between preparation and a later finding an observable seems to have a value of its own, a complex number "
    "that may lie far from all that it could be measured to be.",
    story="X and P of the mode are correlated, so the runs with a large P are those with a large X, and the pointer "
    "shows their mean. The imaginary part is no value of anything: the pointer kicks P by its own momentum, so a "
    "large P says something of that momentum. Both are inferences from a classical distribution.",
    runs=(
        Run("weak-values-modes.toy", "the pointer has moved by about 0.1 times 3, the mean of X was 1", mean("q", Q)),
        Run("weak-values-momentum-modes.toy", "the pointer's momentum is about -0.1", mean("k", K)),
        Run(
            "weak-values-modes-control.toy",
            "without a correlation of X and P the pointer moves by 0.1 times the mean of X",
            mean("q", 0.1),
            control=True,
        ),
    ),
    universal=universal,
    parts=(theory("all pure Gaussian states, pointers and outcomes", "weak-values"),),
    limit="Anomalous weak values, outside of the range of values, do not occur: positions have all real numbers as "
    "values, and in Liouville mechanics a weak value is a mean of such. Those of a spin that exceed its largest "
    "value prove contextuality (Pusey) and cannot arise. Bits and trits have no weak coupling.",
    reading="The weak value of the position, between a Gaussian state and a value of the momentum. Weak means to "
    "first order in the coupling; the runs have the coupling 0.1 and are exact for it.",
    references=(
        "A. Karanjai, E. Cavalcanti, S. Bartlett, T. Rudolph, arXiv:1503.05203",
        "M. Pusey, arXiv:1409.1535",
        "Y. Aharonov, D. Albert, L. Vaidman, Phys. Rev. Lett. 60, 1351 (1988)",
    ),
)
