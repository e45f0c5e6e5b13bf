"""Quantized spectra: what can be asked of energies."""

from __future__ import annotations

import math
from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.energy import energies, star_square

from .judges import both, variance
from .phenomenon import Phenomenon, Run, uniform


def universal(context: Context) -> Iterator[Check]:
    """The energy's square on phase space in both theories, and Gaussian states in the number basis."""
    yield star_square()
    yield energies()


PHENOMENON = Phenomenon(
    name="spectra",
    item="Quantized spectra?",
    slide="Categorizing quantum phenomena",
    order=260,
    statement="No experiment of the restricted theories reads an energy, as (X^2 + P^2)/2 is no canonical variable "
    "and they measure no other. Its mean is the same in Liouville mechanics and in quantum theory for every state, "
    "its variance larger by hbar^2/4 for one mode: in the vacuum hbar^2/4 and 0.",
    standing={
        "bits": "cannot be posed in the theory",
        "trits": "cannot be posed in the theory",
        "modes": "cannot be posed in the theory",
    },
    puzzle="An oscillator has energies hbar/2, 3 hbar/2, ... and none between.",
    story="The vacuum of the restricted theory is a Gaussian cloud of ontic states, each with an energy of its own, "
    "any number above 0; hbar/2 is the mean. No state within the restriction is narrow in energy around a circle of "
    "phase space, as a number state would be, so no experiment within it asks whether energies have gaps.",
    runs=(
        Run(
            "spectra-modes.toy",
            "mean energy of a squeezed vacuum, from variances",
            both(variance("x", math.exp(-1) / 2 + 0.5), variance("p", math.exp(1) / 2 + 0.5)),
        ),
        Run("spectra-trits.toy", "a trit has three values because its coordinates have", uniform("x")),
        Run(
            "spectra-modes-control.toy",
            "the vacuum: mean energy hbar/2",
            both(variance("x", 1.0), variance("p", 1.0)),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("one mode, every state: variances apart by hbar^2/4", "star-square"),
        code("five Gaussian states, from density matrices in the number basis", "energies"),
    ),
    limit="That quantum theory's energies have gaps is a fact about measurements outside of the Gaussian theory "
    "(counting photons), and no restricted Liouville distribution gives their outcomes. Bits and trits have discrete "
    "values by construction and no energy.",
    reading="A spectrum is the set of values that a measurement of the energy can have. The talk leaves the entry "
    "open, with a question mark.",
    references=(
        "S. Bartlett, T. Rudolph, R. Spekkens, arXiv:1111.5057",
        "J. Moyal, Math. Proc. Camb. Phil. Soc. 45, 99 (1949)",
    ),
)
