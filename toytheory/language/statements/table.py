"""All statements of the language, in the order of its documentation. A new one is a file beside this and a row here."""

from __future__ import annotations

from functools import cache
from typing import Any

from toytheory.language.advice import KNOWNS, VARIABLES, Advice
from toytheory.language.grammar import OVER, Over, compiled
from toytheory.language.steps import Step

from . import system
from .channels import CHANNELS
from .condition import CONDITION
from .derived import DERIVED
from .discard import DISCARD
from .displace import DISPLACE
from .gaussian_channel import GAUSSIAN_CHANNEL
from .heterodyne import HETERODYNE
from .measure import MEASURE
from .named_map import NAMED_MAP
from .noise import NOISE
from .prepare import PREPARE
from .random import RANDOM
from .repeat import REPEAT
from .report import REPORT
from .statement import Language, Record, Statement
from .transform import TRANSFORM
from .when import WHEN

TABLE: tuple[Language, ...] = (
    PREPARE,
    TRANSFORM,
    NAMED_MAP,
    DISPLACE,
    CHANNELS,
    GAUSSIAN_CHANNEL,
    NOISE,
    MEASURE,
    HETERODYNE,
    RANDOM,
    DERIVED,
    CONDITION,
    DISCARD,
    WHEN,
    REPEAT,
    REPORT,
)

RECORDS: dict[type[Step], Record] = {kind: record for language in TABLE for kind, record in language.records.items()}
"""Kind of step -> what the language knows of it."""

STATEMENTS: dict[Over, dict[str, Statement]] = {
    over: {word: statement for language in TABLE for statement in language.over[over] for word in statement.words}
    for over in OVER
}
"""First word -> statement, over Z_d and on modes; `system` stands before all of them."""

ADVICE: dict[Over, dict[str, Advice]] = {
    "Z": {
        "system": system.ADVICE,
        "whole_variable": Advice("X1 - 2P2 + 1", VARIABLES["Z"], "`+`, `-` or the end"),
        "whole_knowns": Advice("X1 - X2 = 0, P1 + P2 = 0", KNOWNS["Z"], "`,` or the end"),
    },
    "R": {
        "system": system.ADVICE,
        "whole_variable": Advice("X1 - 0.5P2 + 1", VARIABLES["R"], "`+`, `-` or the end"),
        "whole_knowns": Advice("X1 - X2 = 0.5, P1 + P2 = 0", KNOWNS["R"], "`,` or the end"),
    },
}
"""Topic (a statement, its first two words, or a kind of notation) -> what is told of lines that do not fit."""
for _over, _statements in STATEMENTS.items():
    for _statement in _statements.values():
        ADVICE[_over].update(_statement.advice)

_OTHERS: tuple[tuple[Over, Over, str], ...] = (("Z", "R", "modes"), ("R", "Z", "bits, trits and dits"))
ELSEWHERE: dict[Over, dict[str, tuple[str, str]]] = {
    over: {
        word: (kinds, instead)
        for statement in STATEMENTS[other].values()
        for word, instead in statement.elsewhere.items()
    }
    for over, other, kinds in _OTHERS
}
"""Statements of the other kinds of systems -> (those kinds, what to write instead)."""


@cache
def grammar(over: Over) -> Any:
    """The grammar of all statements over these numbers."""
    rules = dict.fromkeys(statement.rules for statement in STATEMENTS[over].values())
    return compiled(over, [system.RULES, *rules])


def words(over: Over) -> tuple[str, ...]:
    """The first words of all statements, in the order of the documentation."""
    return ("system", *STATEMENTS[over])
