"""Stim's tableau: the `stim` backend, and circuits from and to Stim."""
