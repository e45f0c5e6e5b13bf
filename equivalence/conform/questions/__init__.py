"""Questions that simulators answer besides outcomes: a module each, with `QUESTION`; about modes, qudits, circuits."""
