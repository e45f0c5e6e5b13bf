"""How much one request may cost."""

from __future__ import annotations

CHARACTERS = 20_000
"""Of an experiment."""

BODY = 100_000
"""Bytes of a request."""

SECONDS = 1.2
"""That a question is worked on, before the answer is that it takes too long."""

LEAST = 0.1
"""Seconds of work for which a question is begun at all."""

GRACE = 0.4
"""Seconds after that, when code that does not listen is ended with its process."""

BUDGET = 1.9
"""Seconds from a question to its answer, whatever it waits for and whichever processes work on it."""

PATIENCE = 0.3
"""Seconds that a question waits while another one is worked on."""

MEMORY = 3 * 2**30
"""Bytes of data of a process."""

STEPS = 40
"""That are drawn."""

ROWS = 81
"""Outcomes that are listed."""

CURVES = 12
"""Outcomes of modes whose densities are drawn."""

SESSIONS = 64
"""Pages whose last question is remembered."""
