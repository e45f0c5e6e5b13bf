"""Strategy for the weights of a random displacement."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Weights = tuple[tuple[tuple[int, ...], Fraction], ...]


def noise_weights(d: int, coordinates: int, *, most: int = 3) -> SearchStrategy[Weights]:
    """Probabilities of up to `most` displacements of some coordinates, adding up to one exactly.

    Shrinks to the displacement by zero with certainty.

    >>> from hypothesis import find
    >>> [(shift, str(p)) for shift, p in find(noise_weights(3, 1), lambda w: len(w) == 2)]
    [((0,), '1/2'), ((1,), '1/2')]
    """
    return _noise_weights(d, coordinates, most)


@st.composite
def _noise_weights(draw: DrawFn, d: int, coordinates: int, most: int) -> Weights:
    count = draw(st.integers(1, min(most, d**coordinates)))
    codes: list[int] = []
    for _ in range(count):
        code = draw(st.integers(0, d**coordinates - 1 - len(codes)))
        for taken in sorted(codes):  # step over those that are taken, so that codes differ without rejection
            code += code >= taken
        codes.append(code)
    parts = [draw(st.integers(1, 9)) for _ in codes]
    shifts = [tuple(code // d**k % d for k in range(coordinates)) for code in codes]
    return tuple((shift, Fraction(part, sum(parts))) for shift, part in zip(shifts, parts, strict=True))
