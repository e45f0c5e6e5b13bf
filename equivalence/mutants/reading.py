"""A planted fault in the notation that both theories share, where no comparison of the two can see it."""

from __future__ import annotations

import re

from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment

_SUM = re.compile(r"^(\s*sum\s+)(\d+)(\s+)(\d+)", re.MULTILINE)


def sum_read_backwards(text: str) -> Experiment:
    r"""`sum 1 2` read as `sum 2 1`, by whatever backend it is run.

    >>> sum_read_backwards("system 2 trits\nsum 1 2").steps[0].systems
    (1, 0)
    """
    return parse_experiment(_SUM.sub(r"\1\4\3\2", text))
