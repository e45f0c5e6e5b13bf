from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def consistent():
    """Sign functions of three bits that are consistent on 67 or more subspaces, and on how many."""
    from equivalence.theorems.bits.consistent import consistent_choices

    return consistent_choices(67)
