"""Complementary bases: maximal measurements each of which tells nothing of the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.complementary import bases, bound, fields

from .judges import both
from .phenomenon import Phenomenon, Run, certain, uniform


def universal(context: Context) -> Iterator[Check]:
    """The bound for every prime d and n, the search at small size, and sets from fields beyond."""
    yield bound()
    for d, n in ((2, 1), (3, 1), (5, 1), (7, 1), (2, 2), (3, 2), (9, 1), (15, 1), *(((2, 3),) if context.full else ())):
        yield bases(d, n)
    for d in (4, 6, 10):
        yield bases(d, 1, quantum=None)
    for d, n in ((2, 3), (2, 4), (3, 3), (5, 2)):
        yield fields(d, n)


def product_of_variances(told: Any) -> bool:
    """The variances of a and b multiply to 1/4, and a is the sharper one."""
    a, b = (float(told.outcomes.covariance[i, i]) for i in range(2))
    return abs(a * b - 0.25) < 1e-6 and a < b


PHENOMENON = Phenomenon(
    name="complementary-bases",
    item="complementary bases",
    slide="These theories include:",
    order=60,
    statement="For prime d at most d^n + 1 maximal measurements of n systems are mutually unbiased (each state of "
    "one gives every outcome of another with probability d^-n), in both theories; d^n + 1 there are for d = 2 with n "
    "up to 4, d = 3 with n up to 3, d = 5 with n up to 2 and d = 7. One system of d = 4, 6, 9, 10, 15 has p + 1, p "
    "its smallest prime factor.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises in this sense only", "modes": "arises"},
    puzzle="To know one thing of a system for certain is to know nothing of another, and there are whole sets of such "
    "questions, each of which spoils all the others.",
    story="A state of maximal knowledge is a line of ontic states in the plane of X and P: a value of one variable. "
    "A line of another direction meets each line of this direction in one point, so that all values of the other "
    "variable are equally possible. A plane over a field of d elements has d + 1 directions. With composite d some "
    "lines of different direction meet in several points, and fewer directions go together.",
    runs=(
        Run(
            "complementary-trits.toy",
            "X is known, and the three others are random",
            both(uniform("a"), uniform("b"), uniform("c")),
        ),
        Run("complementary-bits.toy", "the two others of a bit", both(uniform("a"), uniform("b"))),
        Run("complementary-modes.toy", "a sharp X, a wide P: the product is 1/4", product_of_variances),
        Run("complementary-trits-control.toy", "a function of X is no other variable", certain("a", 0), control=True),
    ),
    universal=universal,
    parts=(
        theory("not more than d^n + 1", "bound"),
        theory("so many, by search: unbiased in both theories", "bases-*"),
        theory("so many, from fields", "field-*"),
    ),
    limit="The theories of composite d have fewer complementary bases than quantum theory of the same dimension "
    "where that is a power of a prime: of d = 4 and d = 9 quantum theory has 5 and 10 (as of two bits, two trits), "
    "the theory 3 and 4. For d = 6 nobody knows more than 3 in quantum theory either. Which bases there are is a "
    "property of the subtheory; the signs of qubits do not enter.",
    reading="A basis is a maximal set of commuting variables with its joint values. For modes any two different "
    "quadratures of one mode are complementary, d^n + 1 becomes a continuum; the experiment shows the product of the "
    "variances of one pair. 'In this sense only' for other d: prime d as said, composite d fewer.",
    references=(
        "R. Spekkens, quant-ph/0401052, section IV.H",
        "W. Wootters, B. Fields, Ann. Phys. 191, 363 (1989)",
    ),
)
