"""Discrete Wigner functions moved by kernels made from operators: the `wigner` backend."""
