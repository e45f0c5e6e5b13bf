"""Density matrices moved by unitaries: the `hilbert` backend."""
