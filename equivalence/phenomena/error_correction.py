"""Error correction: what is known of many systems shows what happened to some, and tells nothing of what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.all_codes import both_theories, every_code
from equivalence.theorems.phenomena.linear_modes import area_bounds_bracket, drawn_codes
from equivalence.theorems.phenomena.named_codes import five_systems, named_codes, single_errors
from equivalence.theorems.phenomena.thresholds import crossing

from .judges import all_certain, all_uniform, all_zero, chances, variances
from .phenomenon import Phenomenon, Run


def universal(context: Context) -> Iterator[Check]:
    """Five systems for every d, every code of few systems, codes with a name, and what linear codes do for modes."""
    yield five_systems()
    yield theorem()
    for d, n in [(2, 2), (3, 2), (2, 3), (3, 3), *([(2, 4), (3, 4)] if context.full else [])]:
        yield every_code(d, n)
    for d, n in [(2, 2), (3, 2), (2, 3)]:
        yield both_theories(d, n, n, tuple(range(n + 1)))
    if context.full:  # the first codes of distance 2
        yield both_theories(2, 4, 1, (1, 2, 3))
        yield both_theories(3, 3, 1, (2,))
        yield crossing(2, Fraction(6, 100), Fraction(12, 100), 100_000, context.seed)
        yield crossing(3, Fraction(11, 100), Fraction(16, 100), 100_000, context.seed)
    yield from (single_errors(d) for d in (2, 3))
    yield named_codes()
    yield area_bounds_bracket()
    yield drawn_codes(context.rng("error-correction"))


PHENOMENON = Phenomenon(
    name="error-correction",
    item="error correction",
    items=("quantum error correction",),
    pictured=("error-correction-bits.toy", "error-correction-bits-control.toy"),
    plots=(
        (
            "thresholds.svg",
            "How often small codes fail against how often a system is displaced: samples of the toy theory with error "
            "bars, and exact lines where all errors can be listed (see [thresholds.md](../thresholds.md)).",
        ),
    ),
    slide="These theories include:",
    order=160,
    statement="Each isotropic module of variables is a code: it detects the displacements that change a known "
    "variable. With five systems one is kept through any displacement of one of them, and through the loss of any "
    "two, for every d, in the toy theory and for odd d in quantum theory. All codes of two and three bits and "
    "trits are listed with their distances, which for two systems and for three bits are those of quantum theory. "
    "Linear codes of modes do not make independent Gaussian noise of equal variance smaller.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "arises in this sense only"},
    puzzle="Errors cannot be seen without looking, looking disturbs, copies are impossible and errors are "
    "continuous. That a quantum memory can be protected at all was doubted for years.",
    story="Several ontic states are unknown, some sums of their coordinates are not. A displacement of a few "
    "systems shows in these sums, which are read without disturbing what has no bracket with them. What is kept is "
    "a pair of conjugate variables that commute with all checks: nobody learns them, and they are put back in "
    "place.",
    runs=(
        Run("error-correction-bits.toy", "a flip is undone and what is known of P survives", all_zero("same", "kept")),
        Run(
            "error-correction-bits-rate.toy",
            "three bits: wrong in 2.8 of 100 runs",
            chances("error", {0: Fraction(243, 250), 1: Fraction(7, 250)}),
        ),
        Run(
            "error-correction-bits-five.toy",
            "five bits: whatever happens to one is undone",
            all_zero("x", "p"),
        ),
        Run("error-correction-trits-erasure.toy", "three trits: one is lost", all_zero("x", "p")),
        Run(
            "error-correction-bits-signs.toy",
            "a sum of checks is a false alarm on qubits",
            all_zero("s", "t", "alarm"),
            quantum=all_certain({"s": 0, "t": 0, "alarm": 1}),
        ),
        Run("error-correction-modes.toy", "three modes: a third of the noise of X is left", variances({"x": 0.1})),
        Run("error-correction-modes-price.toy", "and three times the noise of P", variances({"p": 0.9})),
        Run("error-correction-trits-lost.toy", "two of three trits lost", all_uniform("x", "p"), control=True),
        Run(
            "error-correction-bits-control.toy",
            "one bit alone: wrong in 10 of 100",
            chances("error", {0: Fraction(9, 10), 1: Fraction(1, 10)}),
            control=True,
        ),
    ),
    universal=universal,
    parts=(
        theory("five systems, every d", "five-systems"),
        theory("quantum theory, every odd d: both predict the same", "theorem"),
        theory("all codes and their distances", "codes-*"),
        theory("the same distances in quantum theory", "distances-*"),
        theory("linear codes of modes", "linear-codes"),
        beside("theory", "syndromes of single errors of five systems", "single-errors-*"),
        beside("theory", "repetition, Shor, Steane and three trits", "named"),
        beside("theory", "thresholds of small surface codes (with --full)", "crossing-*"),
        beside("theory", "codes of modes drawn at random", "drawn-codes"),
    ),
    limit="Three bits hold no bit with distance 2, three trits do hold a trit; it is so for qubits and qutrits. On "
    "bits a check that is a sum of others may be 1 without an error on qubits. Modes: displacements of a few modes "
    "are corrected (the five-system code works over the reals, with quadrature states), equal Gaussian noise on "
    "all is not, by the linear codes with exact checks that are looked at here; no Gaussian operation does it "
    "(Niset, Fiurasek, Cerf).",
    reading="A code keeps k systems in n; its distance is the least number of systems on which a displacement goes "
    "undetected and does something. Whoever corrects distance D corrects (D - 1)/2 displaced systems and D - 1 "
    "lost ones.",
    references=(
        "L. Disilvestro, D. Markham, arXiv:1608.09012",
        "R. Laflamme, C. Miquel, J.-P. Paz, W. Zurek, Phys. Rev. Lett. 77, 198 (1996)",
        "H. F. Chau, Phys. Rev. A 56, R1 (1997)",
        "D. Gottesman, quant-ph/9705052",
        "J. Niset, J. Fiurasek, N. Cerf, arXiv:0811.3128",
        "M. Grassl, codetables.de",
    ),
)
