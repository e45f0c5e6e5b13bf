"""Gaussian mechanics: what its claims check."""
