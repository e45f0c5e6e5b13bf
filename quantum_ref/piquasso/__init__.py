"""Piquasso's Gaussian simulator (an optional extra): the `piquasso` backend."""
