"""Experiments as objects: random ones, smaller ones, the same under other names, stored and replayed."""
