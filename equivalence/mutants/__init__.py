"""Backends with planted faults, and backends rewritten so that nothing changes: who watches the watchmen.

Every check must catch each fault by name and stay silent on each rewriting; `audit` runs the real
claims on all of them (docs/testing.md has the table).

>>> sum(mutant.broken for mutant in ALL) > 20, {mutant.name for mutant in ALL if not mutant.broken} >= {"written-out"}
(True, True)
"""

from __future__ import annotations

from .answers import IN_ANSWERS
from .broken import BY_REWRITING
from .composite import AT_COMPOSITE_D
from .deciding import IN_DECISIONS
from .declared import Loopback, Silent, Vacuous
from .equivalent import EQUIVALENT
from .mutant import Mutant, Rewritten
from .planting import Audited, audit, experiment_claims, planted, table
from .uncollapsed import IN_STATES
from .wide import BEYOND_A_WORD

BROKEN: tuple[Mutant, ...] = (*BY_REWRITING, *IN_STATES, *AT_COMPOSITE_D, *IN_ANSWERS, *BEYOND_A_WORD, *IN_DECISIONS)
ALL: tuple[Mutant, ...] = (*BROKEN, *EQUIVALENT)

__all__ = [
    "ALL",
    "BROKEN",
    "EQUIVALENT",
    "Audited",
    "Loopback",
    "Mutant",
    "Rewritten",
    "Silent",
    "Vacuous",
    "audit",
    "experiment_claims",
    "planted",
    "table",
]
