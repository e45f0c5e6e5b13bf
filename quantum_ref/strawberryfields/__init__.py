"""Strawberry Fields' Gaussian simulator: the `strawberryfields` backend."""
