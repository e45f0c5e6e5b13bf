"""Every catalogue, example and forbidden state that the talk draws, by slide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toytheory.drawing import Page, figure

from . import agreement, continuous, pages, parity

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Picture:
    """One picture of the talk.

    Attributes
    ----------
    name : of its file, without the ending.
    section : of the index.
    slide : title of the slide that has it.
    caption : one or two sentences.
    made : makes its page, or where it is no page of grids its figure.
    """

    name: str
    section: str
    slide: str
    caption: str
    made: Callable[[], Page | Figure]

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.svg"

    def page(self) -> Page:
        """The page, of pictures that consist of grids."""
        made = self.made()
        assert isinstance(made, Page)
        return made

    def figure(self) -> Figure:
        """The figure; its caption stands in the index and is its label where it has none of its own."""
        made = self.made()
        made = figure(made) if isinstance(made, Page) else made
        made.set_label(made.get_label() or self.caption)
        return made


BITS, TRITS, MODES = "Bits", "Trits", "Continuous degrees of freedom"
DIFFER = "Where bits and qubits differ"
MAPS, MEASURED, RUNS = "Transformations", "Measurements", "Experiments"
CONTRAST = "Knowledge balance against classical complementarity"

FIGURES: tuple[Picture, ...] = (
    Picture(
        "bit-states",
        BITS,
        "A single bit",
        "The valid states of a bit: six of maximal knowledge, and nothing known.",
        pages.one_system(2),
    ),
    Picture(
        "two-bits-one-variable",
        BITS,
        "A pair of bits",
        "One variable of a pair of bits is known (15 variables, two values each), or nothing.",
        pages.two_bits_one_variable,
    ),
    Picture(
        "two-bits-uncorrelated",
        BITS,
        "A pair of bits",
        "The 36 uncorrelated pure states of a pair of bits: each of the six states of either.",
        pages.two_bits_uncorrelated,
    ),
    Picture(
        "two-bits-correlated",
        BITS,
        "A pair of bits",
        "The 24 correlated pure states of a pair of bits: six sets of variables, four valuations each.",
        pages.two_bits_correlated,
    ),
    Picture(
        "trit-states",
        TRITS,
        "Valid epistemic states for a single trit",
        "The valid states of a trit: four variables with three values each, and nothing known.",
        pages.one_system(3),
    ),
    Picture(
        "pair-of-trits",
        TRITS,
        "How to represent this graphically",
        "The cells of a pair of trits; each shows its ontic state, x1 p1 x2 p2.",
        pages.pair_of_trits,
    ),
    Picture(
        "two-trits-one-variable",
        TRITS,
        "Valid epistemic states for a pair of trits",
        "One variable of a pair of trits is known to be 0: 40 variables up to a factor; each has three values.",
        pages.two_trits_one_variable,
    ),
    Picture(
        "two-trits-uncorrelated",
        TRITS,
        "Uncorrelated pure epistemic states",
        "The 16 sets of variables whose states are uncorrelated and pure, at the values 0, 0; each has nine "
        "valuations.",
        pages.two_trits_uncorrelated,
    ),
    Picture(
        "two-trits-correlated",
        TRITS,
        "Correlated pure epistemic states",
        "The 24 sets of variables with correlated pure states, in the talk's order, at the values 0, 0; each has nine "
        "valuations. In the talk numbers 14 and 21 are printed with variables that do not commute: "
        "X1 - P1 - X2 - P2 and X1 + P1 + P2.",
        pages.two_trits_correlated,
    ),
    Picture(
        "correlated-trits",
        TRITS,
        "Correlated pure epistemic states",
        "X1 - X2 and P1 + P2 known: nothing is known of either trit alone, as the strips show.",
        pages.state("X1 - X2 = 0, P1 + P2 = 0", 3),
    ),
    Picture(
        "mode-states",
        MODES,
        "Valid epistemic states for a single degree of freedom",
        "Quadrature states of one mode: one variable aX + bP is known, or nothing. The other is completely unknown.",
        continuous.single_mode,
    ),
    Picture(
        "mode-pairs",
        MODES,
        "Valid epistemic states for a pair of degrees of freedom",
        "Quadrature states of a pair of modes, a row each: X1 = 2 and P2 = 2 (the talk's example); one variable alone; "
        "the pair of Einstein, Podolsky and Rosen, of which nothing is known mode by mode.",
        continuous.pairs_of_modes,
    ),
    Picture(
        "gaussian-states",
        MODES,
        "The classical uncertainty principle",
        "Gaussian states of one mode, hbar = 1: ellipses of one and two deviations. None is smaller than the vacuum's.",
        continuous.gaussian_states,
    ),
    Picture(
        "gaussian-pair",
        MODES,
        "The classical uncertainty principle",
        "The two-mode squeezed vacuum with r = 1: each mode alone is thermal, together they are correlated.",
        continuous.squeezed_pair,
    ),
    Picture(
        "trit-fourier",
        MAPS,
        "Valid reversible transformations",
        "One trit: X becomes P, and P becomes -X.",
        pages.transformation("X1 -> P1, P1 -> -X1", 3),
    ),
    Picture(
        "two-trits-sum",
        MAPS,
        "Valid reversible transformations",
        "Two trits: P1 becomes P1 - P2, and X2 becomes X1 + X2.",
        pages.transformation("P1 -> P1 - P2, X2 -> X1 + X2", 3),
    ),
    Picture(
        "bit-measurements",
        MEASURED,
        "A single bit",
        "The reproducible measurements of a bit; the number in a cell is the outcome.",
        pages.single_measurements(2),
    ),
    Picture(
        "trit-measurements",
        MEASURED,
        "Valid reproducible measurements",
        "The reproducible measurements of a trit; the number in a cell is the outcome.",
        pages.single_measurements(3),
    ),
    Picture(
        "two-bits-measurements",
        MEASURED,
        "A pair of bits",
        "The reproducible measurements of one variable of a pair of bits (15).",
        pages.pair_measurements(2, 1),
    ),
    Picture(
        "two-bits-joint-measurements",
        MEASURED,
        "A pair of bits",
        "The maximal reproducible measurements of a pair of bits (15): two commuting variables, four outcomes.",
        pages.pair_measurements(2, 2),
    ),
    Picture(
        "two-trits-measurements",
        MEASURED,
        "Valid reproducible measurements",
        "The reproducible measurements of one variable of a pair of trits (40 up to a relabelling of outcomes).",
        pages.pair_measurements(3, 1),
    ),
    Picture(
        "two-trits-joint-measurements",
        MEASURED,
        "Valid reproducible measurements",
        "Six of the 40 maximal reproducible measurements of a pair of trits, each of two commuting variables: "
        "above, of either trit by itself; below, of correlations. The digits in a cell are the outcomes.",
        pages.telling_measurements,
    ),
    Picture(
        "forbidden-bits",
        CONTRAST,
        "The same epistemic states are found to be valid, but the logic is different...",
        "X2 = 0 and X1 + P2 = 0, for bits: forbidden by both principles, for different reasons.",
        pages.forbidden("X2 = 0, X1 + P2 = 0", 2),
    ),
    Picture(
        "forbidden-by-locality",
        CONTRAST,
        "The same epistemic states are found to be valid, but the logic is different...",
        "Why locality forbids it: measuring X1 cannot change system 2, yet after it both X2 and P2 would be known.",
        pages.measured_away("X2 = 0, X1 + P2 = 0", "X1 = 0", "X2 = 0, P2 = 0", 2),
    ),
    Picture(
        "forbidden-trits",
        CONTRAST,
        "What about applying knowledge-balance to trits?",
        "X2 = 0 and X1 + P2 = 0, for trits: ruled out by locality.",
        pages.forbidden("X2 = 0, X1 + P2 = 0", 3),
    ),
    Picture(
        "knowledge-balance-trits",
        CONTRAST,
        "What about applying knowledge-balance to trits?",
        "X1 - X2 = 0 and P1 - P2 = 0: allowed by knowledge balance, but corresponding to nothing in quantum mechanics.",
        pages.forbidden("X1 - X2 = 0, P1 - P2 = 0", 3),
    ),
    Picture(
        "bell-tables",
        DIFFER,
        "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory",
        "Correlations of both systems measured alike: C always equal, A never. Each Bell state has an even number of "
        "C, each toy state an odd one.",
        parity.bell_tables,
    ),
    Picture(
        "negative-wigner-functions",
        DIFFER,
        "Restricted statistical theory of bits \u2243 Stabilizer theory for qubits",
        "Above, three states of two toy bits; below, the Wigner functions of the qubit states with the same list of "
        "known variables: somewhere negative. These three sets of variables (of 15) have such states.",
        parity.negative_wigner_functions,
    ),
    Picture(
        "agreement-of-bits",
        DIFFER,
        "Restricted statistical theory of bits \u2243 Stabilizer theory for qubits",
        "All pairs of pure states: is the overlap the same in both theories? A cell is a pair of sets of known "
        "variables with all their values; dark, if some pair of values has another overlap in quantum theory.",
        agreement.agreement_of_bits,
    ),
    Picture(
        "disturbance",
        RUNS,
        "Valid reproducible measurements",
        "Measuring P disturbs X: after it, X is random again.",
        pages.run("system 1 trit\nprepare X = 1\nmeasure X as before\nmeasure P as p\nmeasure X as after", p=2),
    ),
    Picture(
        "teleportation-trits",
        RUNS,
        "These theories include",
        "Teleportation of a trit from system 1 to system 3, in the run with a = 1, b = 2.",
        pages.run(
            "system 3 trits\nprepare X1 + P1 = 1\nprepare X2 - X3 = 0, P2 + P3 = 0\n"
            "measure X1 - X2, P1 + P2 as a, b\ndisplace X3 by a, P3 by b\nmeasure X3 + P3 as arrived",
            a=1,
            b=2,
        ),
    ),
    Picture(
        "quantum-eraser",
        RUNS,
        "Those arising in a restricted statistical classical theory",
        "The quantum eraser with two trits: the marker destroys the interference, measuring P2 restores it.",
        pages.run(
            "system 2 trits\nprepare P1 = 0\nprepare X2 = 0\nsum 1 2\nmeasure P2 as erased\n"
            "condition erased = 1\nmeasure P1 as fringe"
        ),
    ),
)
"""In the order of the index."""
