"""What is said of a backend whose answer is not of the promised form."""

from __future__ import annotations


class Malformed(Exception):
    """An answer that is not of the promised form; the text says how."""
