"""The two principles that the talk contrasts, as code that decides whether a distribution is allowed.

Slides "Knowledge balance vs. classical complementarity" and "What about applying knowledge-balance to trits?";
definitions in docs/restrictions.md.
"""

from __future__ import annotations

from .balance import KNOWLEDGE_BALANCE, allowed_distributions, knowledge_balance
from .complementarity import CLASSICAL_COMPLEMENTARITY, classical_complementarity, complementary_distributions
from .decision import Decision
from .modules import balanced, balanced_after, commuting
from .readings import READINGS

__all__ = [
    "CLASSICAL_COMPLEMENTARITY",
    "KNOWLEDGE_BALANCE",
    "READINGS",
    "Decision",
    "allowed_distributions",
    "balanced",
    "balanced_after",
    "classical_complementarity",
    "commuting",
    "complementary_distributions",
    "knowledge_balance",
]
