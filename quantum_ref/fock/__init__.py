"""Modes in a truncated number basis, with QuTiP's Wigner functions: the `fock` backend."""
