"""Computational speed-up: what linear programs compute, and what one query tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.odd.proof import theorem
from equivalence.theorems.phenomena.computation import affine, functions, one_query, pushed_back
from equivalence.theorems.phenomena.simulation import one_run_counted

from .judges import both
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """Affine functions only, by the proof and by enumeration; qubits; one query."""
    yield affine()
    yield functions(idle=context.full)
    yield theorem()
    yield pushed_back()
    yield one_run_counted(context.rng("phenomena.speed-up"), *(((2, 4, 8, 16, 32, 64), 8) if context.full else ()))
    for d, n in [(2, 3), (3, 2), *([(2, 6), (5, 3)] if context.full else [])]:
        yield one_query(d, n)


def answers(function: Callable[[int, int], int]) -> Callable[[Any], bool]:
    """The answer is this function of s and t, for certain."""

    def judge(told: Any) -> bool:
        listed = told.marginal(["s", "t", "answer"]).probabilities or {}
        return {key for key, p in listed.items() if p} == {(s, t, function(s, t)) for s in (0, 1) for t in (0, 1)}

    return judge


told_all = both(certain("wrong1", 0), certain("wrong2", 0))

PHENOMENON = Phenomenon(
    name="speed-up",
    item="Computational speed-up",
    slide="Categorizing quantum phenomena",
    order=250,
    statement="With sums as the only classical computation, deciding what is measured and how far is displaced, the "
    "toy theory of bits computes for certain affine functions and no others, for any number of systems; so do two "
    "qubits (two inputs, no adaption), while three compute all functions of two inputs, with each of the 54 kinds of "
    "GHZ states. But one query tells all n numbers of a linear function, in the toy theory for every d and n, in "
    "quantum theory for odd d (and for three numbers on qubits), where known positions tell one sum. An ordinary "
    "computer follows a run of the toy theory (prime d) with at most 8n^2 + 4n + 1 multiplications a measurement.",
    standing={
        "bits": "arises in this sense only",
        "trits": "arises in this sense only",
    },
    puzzle="Quantum computers answer some questions with fewer queries, or with a weaker classical computer beside "
    "them, than anything classical seems to allow.",
    story="Asked with unknown positions and known momenta, a query x, y -> x, y + s.x pushes the momentum of y back "
    "into the register, s_k times into system k: a classical motion, of which nothing but the restriction hides one "
    "half. A program of sums finds sums of coordinates, whatever it measures, so it computes sums; GHZ states of "
    "qubits do more, by the very sign that the toy theory has not.",
    runs=(
        Run(
            "speed-up-or-bits.toy",
            "a program of sums: constant in the toy theory, OR on qubits",
            answers(lambda s, t: 0),
            quantum=answers(lambda s, t: s or t),
        ),
        Run("speed-up-one-query-bits.toy", "one query tells both numbers", told_all),
        Run("speed-up-one-query-trits.toy", "the same with trits", told_all),
        Run(
            "speed-up-bits-control.toy",
            "asked with known positions it does not tell the first number",
            uniform("wrong1"),
            control=True,
        ),
        Run(
            "speed-up-and-bits.toy",
            "if sums may decide which map is done, one bit computes AND in both theories",
            answers(lambda s, t: s * t),
        ),
    ),
    universal=universal,
    parts=(
        theory("the toy theory, any number of systems and inputs: affine functions only", "affine"),
        theory("two and three parties, two inputs, no adaption, in both theories: all programs", "functions"),
        theory("one query in the toy theory, every d and n", "query-of-the-theory"),
        theory("one query of three bits, of two trits, with state vectors", "one-query"),
        theory("odd d: both theories compute the same", "theorem"),
        code("what a run costs, counted", "operations"),
    ),
    limit="The talk's word holds for programs that only add: what qubits compute by GHZ states does not arise. It "
    "does not hold for queries: Bernstein and Vazirani's is inside. And it depends on what is allowed beside: if "
    "sums may choose maps, one toy bit computes AND, and so everything. Queries of functions that are not linear "
    "(Deutsch and Jozsa, Simon) are maps outside of both theories. As a run costs a number of multiplications that "
    "grows as n^2, nothing that either theory samples at odd prime d takes a classical computer more than polynomial "
    "time; for qubits this is the theorem of Gottesman and Knill, cited here: signs of products have to be followed "
    "as well.",
    reading="Speed-up is asked in three forms: which functions a linear classical computer computes with the "
    "theory's help, how many queries a hidden linear function takes, and what it costs an ordinary computer to follow "
    "a run (multiplications modulo d are counted, nothing is timed).",
    references=(
        "J. Anders, D. Browne, Phys. Rev. Lett. 102, 050502 (2009), arXiv:0805.1002",
        "E. Bernstein, U. Vazirani, SIAM J. Comput. 26, 1411 (1997)",
        "N. Johansson, J.-A. Larsson, arXiv:1508.05027",
        "D. Gottesman, quant-ph/9807006; S. Aaronson, D. Gottesman, Phys. Rev. A 70, 052328 (2004), for qubits",
    ),
)
