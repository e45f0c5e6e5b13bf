"""The Peres-Mermin square: from two qubits on, observables have no values of their own that fit all contexts.

A noncontextual assignment gives each Pauli product a value v, one for all contexts, such that commuting products
T_1 ... T_k = (-1)^s have v_1 + ... + v_k = s. N. D. Mermin, Rev. Mod. Phys. 65, 803 (1993); A. Peres, Phys. Lett. A
151, 107 (1990). Slide "Qubit stabilizer theory is nonlocal and contextual". docs/nogo.md, "The square".
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.phase_space.modular import elements
from toytheory.phase_space.space import PhaseSpace

from .equations import Equations
from .observables import commuting, name_of, sign_of_product, toy_value

Context = tuple[str, ...]
SignRule = Callable[[Sequence[str]], int | None]

SQUARE: tuple[Context, ...] = (
    ("ZI", "IZ", "ZZ"),
    ("IX", "XI", "XX"),
    ("ZX", "XZ", "YY"),
    ("ZI", "IX", "ZX"),
    ("IZ", "XI", "XZ"),
    ("ZZ", "XX", "YY"),
)
"""Rows and columns of the square."""


def equations(contexts: Sequence[Context], sign: SignRule = sign_of_product) -> Equations:
    """What a noncontextual assignment must satisfy; ArithmeticError where contexts do not commute or have no sign."""
    signs = [sign(context) for context in contexts]
    if not all(commuting(context) for context in contexts) or None in signs:
        raise ArithmeticError("a context does not consist of commuting products whose product is a sign")
    return Equations(tuple(contexts), tuple(s for s in signs if s is not None))


def square_refuted(contexts: Sequence[Context] = SQUARE, sign: SignRule = sign_of_product) -> Check:
    """The equations of the square add up to 0 = 1; all 512 assignments violate at least one, and none fewer."""
    system = equations(contexts, sign)
    combination = system.refutation()
    least = min(len(system.violated(values)) for values in system.assignments())
    scope = "n = 2: the six contexts of the square, all 512 assignments of values to its nine observables"
    wrong = None
    if combination is None or least != 1:
        wrong = {"combination": combination, "fewest violated contexts": least}
    example = {
        "contexts": [list(context) for context in contexts],
        "signs": list(system.right),
        "combination": list(combination or ()),
    }
    return decided("square", "exhaustive", scope, 512, wrong, example)


def padded(contexts: Sequence[Context], place: int, n: int) -> list[Context]:
    """The same contexts on two neighbours of n systems, 1 on the others."""
    return [tuple("I" * place + name + "I" * (n - place - 2) for name in context) for context in contexts]


def more_systems(largest: int = 4, sign: SignRule = sign_of_product) -> Check:
    """A tensor product with 1 changes neither what commutes nor any sign: the square refutes for every n >= 2."""
    wrong, cases = None, 0
    reference = equations(SQUARE, sign)
    for n in range(3, largest + 1):
        for place in range(n - 1):
            cases += 1
            system = equations(padded(SQUARE, place, n), sign)
            if wrong is None and (system.right != reference.right or system.refutation() is None):
                wrong = {"systems": n, "first of the two": place + 1}
    scope = f"n = 3 to {largest}: the square on any two neighbours, 1 on the others (every n: docs/nogo.md, lemma 1)"
    return decided("more-systems", "exhaustive", scope, cases, wrong)


def toy_assignment(
    contexts: Sequence[Context] = SQUARE,
    sign: SignRule = sign_of_product,
    value: Callable[[str, Sequence[int]], int] = toy_value,
) -> Check:
    """Values from the toy theory's ontic state violate exactly the contexts with sign -, in every ontic state."""
    system = equations(contexts, sign)
    minus = tuple(i for i, s in enumerate(system.right) if s)
    wrong = None
    points = PhaseSpace(2, 2).points()
    for point in points:
        values: dict[Hashable, int] = {name: value(str(name), point) for name in system.names}
        if wrong is None and system.violated(values) != minus:
            wrong = {"ontic": point.tolist(), "violated": system.violated(values), "contexts with sign -": minus}
    example = {"ontic": [0, 0, 0, 0], "values": 0, "violated": [" ".join(contexts[i]) + " = -1" for i in minus]}
    return decided("toy-assignment", "exhaustive", "n = 2: all 16 ontic states", len(points), wrong, example)


def all_contexts() -> list[Context]:
    """The 15 contexts F, G, F + G of two bits."""
    return [tuple(name_of(row) for row in elements(form, 2)[1:]) for form in lagrangian_modules(2, 2)]


def all_squares(sign: SignRule = sign_of_product) -> Check:
    """Each of the ten squares among the 15 contexts refutes: an odd number of its contexts has sign -."""
    contexts = all_contexts()
    signs = [sign(context) for context in contexts]
    found = []
    for rows in combinations(range(len(contexts)), 3):
        inside = [set(contexts[i]) for i in rows]
        nine = set().union(*inside)
        columns = [j for j, c in enumerate(contexts) if j not in rows and set(c) <= nine]
        if len(nine) == 9 and len(columns) == 3:
            found.append(frozenset((*rows, *columns)))
    squares = sorted(set(found), key=sorted)
    wrong: dict[str, Any] | None = None
    for square in squares:
        if wrong is None and sum(signs[i] or 0 for i in square) % 2 != 1:
            wrong = {"square": [contexts[i] for i in sorted(square)]}
    if wrong is None and (len(contexts), len(squares), signs.count(1)) != (15, 10, 3):
        wrong = {"contexts": len(contexts), "squares": len(squares), "with sign -": signs.count(1)}
    scope = f"n = 2: all {len(contexts)} contexts, {signs.count(1)} of them with sign -, and all {len(squares)} squares"
    return decided("all-squares", "exhaustive", scope, len(squares), wrong)
