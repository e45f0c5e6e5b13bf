"""What pictures must show, from loops over ontic states: nothing here uses the code under test.

A cell of one system is (row, column) = (x, p); of a pair (x1 d + p1, x2 d + p2); both from the lower left corner.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product


def ontic_states(d, n):
    return list(product(range(d), repeat=2 * n))


def value(coefficients, point, d):
    return sum(c * m for c, m in zip(coefficients, point, strict=True)) % d


def uniform(known, d, n):
    """Equal probabilities where all (coefficients, value) are met."""
    met = [m for m in ontic_states(d, n) if all(value(F, m, d) == v % d for F, v in known)]
    return {m: Fraction(1, len(met)) for m in met}


def cell(point, systems, d):
    """Where the marginal of one or two systems shows an ontic state of all."""
    if len(systems) == 1:
        (k,) = systems
        return point[2 * k], point[2 * k + 1]
    j, k = systems
    return point[2 * j] * d + point[2 * j + 1], point[2 * k] * d + point[2 * k + 1]


def cells(probabilities, systems, d):
    """Probability of every cell that has any."""
    total = {}
    for point, p in probabilities.items():
        place = cell(point, systems, d)
        total[place] = total.get(place, Fraction(0)) + p
    return total


def shown(panel):
    """Probability of every cell of a panel."""
    return {place: filled.weight for place, filled in panel.cells.items() if filled.weight is not None}


def wrong_cells(panel, probabilities, systems, d):
    """Cells of a panel that do not show their probability."""
    expected, got = cells(probabilities, systems, d), shown(panel)
    return sorted(place for place in expected.keys() | got.keys() if expected.get(place) != got.get(place))


def moved(probabilities, by):
    """The distribution after a function of ontic states."""
    total = {}
    for point, p in probabilities.items():
        to = by(point)
        total[to] = total.get(to, Fraction(0)) + p
    return total


def looked(probabilities, F, outcome, d):
    """After a measurement: (probability of the outcome, what fits it, what is left after the disturbance)."""
    fits = {m: p for m, p in probabilities.items() if value(F, m, d) == outcome % d}
    total = sum(fits.values(), Fraction(0))
    fits = {m: p / total for m, p in fits.items()}
    kicked = {}
    for m, p in fits.items():
        for t in range(d):
            # F = a X + b P generates X by t b and P by -t a: F itself does not change
            to = tuple((m[i] + t * (F[i + 1] if i % 2 == 0 else -F[i - 1])) % d for i in range(len(m)))
            kicked[to] = kicked.get(to, Fraction(0)) + p / d
    return total, fits, kicked
