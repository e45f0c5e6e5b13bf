"""Exact operators: Weyl and phase-point operators, stabilizer projectors, Clifford unitaries, Wigner functions."""
