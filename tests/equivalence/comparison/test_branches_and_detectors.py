"""Branches within bounds, outcomes told one by one where jointly they are too many, detectors that must be certain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from harness_backends import Draws, Says

from equivalence.comparison import certain, whole
from equivalence.comparison.answers import ask
from equivalence.comparison.branches import LARGEST, leaves
from equivalence.comparison.certain import check_certain
from equivalence.comparison.run import run_experiment
from equivalence.comparison.whole import computed, drawn
from toytheory.backend import DISCRETE_STEPS, Capabilities
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import When
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Condition
from toytheory.outcomes.distributions import Distribution, Samples

HALF = Fraction(1, 2)
COINS = "system 1 bit\n{}measure X as z"


def coins(number: int) -> Experiment:
    """So many random bits, each of which decides something."""
    return parse_experiment(COINS.format("".join(f"random a{k}\nwhen a{k} = 0\nend\n" for k in range(number))))


def test_branches_are_bounded() -> None:
    def even(experiment: Experiment) -> Any:
        return {(0,): HALF, (1,): HALF}

    assert len(leaves(coins(12), even)) == LARGEST
    with pytest.raises(CannotRun, match=f"more than {LARGEST} branches can occur"):
        leaves(coins(13), even)


def test_only_what_can_occur_is_followed() -> None:
    assert len(leaves(coins(3), lambda experiment: {(0,): Fraction(0), (1,): Fraction(1)})) == 1
    assert leaves(coins(3), lambda experiment: {}) == []


def test_what_has_decided_once_is_not_asked_again() -> None:
    asked: list[Experiment] = []

    def even(experiment: Experiment) -> Any:
        asked.append(experiment)
        return {(0,): HALF, (1,): HALF}

    text = "system 1 bit\nrandom a\n" + "when a = 1\n  displace X by 1\nend\n" * 50 + "condition a = 1"
    found = leaves(parse_experiment(text), even)
    assert len(asked) == 1
    assert [sum(type(step).__name__ == "Displace" for step in leaf.steps) for leaf in found] == [0, 50]
    assert all(Condition("a", 1) in leaf.steps for leaf in found)


def test_thousands_of_branches_in_a_row_are_followed() -> None:
    text = (
        "system 1 trit\nprepare X = 0\nmeasure X as a\n"
        + "when a = 0\n  displace X by 1\nend\n" * 3001
        + "measure X as b"
    )
    joint = computed(EpistemicBackend(), parse_experiment(text)).joint
    assert isinstance(joint, Distribution)
    assert joint.probabilities == {(0, 1): 1}


def test_a_branch_that_follows_no_condition_is_done_in_all_runs() -> None:
    text = "system 1 trit\nprepare X = 0\nmeasure X as a\nwhen a = 1\notherwise\n  displace X by 2\nend\nmeasure X as b"
    joint = computed(EpistemicBackend(), parse_experiment(text)).joint
    assert isinstance(joint, Distribution)
    assert joint.probabilities == {(0, 2): 1}


MANY = "".join(f"random r{k}\n" for k in range(13))


def test_outcomes_of_adaptive_experiments_are_told_one_by_one_where_they_are_too_many() -> None:
    text = f"system 1 bit\nrandom a by 0: 1/4, 1: 3/4\nwhen a = 1\n  prepare X = 1\nend\n{MANY}measure X as b"
    found = computed(EpistemicBackend(), parse_experiment(text))
    assert found.joint is None
    assert found.parts.marginals["b"].probabilities == {(0,): Fraction(1, 8), (1,): Fraction(7, 8)}  # type: ignore[union-attr]
    reported = computed(EpistemicBackend(), parse_experiment(f"{text}\nreport b, r3")).joint
    assert isinstance(reported, Distribution)
    assert reported.probabilities[0, 1] == Fraction(1, 16)  # type: ignore[index]


class Whole:
    """The toy engine, which tells all outcomes or none."""

    name, side, capabilities = "whole", "toy", Capabilities()

    def can_run(self, experiment: Experiment) -> Any:
        return EpistemicBackend().can_run(experiment)

    def distribution(self, experiment: Experiment) -> Distribution:
        return EpistemicBackend().distribution(experiment)


def test_a_backend_that_tells_no_single_outcomes_is_asked_for_all() -> None:
    text = f"system 1 bit\nrandom a by 0: 1/4, 1: 3/4\n{MANY}measure X as b\ndetector a - a as d\nreport a, r1, d"
    found = computed(Whole(), parse_experiment(text.replace(MANY, "random r1\n")))
    assert isinstance(found.joint, Distribution)
    assert found.joint.probabilities[1, 0, 0] == Fraction(3, 8)  # type: ignore[index]
    assert found.parts.detectors["d"].probabilities == {(0,): 1}  # type: ignore[union-attr]
    with pytest.raises(CannotRun, match="outcomes"):
        computed(Whole(), parse_experiment(text))
    adaptive = f"{text.rpartition('report')[0]}when a = 0\n  displace X by 1\nend"
    with pytest.raises(CannotRun, match="outcomes"):
        computed(Whole(), parse_experiment(adaptive))


def test_too_many_outcomes_to_be_told_one_by_one_are_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "MOST_PARTS", 2)
    text = "system 1 bit\nprepare X = 0\nmeasure X as a\n" + "detector a\n" * 3
    with pytest.raises(CannotRun, match="to be told one by one"):
        computed(EpistemicBackend(), parse_experiment(text))


def test_samplers_are_lowered_to_as_well() -> None:
    text = "system 1 trit\nprepare X = 1\nmeasure X as a flip 1: 1\nlet b = 2a + 1\ndetector a - b as d\nreport b, a"
    experiment = parse_experiment(text)
    found = drawn(OnticBackend(), experiment, 100, 0)
    assert isinstance(found.joint, Samples)
    assert found.joint.counts() == {(2, 2): 100}
    assert found.parts.detectors["d"].counts() == {(0,): 100}  # type: ignore[union-attr]
    assert set(found.lowered) <= {"flip", "let", "detector", "report"}


def test_a_sampler_that_follows_branches_and_knows_no_more_says_so() -> None:
    backend = Draws("toy", lambda experiment, shots, seed: None)
    backend.capabilities = Capabilities(exact=False, samples=True, steps=DISCRETE_STEPS | {When})  # type: ignore[misc]
    text = "system 1 trit\nrandom a\nwhen a = 0\n  displace X by 1\nend"
    assert ask("s", backend, parse_experiment(text), 9, 0).skipped == "does not follow branches with the steps Random"


def test_marginals_of_another_form_are_an_error_of_the_backend() -> None:
    backend: Any = Says("toy", None)
    experiment = parse_experiment("system 1 trit\nmeasure X as a\nlet b = a\nreport b")
    right = EpistemicBackend().distribution(parse_experiment("system 1 trit\nmeasure X as a"))
    for answer in ([], [right], [None], [right, right]):
        backend.marginals = lambda core, asked, answer=answer: answer
        assert "`marginals` did not return one distribution" in (ask("s", backend, experiment, 9, 0).error or "")


# detectors


NOT = "is not certain without noise: it depends on"
REFUSED = {
    "measure X as a\ndetector a as d": f"detector d {NOT} a,",
    "random a\ndetector a": f"detector d1 {NOT} a,",
    "random a by 1: 1/3, 2: 2/3\nobservable a": f"observable l1 {NOT} a,",
    "prepare X = 0\nmeasure P as p\nmeasure X as a\nlet b = a + 1\ndetector b": f"{NOT} a,",
    "repeat 2\nmeasure X as s\ndetector s - s[-1] as d\nend": f"detector d[1] {NOT} s[1],",
    "prepare X = 0\nmeasure X as a_true\nmeasure P as b_true\ndetector a_true + b_true": f"{NOT} b_true,",
    "random a\nrandom b\ncondition b = 0\ndetector a + b": f"{NOT} a,",
    "random a\nwhen a = 0\nlet b = 0\notherwise\nlet b = 1\nend\ndetector b": f"{NOT} a,",
    "prepare X = 0\nmeasure X as a\nwhen a = 0\nmeasure P as b\notherwise\nlet b = 1\nend\ndetector a - b": f"{NOT} b,",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_detector_that_is_random_is_refused_with_what_makes_it_so(text: str) -> None:
    whole = f"system 1 trit\n{text}"
    experiment = parse_experiment(whole, "some.toy")
    with pytest.raises(InputError) as caught:
        run_experiment(experiment, {"epistemic": EpistemicBackend()}, 10, 0)
    assert REFUSED[text] in caught.value.problem
    assert caught.value.place is not None
    line = whole.splitlines()[caught.value.place.line - 1]
    assert line.startswith(("detector", "observable"))


ACCEPTED = (
    "system 1 bit\nprepare X = 0\nnoise X by 0: 0.9, 1: 0.1\nmeasure X as a flip 1: 0.1\ndetector a",
    "system 1 bit\nmeasure X as a\nmeasure X as b\ndetector a - b",
    "system 1 trit\nrandom a by 2: 1\ndetector a + 1",
    "system 1 trit\nrandom a\ncondition a = 2\ndetector a",
    "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P2, P1 + X2 as a, b\nobservable a - b",
    "system 1 bit\nrandom a\nwhen a = 0\nlet b = 0\notherwise\nlet b = 1\nend\ndetector a - b",
    "system 1 bit\nprepare X = 0\nrepeat 3\nnoise X by 0: 1/2, 1: 1/2\nmeasure X as s\ndetector s - s[-1]\nend",
    "system 1 dit d=4\nrandom a by 0: 1/2, 2: 1/2\ndetector 2a",
    "system 1 bit\nprepare X = 0\nmeasure X as a\nnoise X by 1: 1\nmeasure X as b\ncondition b = 1\ndetector a",
)


@pytest.mark.parametrize("text", ACCEPTED)
def test_a_detector_that_is_certain_is_accepted(text: str) -> None:
    check_certain(parse_experiment(text))


def test_what_is_too_large_to_be_checked_is_left_to_the_backends(monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_reach(*given: Any) -> Any:
        raise CannotRun("too large")

    monkeypatch.setattr(certain, "_by_form", out_of_reach)
    check_certain(parse_experiment("system 1 bit\nmeasure X as a\ndetector a"))


# what is told of single outcomes is compared


class Tells(Whole):
    """The toy engine, which is wrong about one detector."""

    def __init__(self, side: str, wrong: bool) -> None:
        self.side, self.wrong = side, wrong

    def marginals(self, core: Experiment, asked: Any) -> Any:
        found = EpistemicBackend().marginals(core, asked)
        if not self.wrong:
            return found
        return [
            each if each.names != ("d",) else Distribution(each.d, each.names, {(0,): HALF, (1,): HALF})
            for each in found
        ]


@pytest.mark.parametrize("sides", [("toy", "toy"), ("toy", "quantum"), ("quantum", "quantum")])
def test_a_wrong_rate_of_a_detector_is_a_disagreement(sides: tuple[str, str]) -> None:
    text = "system 1 bit\nprepare X = 0\nnoise X by 0: 3/4, 1: 1/4\nmeasure X as a\ndetector a as d\n"
    noisy = "".join(f"noise P by 0: 1/3, 1: 2/3\nmeasure P as n{k}\n" for k in range(14))
    experiment = parse_experiment(text + noisy)
    backends: Any = {"right": Tells(sides[0], False), "wrong": Tells(sides[1], True)}
    report = run_experiment(experiment, backends, 10, 0, whole=False)
    assert report.comparison.verdict == "disagree"
    witness = report.comparison.witness
    assert witness is not None
    assert str(witness["outcome"]).startswith("d = ")
    record = report.record()["results"]
    assert all(entry["detectors"]["d"] for entry in record)
    assert run_experiment(experiment, {"a": Tells("toy", False), "b": Tells("toy", False)}, 10, 0, whole=False)  # type: ignore[dict-item]


SIGN = "system 2 bits\nprepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1 as sign\nprepare X2 = 0\n"
"""The outcome is certain in both theories: 0 in the toy theory and 1 in quantum theory."""


@pytest.mark.parametrize("random_in", [0, 1])
def test_a_detector_is_certain_in_each_theory_though_a_sign_decides_the_branch(random_in: int) -> None:
    branches = f"when sign = {random_in}\nmeasure P2 as b\notherwise\nmeasure X2 as b\nend\n"
    with pytest.raises(InputError, match="the detector d1 is not certain without noise: it depends on b"):
        check_certain(parse_experiment(SIGN + branches + "detector b"))


def test_a_detector_whose_value_alone_differs_between_the_theories_is_allowed() -> None:
    branches = "when sign = 0\ndisplace X2 by 1\nend\nmeasure X2 as b\ndetector b\ndetector sign"
    check_certain(parse_experiment(SIGN + branches))
