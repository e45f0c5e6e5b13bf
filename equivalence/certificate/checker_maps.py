"""What the toy theory does, in integers: the named maps, and those that clear a column (docs/proof.md, lemma 7).

Part of checker.py and checker_all_odd.py, which load it from their own folder. Coordinates are x1, p1, x2, p2.
"""

MAPS = {  # the matrix S and the shift a of m -> S m + a, for a multiplier a with inverse b
    "fourier": lambda a, b: ([[0, 1], [-1, 0]], [0, 0]),
    "phase": lambda a, b: ([[1, 0], [1, 1]], [0, 0]),
    "multiply": lambda a, b: ([[a, 0], [0, b]], [0, 0]),
    "displace-x": lambda a, b: ([[1, 0], [0, 1]], [1, 0]),
    "displace-p": lambda a, b: ([[1, 0], [0, 1]], [0, 1]),
    "sum": lambda a, b: ([[1, 0, 0, 0], [0, 1, 0, -1], [1, 0, 1, 0], [0, 0, 0, 1]], [0] * 4),
    "cphase": lambda a, b: ([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 1]], [0] * 4),
    "swap": lambda a, b: ([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]], [0] * 4),
}

CLEARING = {  # 1 + N with N N = 0, so that powers add multiples: e_x1 is fixed, and what has p1 = 1 gets the target
    0: [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
    2: [[1, 0, 0, 1], [0, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]],
    3: [[1, 0, -1, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 1, 0, 1]],
}
