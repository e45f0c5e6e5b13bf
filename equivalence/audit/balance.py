"""The slides on knowledge balance: the two principles, the forbidden state, and trits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.parts import theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.restrictions.forbidden import chain, refused
from equivalence.theorems.restrictions.planes import told, two_systems
from equivalence.theorems.restrictions.quantum import no_common_state
from equivalence.theorems.restrictions.supports import all_supports, premises
from toytheory.language.notation import parse_variable
from toytheory.phase_space.brackets import bracket
from toytheory.phase_space.variables import coefficient_matrix
from toytheory.restrictions import balanced, commuting

from .entry import Entry
from .pairs import Bracket, ring
from .transcription import transcription


def forbidden_bracket(block: str, of: Bracket = bracket) -> Check:
    """The printed bracket is not 0, over R and every Z_d."""
    plain = transcription()[block].text.replace("_", "")
    names = re.findall(r"\[([^,\]]+), ([^\]]+)\] \\neq 0", plain)[0]
    found = {}
    for d in (None, 2, 3, 4, 5, 6, 7, 9):
        value = of(*(parse_variable(name, d, 2) for name in names))
        if value == 0:
            found[ring(d)] = value
    scope = f"[{', '.join(names)}] over R and d = 2, 3, 4, 5, 6, 7, 9"
    return decided("bracket", "exhaustive", scope, 8, {"brackets": found} if found else None)


def printed_known(block: str) -> list[list[str]]:
    """What is said to be known on a slide.

    >>> printed_known("balance-trits")
    [['X1 - X2', 'P1 - P2']]
    """
    lines = [re.sub(r"[$_]", "", line) for line in transcription()[block].lines]
    return [line.removesuffix(" known").split(" and ") for line in lines if line.endswith(" known")]


def decided_as_printed(names: list[str], premise: str, d: int = 3) -> Check:
    """One printed example: allowed by balance ("") or forbidden by a premise; and no density matrix has it."""
    rows = coefficient_matrix([parse_variable(name, d, 2) for name in names], 2)
    masks = {name: bool(mask[0]) for name, mask in balanced(rows[None], d).items()}
    failed = [name for name, mask in masks.items() if not mask]
    wrong: dict[str, Any] | None = None
    if failed != ([premise] if premise else []):
        wrong = {"known": told(rows, d), "premises that fail": failed}
    elif commuting(rows[None], d)[0] or no_common_state(rows, d) is not None:
        wrong = {"known": told(rows, d), "a quantum state": True}
    said = f"forbidden by {premise}" if premise else "allowed by knowledge balance"
    scope = f"d = {d}: {told(rows, d)}, all values: {said}, and no density matrix"
    return decided("example", "exhaustive", scope, d * d, wrong)


def _contrast(ctx: Context) -> Iterator[Check]:
    yield all_supports(2, 1)
    yield premises(4)


def _forbidden(ctx: Context) -> Iterator[Check]:
    yield forbidden_bracket("forbidden")
    yield chain(2)
    yield refused(2)


def _forbidden_again(ctx: Context) -> Iterator[Check]:
    yield forbidden_bracket("forbidden-again")


def _trits(ctx: Context) -> Iterator[Check]:
    yield two_systems(3)
    for names in printed_known("balance-trits"):
        yield decided_as_printed(names, "")


def _trits_again(ctx: Context) -> Iterator[Check]:
    first, second = printed_known("balance-trits-again")
    yield all_supports(3, 1)
    yield decided_as_printed(first, "locality")
    yield decided_as_printed(second, "")


ENTRIES = (
    Entry(
        "contrast",
        "contrast",
        "For bits both principles allow the same states.",
        _contrast,
        reading="If at most half is known of every part, nothing else is known there, and measuring one bit must not "
        "tell more. "
        "Weaker readings of 'at most half' allow more (`restrictions.bits`), and for three bits pairs must be "
        "measurable "
        "jointly.",
        elsewhere=("restrictions.bits",),
        parts=(
            theory("one bit", "all-supports"),
            theory("two bits, maximal knowledge", "premises-4"),
        ),
        over="one bit, and maximal knowledge of two",
    ),
    Entry(
        "forbidden",
        "forbidden",
        "X2 = 0 with X1 + P2 = 0 is forbidden by locality with nontrivial measurements, and because [X2, X1 + P2] is "
        "not 0.",
        _forbidden,
        note="Epistemic complementarity is the principle that the other slides call classical complementarity.",
        elsewhere=("restrictions.forbidden",),
        parts=(
            theory("the bracket, over R and every Z_d tried", "bracket"),
            theory("locality", "chain"),
            theory("both principles refuse it", "refused"),
        ),
        over="bits; the bracket for R and d = 2 to 7 and 9",
    ),
    Entry(
        "balance-trits",
        "balance-trits",
        "For two trits knowledge balance allows other states, such as X1 - X2 and P1 - P2, which no quantum state "
        "matches.",
        _trits,
        reading="The questions are the linear variables; with arbitrary partitions even one trit differs (84 supports "
        "for 12).",
        elsewhere=("restrictions.trits",),
        parts=(
            theory("all planes of variables", "two-systems"),
            theory("the printed example", "example"),
        ),
    ),
    Entry(
        "forbidden-again",
        "forbidden-again",
        "The forbidden state again; and the question whether the two theories are always equivalent.",
        _forbidden_again,
        note="They are not: see trits, and three bits measured singly.",
        elsewhere=("restrictions.forbidden", "restrictions.trits"),
        parts=(theory("the bracket, over R and every Z_d tried", "bracket"),),
        over="R and d = 2 to 7 and 9",
    ),
    Entry(
        "balance-trits-again",
        "balance-trits-again",
        "For one trit both principles agree; of two, X2 with X1 + P2 is ruled out by locality, X1 - X2 with P1 - P2 is "
        "not.",
        _trits_again,
        reading="Slightly different means 64 planes of variables for 40: 24 have no quantum state. The questions are "
        "the "
        "linear variables.",
        elsewhere=("restrictions.trits", "restrictions.dits"),
        parts=(
            theory("one trit", "all-supports"),
            theory("both printed examples", "example"),
        ),
    ),
)
