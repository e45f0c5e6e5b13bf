"""Extreme states of qudits for questions: nothing is known, or everything and nothing is done; correlated; many."""

from __future__ import annotations

import numpy as np

from toytheory.language.experiment import Experiment
from toytheory.language.steps import Prepare

from .feature import Scope
from .questions.qudits.state import LARGEST
from .questions.question import Question
from .script import Script

KINDS = 6

SIZES = (8, 9, 16, 31, 32, 33), (63, 64, 65)
"""Systems where a question is cheap of many, in two kinds of states: on both sides of words of packed numbers."""


def systems(question: Question, d: int, wanted: int) -> int:
    """How many a question is asked about, where so many are wanted: as many as its matrices have room for."""
    n = min(wanted, question.most)
    while n > 1 and d**n > LARGEST:
        n -= 1
    return n


def extreme(rng: np.random.Generator, scope: Scope, number: int, question: Question) -> Experiment:
    """Of the kind number modulo `KINDS`."""
    kind, turn = number % KINDS, number // KINDS
    script = Script(rng, scope, systems(question, scope.dimension, 1 + (number + turn) % 3))
    match kind:
        case 0 if not question.pure:
            if turn % 2:
                script.named()
        case 0 | 1:  # X = 0, or the largest value, of all
            for k in range(script.n):
                script.add(Prepare((script.of(k, 1, 0),), ((scope.dimension - 1) * kind,), (k,)))
        case 2:
            correlated(script)
        case 3 if not question.pure:  # nothing is known of the last
            script.basis("xpm", range(script.n - 1))
            for _ in range(1 + turn % 2):
                script.named()
        case _:
            sizes = [n for n in SIZES[kind % 2] if n <= scope.largest_n]
            if question.wide and sizes:
                script = Script(rng, scope, sizes[int(rng.integers(len(sizes)))])
            correlated(script)
            for _ in range(2):
                script.named()
    return script.experiment


def correlated(script: Script) -> None:
    """All systems with one another, as in a GHZ state: nothing is known of any alone."""
    script.basis("p", [0])
    script.basis("x", range(1, script.n))
    for k in range(script.n - 1):
        script.map("sum", [k, k + 1])
