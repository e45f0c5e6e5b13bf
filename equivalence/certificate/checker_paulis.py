"""Pauli matrices, in integers: products of letters, and what an observable such as "XIZ" does to a vector.

Part of checker_refutations.py and checker_exact_family.py, which load it from their own folder. A matrix is
|x> -> i^e[x] |x + b>, as (b, e); observables have one letter a system.
"""

import functools

LETTERS = "IZXY"
BASES = "ZXY"
MATRICES = {"I": (0, (0, 0)), "Z": (0, (0, 2)), "X": (1, (0, 0)), "Y": (1, (1, 3))}


@functools.cache
def letter_product(left, right):
    """(k, letter) with left right = i^k letter; right acts first."""
    (b, e), (c, f) = MATRICES[left], MATRICES[right]
    phases = [(f[x] + e[x ^ c]) % 4 for x in (0, 1)]
    for letter in LETTERS:
        shift, own = MATRICES[letter]
        if shift == b ^ c and (phases[0] - own[0]) % 4 == (phases[1] - own[1]) % 4:
            return (phases[0] - own[0]) % 4, letter


def image(name, state):
    """An observable times a vector of integers, as pairs (power of i, integer)."""
    result = [None] * len(state)
    for x, amplitude in enumerate(state):
        bits, power, y = x, 0, 0
        for place, letter in enumerate(reversed(name)):  # the first system is the most significant digit
            b, e = MATRICES[letter]
            power, y, bits = power + e[bits & 1], y | ((bits & 1) ^ b) << place, bits >> 1
        result[y] = (power % 4, amplitude)
    return result
