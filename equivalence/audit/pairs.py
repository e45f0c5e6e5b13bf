"""The slides on conjugate and commuting pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from toytheory.language.notation import parse_variable
from toytheory.phase_space.brackets import bracket
from toytheory.phase_space.variables import Variable

from .entry import Entry, Erratum
from .transcription import sets, transcription

DIMENSIONS = (None, 2, 3, 4, 5, 6, 7, 9)
"""The reals, and values of d, prime or not."""

Bracket = Callable[[Variable, Variable], Any]


def ring(d: int | None) -> str:
    """The name of the ring of coefficients.

    >>> ring(None), ring(3)
    ('R', 'Z_3')
    """
    return "R" if d is None else f"Z_{d}"


def brackets_are(name: str, pairs: Sequence[Sequence[str]], value: int, of: Bracket = bracket) -> Check:
    """Whether pairs of variables in notation have one bracket, over the reals and over every Z_d.

    >>> brackets_are("conjugate", [["X1", "P1"]], 1).status
    'holds'
    """
    found: dict[str, dict[str, Any]] = {}
    for pair in pairs:
        told = {}
        for d in DIMENSIONS:
            left, right = (parse_variable(text, d, 2) for text in pair)
            result = of(left, right)
            if result != (value if d is None else value % d):
                told[ring(d)] = result
        if told:
            found[f"[{pair[0]}, {pair[1]}]"] = told
    wrong = {"expected": value, **found} if found else None
    texts = " and ".join(f"{{{', '.join(pair)}}}" for pair in pairs)
    scope = f"{texts} over {', '.join(map(ring, DIMENSIONS))}"
    return decided(name, "exhaustive", scope, len(pairs) * len(DIMENSIONS), wrong)


def corrected(of: Bracket = bracket) -> Check:
    """{X1 + X2, P1} over every ring, and {X1 + X2, (P1 + P2)/2} where 2 has an inverse."""
    plain = brackets_are("conjugate", [["X1 + X2", "P1"]], 1, of)
    wrong = plain.witness
    halves = [(d, 0.5 if d is None else (d + 1) // 2) for d in DIMENSIONS if d is None or d % 2]
    for d, half in halves:
        value = of(parse_variable("X1 + X2", d, 2), half * parse_variable("P1 + P2", d, 2))
        if wrong is None and value != 1:
            wrong = {"over": ring(d), "bracket": value}
    scope = f"{plain.scope}; {{X1 + X2, (P1 + P2)/2}} over {', '.join(ring(d) for d, _ in halves)}"
    return decided("conjugate-corrected", "exhaustive", scope, plain.cases + len(halves), wrong)


def _conjugate(ctx: Context) -> Iterator[Check]:
    yield brackets_are("conjugate", sets(transcription()["conjugate-pairs"].text)[:2], 1)


def _sums(ctx: Context) -> Iterator[Check]:
    yield brackets_are("conjugate", sets(transcription()["conjugate-pairs"].text)[2:], 1)


def _commuting(ctx: Context) -> Iterator[Check]:
    yield brackets_are("commuting", sets(transcription()["commuting-pairs"].text), 0)


ENTRIES = (
    Entry(
        "conjugate-pairs",
        "conjugate-pairs",
        "X1 and P1 are canonically conjugate, so are X2 and P2.",
        _conjugate,
        parts=(theory("both brackets are 1", "conjugate"),),
        over="R and d = 2 to 7 and 9; an integer 1 over R is 1 modulo every d",
    ),
    Entry(
        "conjugate-sums",
        "conjugate-pairs",
        "X1 + X2 and P1 + P2 are canonically conjugate.",
        _sums,
        erratum=Erratum(
            "{X1 + X2, P1 + P2} as an example of [F, G] = 1",
            "The bracket of X1 + X2 and P1 + P2 is 2, not 1; for bits they commute, and both are known in a correlated "
            "state of the talk's own catalogue.",
            "{X1 + X2, P1}, whose bracket is 1 everywhere; or {X1 + X2, (P1 + P2)/2} where 2 has an inverse.",
            corrected,
        ),
        parts=(theory("the bracket", "conjugate"),),
    ),
    Entry(
        "commuting-pairs",
        "commuting-pairs",
        "X1 and X2 commute, so do X1 and P2, and X1 - X2 and P1 + P2.",
        _commuting,
        parts=(theory("all three brackets are 0", "commuting"),),
        over="R and d = 2 to 7 and 9; an integer 0 over R is 0 modulo every d",
    ),
)
