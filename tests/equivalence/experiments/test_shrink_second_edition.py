"""Branches, rounds, random numbers, flips, named values and reports shrink like everything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from equivalence.comparison.run import run_experiment
from equivalence.comparison.whole import computed
from equivalence.experiments.agreement import agree
from equivalence.experiments.complexity import complexity
from equivalence.experiments.drafts import blocks, mended, without_outcomes
from equivalence.experiments.random_adaptive import Shape, random_adaptives
from equivalence.experiments.shrink import shrink
from equivalence.experiments.simplify import MOVES, without_blocks
from equivalence.experiments.strategies import adaptive_experiments
from toytheory.backend import BOOKKEEPING, DISCRETE_STEPS, load_backends
from toytheory.errors import InputError
from toytheory.language.bookkeeping import Detector, Flip, Let, Observable, Random, Repeat, Report, When, flat
from toytheory.language.reading import format_experiment, normal_form, parse_experiment
from toytheory.language.steps import Displace, Measure

RICH = """\
system 3 dits d=5
random coin by 0: 1/2, 3: 1/3, 4: 1/6
prepare X1 - X2 = 3, P1 + P2 = 1
measure X1, X3 as first, second flip 1,0: 1/10, 0,2: 1/5
let total1 = first + 2second + 1
when coin = 3, first = 2
  measure P1 as inner
  repeat 2
    noise X3 by 0: 1/2, 1: 1/2
  end
otherwise when total1 = 1
  random inner by 0: 1
  fourier 2
otherwise
  measure X2 + P2 as inner flip 3: 1/4
end
repeat 3
  displace X2 by s[-1] + 2inner + 1
  measure X2, X3 as s, t
  let total = total[-1] + s
  detector 0 as d at 1, 2
end
observable 2 as l
displace P3 by total[3] - 2t[2]
measure P3 as last
report last, total[2], coin
"""


def holds(kind, test=lambda step: True):
    return lambda experiment: any(isinstance(step, kind) and test(step) for step in flat(experiment.steps))


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        (lambda e: True, []),
        (holds(Random), ["random a"]),
        (holds(Random, lambda s: s.weights is not None), ["random a by 0: 1"]),
        (holds(Flip), ["measure X1 as a flip 0: 1"]),
        (holds(Flip, lambda s: any(move[0] for move, weight in s.weights if weight)),
         ["measure X1 as a flip 0: 0, 1: 1"]),
        (holds(Let, lambda s: bool(s.expression.terms)), ["measure X1 as a", "let b = a"]),
        (holds(Detector), ["detector 0 as a"]),
        (holds(Detector, lambda s: s.at), ["detector 0 as a at 1, 2"]),
        (holds(Observable), ["observable 0 as a"]),
        (holds(When), ["let a = 0", "when a = 0", "end"]),
        (holds(When, lambda s: len(s.branches) == 3),
         ["measure X1 as a", "let b = 0", "when a = 0", "otherwise when b = 0", "otherwise", "end"]),
        (holds(When, lambda s: s.makes),
         ["let a = 0", "when a = 0", "  random b", "otherwise", "  measure X1 as b", "end"]),
        (holds(Repeat, lambda s: s.count == 3), ["repeat 3", "  displace X1 by 1", "end"]),
        (holds(Displace, lambda s: any("[-1]" in name for name in s.uses)),
         ["repeat 1", "  displace X1 by a[-1]", "  measure X1 as a", "end"]),
        (holds(Report), ["let a = 0", "report a"]),
    ],
)  # fmt: skip
def test_shrinking_reaches_the_plainest_experiment_with_a_property(wanted, lines):
    found = shrink(parse_experiment(RICH), wanted)
    assert wanted(found)
    assert format_experiment(found).splitlines() == ["system 1 dit d=5", *lines]


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(adaptive_experiments(3, most_steps=4))
def test_every_draft_is_valid_or_no_experiment_and_its_text_gives_it_back(experiment):
    start = normal_form(experiment)
    for move in MOVES:
        for draft in move(start):
            candidate = mended(start, draft)
            if candidate is not None:
                assert parse_experiment(format_experiment(candidate)) == normal_form(candidate)


def test_the_result_is_minimal_for_every_single_move():
    wanted = holds(When, lambda s: any(isinstance(inner, Measure) for inner in s.inner))
    found = shrink(parse_experiment(RICH), wanted)
    simpler = [mended(found, draft) for move in MOVES for draft in move(found)]
    assert any(s is not None for s in simpler)
    assert not any(s is not None and complexity(s) < complexity(found) and wanted(normal_form(s)) for s in simpler)


def told(text, steps):
    """The draft's text, without the line of the systems."""
    experiment = parse_experiment(text)
    return format_experiment(mended(experiment, (experiment.system, steps))).split("\n", 1)[1]


def test_a_name_that_one_branch_loses_is_lost_by_all_and_by_what_uses_it():
    text = (
        "system 1 bit\nmeasure X1 as a\nwhen a = 0\n  random b\notherwise\n  measure P1 as b\nend\n"
        "let c = a + b\nreport b, c\n"
    )
    when = parse_experiment(text).steps[1]
    ((_, _), (_, put), *_) = blocks(parse_experiment(text).steps)
    assert told(text, put(())) == "measure X1 as a\nwhen a = 0\notherwise\nend\nlet c = a\nreport c\n"
    assert when.makes == ("b",)


def test_one_branch_instead_of_all_and_one_round_instead_of_many():
    text = "system 1 bit\nmeasure X1 as a\nrepeat 3\n  measure P1 as s\n  let t = t[-1] + s\nend\nlet u = t[3] + s[1]\n"
    drafts = [mended(parse_experiment(text), draft) for draft in without_blocks(parse_experiment(text))]
    texts = {format_experiment(e).split("\n", 2)[2] for e in drafts}
    assert "measure P1 as s\nlet t = s\nlet u = t + s\n" in texts
    assert "repeat 2\n  measure P1 as s\n  let t = t[-1] + s\nend\nlet u = t[2] + s[1]\n" in texts


def test_a_flip_keeps_the_marginal_of_the_records_that_are_left():
    text = "system 2 bits\nmeasure X1, X2 as a, b flip 1,0: 1/4, 1,1: 1/4\n"
    steps = without_outcomes(parse_experiment(text).steps, {"b"})
    assert told(text, steps) == "measure X1 as a flip 0: 1/2, 1: 1/2\n"
    steps = without_outcomes(parse_experiment(text).steps, {"a"})
    assert told(text, steps) == "measure X2 as b flip 0: 3/4, 1: 1/4\n"


def test_mismatches_of_adaptive_experiments_on_bits_shrink_to_few_steps():
    pair = load_backends(["epistemic", "stim"])

    def differ(e):
        try:
            return run_experiment(e, pair, whole=False).comparison.verdict == "disagree"
        except InputError:
            return False

    drawn = random_adaptives(np.random.default_rng(0), [Shape(2, 2, steps=10)], 60)
    found = next(e for e in drawn if any(isinstance(s, When | Repeat) for s in e.steps) and differ(e))
    small = shrink(found, differ, budget=1500)
    assert differ(small)
    assert len(list(flat(small.steps))) <= 4


class FirstBranch:
    """The quantum backend with the first branch taken by every run."""

    name, side = "hilbert", "quantum"

    def __init__(self, backend):
        self.backend = backend
        self.capabilities = replace(backend.capabilities, steps=DISCRETE_STEPS | BOOKKEEPING)

    def can_run(self, experiment):
        return True

    def distribution(self, experiment):
        steps = changed(experiment.steps)
        return computed(self.backend, replace(experiment, steps=steps)).joint


def changed(steps):
    found = []
    for step in steps:
        if isinstance(step, Repeat):
            found.append(replace(step, steps=changed(step.steps)))
        else:
            found += changed(step.branches[0].steps) if isinstance(step, When) else [step]
    return tuple(found)


def test_both_theories_agree_on_adaptive_experiments_and_a_fault_in_branches_is_shown_in_few_steps():
    pair = load_backends(["epistemic", "hilbert"])
    drawn = [e for e in random_adaptives(np.random.default_rng(6), [Shape(3, 1)], 40)
             if any(isinstance(s, When) for s in e.steps) and not (e.detectors or e.observables)]  # fmt: skip
    check = agree("adaptive", "adaptive experiments", drawn[:8], pair, 0)
    assert check.status == "holds"
    assert check.cases == 8
    check = agree("adaptive", "the same", drawn, {**pair, "hilbert": FirstBranch(pair["hilbert"])}, 0)
    assert check.status == "fails"
    told = parse_experiment(check.witness["toy_file"])
    assert told.n == 1
    assert any(isinstance(step, When) for step in told.steps)
    assert len(list(flat(told.steps))) <= 5
