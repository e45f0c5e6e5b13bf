"""`toytheory run` on modes: answers believed only if well formed, compared to tolerances, faults caught."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from equivalence.cli import execute
from equivalence.comparison.answers import Result, ask
from equivalence.comparison.compare import compare
from equivalence.comparison.densities import largest_difference
from equivalence.comparison.run import run_experiment
from equivalence.report.continuous import drawn_numbers
from equivalence.report.experiment import print_experiment
from toytheory.backend import Backend
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples, Moments

TEXT = """system 3 modes (hbar=2)
prepare gaussian 1 means 1, -0.5 covariance 1.3, 0.2; 0.2, 1.1
prepare vacuum 2, 3
two-mode-squeeze 2 3 by 0.9
beamsplitter 1 2 by 0.7
measure X1 as a
displace X3 by 1.2a
loss 3 by 0.8
shear 3 by 0.2
displace P3 by 0.3 - 0.4a
heterodyne 2 as b, c
"""
EXPERIMENT = parse_experiment(TEXT)
GIVEN = parse_experiment(TEXT + "condition a = 0.4")
SOUND = LiouvilleBackend().distribution(EXPERIMENT)

Change = Callable[[ContinuousDistribution], Any]


class Says:
    """A quantum backend that answers what the toy side answers, changed."""

    name, side = "says", "quantum"

    def __init__(self, change: Change = lambda answer: answer) -> None:
        self.change = change

    def can_run(self, experiment: Experiment) -> bool:
        return True

    def distribution(self, experiment: Experiment) -> Any:
        return self.change(LiouvilleBackend().distribution(experiment))


class Draws:
    """A quantum backend that draws what the toy side draws, changed."""

    name, side = "draws", "quantum"

    def __init__(self, change: Callable[[Any], Any] = lambda rows: rows, shift: int = 1) -> None:
        self.change, self.shift = change, shift

    def can_run(self, experiment: Experiment) -> bool:
        return True

    def sample(self, experiment: Experiment, shots: int, seed: int) -> Any:
        return self.change(LiouvilleOnticBackend().sample(experiment, shots, seed + self.shift))


def run(other: Any, experiment: Experiment = EXPERIMENT, toy: Any = None, shots: int = 5000) -> Any:
    backends: dict[str, Backend | str] = {"liouville": toy or LiouvilleBackend(), other.name: other}
    return run_experiment(experiment, backends, shots, 0, whole=False)


def with_outcomes(answer: ContinuousDistribution, means: Any, covariance: Any) -> ContinuousDistribution:
    return replace(answer, outcomes=Moments.of(means, covariance))


def with_state(answer: ContinuousDistribution, means: Any, covariance: Any) -> ContinuousDistribution:
    return replace(answer, state=Moments.of(means, covariance))


# faults that are known from elsewhere, each caught by the quantity in which it shows


def permuted(answer: ContinuousDistribution) -> ContinuousDistribution:
    order = [2, 0, 1]
    return with_outcomes(answer, answer.outcomes.means[order], answer.outcomes.covariance[np.ix_(order, order)])


def reflected(answer: ContinuousDistribution) -> ContinuousDistribution:
    turn = np.diag([1.0, -1.0])
    return with_state(answer, turn @ answer.state.means, turn @ answer.state.covariance @ turn)


def turned(answer: ContinuousDistribution) -> ContinuousDistribution:
    swap = np.array([[0.0, 1.0], [1.0, 0.0]])
    return with_state(answer, swap @ answer.state.means, swap @ answer.state.covariance @ swap)


FAULTS = {
    "hbar doubled": (lambda a: with_outcomes(a, a.outcomes.means, 2 * a.outcomes.covariance), "variance of "),
    "covariance called gamma": (lambda a: with_state(a, a.state.means, 2 * a.state.covariance), "variance|covariance"),
    "outcomes permuted": (permuted, "mean of |variance of "),
    "p reflected": (reflected, "mean of P3|covariance of X3 and P3"),
    "x and p exchanged": (turned, "mean of |variance of "),
    "a mean forgotten": (lambda a: with_outcomes(a, 0 * a.outcomes.means, a.outcomes.covariance), "mean of "),
    "a correlation forgotten": (
        lambda a: with_outcomes(a, a.outcomes.means, np.diag(np.diagonal(a.outcomes.covariance))), "covariance of "
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_known_fault_is_caught_by_the_quantity_in_which_it_shows(fault: str) -> None:
    change, quantity = FAULTS[fault]
    report = run(Says(change))
    assert report.comparison.verdict == "disagree"
    witness = report.comparison.witness
    assert any(witness["outcome"].startswith(part) for part in quantity.split("|"))
    assert witness["backends"] == ["liouville", "says"]
    assert witness["toy"] != witness["quantum"]


def test_a_conditional_covariance_that_is_not_updated_is_caught() -> None:
    def stale(answer: ContinuousDistribution) -> ContinuousDistribution:
        covariance = answer.outcomes.covariance.copy()
        covariance[1:, 1:] = SOUND.outcomes.covariance[1:, 1:]
        return with_outcomes(answer, answer.outcomes.means, covariance)

    report = run(Says(stale), GIVEN)
    assert report.comparison.verdict == "disagree"
    assert "variance of " in report.comparison.witness["outcome"]


def test_two_mode_squeezing_with_the_wrong_sign_is_caught() -> None:
    class Wrong(Says):
        def distribution(self, experiment: Experiment) -> Any:
            return LiouvilleBackend().distribution(parse_experiment(TEXT.replace("by 0.9", "by -0.9")))

    report = run(Wrong())
    assert report.comparison.verdict == "disagree"


@pytest.mark.parametrize("experiment", [EXPERIMENT, GIVEN])
def test_sound_answers_agree(experiment: Experiment) -> None:
    for other in (Says(), Draws(), Says(lambda a: replace(a, tolerance=1e-6))):
        assert run(other, experiment).comparison.verdict == "agree"
    assert run(Draws(), experiment, LiouvilleOnticBackend()).comparison.verdict == "agree"


def test_differences_count_beyond_both_tolerances_together() -> None:
    def moved(size: float, tolerance: float) -> Change:
        return lambda a: replace(
            with_outcomes(a, a.outcomes.means + np.array([size, 0, 0]), a.outcomes.covariance), tolerance=tolerance
        )

    assert run(Says(moved(1e-7, 1e-9))).comparison.verdict == "disagree"
    assert run(Says(moved(1e-7, 1e-6))).comparison.verdict == "agree"
    apart = largest_difference(SOUND, moved(1e-7, 1e-9)(SOUND))
    assert apart is not None
    assert apart.quantity == "mean of a"
    assert apart.ratio > 1
    assert largest_difference(SOUND, SOUND).ratio == 0  # type: ignore[union-attr]


def test_what_is_unknown_must_be_unknown_on_both_sides() -> None:
    experiment = parse_experiment("system 2 modes\nprepare X1 - X2 = 0, P1 + P2 = 0\nmeasure X1 as a\nmeasure X2 as b")

    def invented(answer: ContinuousDistribution) -> ContinuousDistribution:
        return with_outcomes(answer, [0, 0], np.eye(2))

    def unrelated(answer: ContinuousDistribution) -> ContinuousDistribution:
        return replace(answer, outcomes=Moments.of([0, 0], np.zeros((2, 2)), np.eye(2)))

    def otherwise(answer: ContinuousDistribution) -> ContinuousDistribution:
        return replace(answer, outcomes=Moments.of([0, 0], np.zeros((2, 2)), [[1, -1]]))

    for change, words in ((invented, "unknown on one side"), (unrelated, "together"), (otherwise, "together")):
        report = run(Says(change), experiment)
        assert words in report.comparison.witness["outcome"]
        assert report.comparison.verdict == "disagree"
    assert run(Says(), experiment).comparison.verdict == "agree"


def test_densities_of_conditions_are_compared() -> None:
    def denser(answer: ContinuousDistribution) -> ContinuousDistribution:
        return replace(answer, condition_log_density=(answer.condition_log_density or 0.0) + 0.01)

    assert "density" in run(Says(denser), GIVEN).comparison.witness["outcome"]
    assert "density" in run(Says(lambda a: replace(a, condition_log_density=None)), GIVEN).comparison.witness["outcome"]
    impossible = run(Says(lambda a: replace(a, condition_log_density=-math.inf)), GIVEN)
    assert impossible.comparison.verdict == "disagree"
    assert impossible.comparison.witness["outcome"] == "density of the conditions"
    assert impossible.record()["results"][1]["condition_density"] == 0.0
    assert "means" not in impossible.record()["results"][1]


def test_conditions_that_neither_theory_can_meet_are_refused() -> None:
    experiment = parse_experiment("system 1 mode\nprepare X = 1\nmeasure X as a\ncondition a = 2")
    with pytest.raises(InputError, match="in neither theory"):
        run(Says(), experiment)
    with pytest.raises(InputError, match="in neither theory"):
        run(Draws(), experiment)
    alone = run(Draws(), experiment, LiouvilleOnticBackend())
    assert alone.comparison.verdict == "not-compared"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda a: "text", "returned a str, not a ContinuousDistribution"),
        (lambda a: replace(a, names=("a", "c", "b")), "its outcomes are a, c, b, not a, b, c"),
        (lambda a: replace(a, systems=(1,)), "the state of modes 2; those not measured are 3"),
        (lambda a: replace(a, hbar=1.0), "its hbar is 1.0, not 2.0"),
        (lambda a: replace(a, tolerance=math.nan), "its tolerance is nan"),
        (lambda a: replace(a, tolerance=0.5), "its tolerance is 0.5"),
        (lambda a: replace(a, condition_log_density=-1.0), "but nothing is conditioned on"),
        (lambda a: replace(a, condition_log_density=math.nan), "density is nan"),
        (lambda a: replace(a, outcomes=Moments(np.zeros(3), np.full((3, 3), np.nan), np.zeros((0, 3)))), "not finite"),
        (lambda a: replace(a, outcomes=Moments(np.zeros(3), np.eye(2), np.zeros((0, 3)))), "of shapes"),
        (lambda a: replace(a, outcomes=Moments(np.zeros(3), np.tri(3), np.zeros((0, 3)))), "not symmetric"),
        (lambda a: with_outcomes(a, np.zeros(3), -np.eye(3)), "not positive"),
        (lambda a: with_state(a, np.zeros(2), -np.eye(2)), "covariance of the state is not positive"),
    ],
)  # fmt: skip
def test_a_malformed_density_is_an_error_that_says_what_is_wrong(change: Change, problem: str) -> None:
    result = ask("says", Says(change), EXPERIMENT, 10, 0)
    assert problem in (result.error or "")
    report = run(Says(change))
    assert report.comparison.verdict == "disagree"
    assert problem in report.comparison.witness["reason"]


def test_conditions_must_be_met_by_the_answer() -> None:
    moved = ask("says", Says(lambda a: with_outcomes(a, a.outcomes.means + 1, a.outcomes.covariance)), GIVEN, 10, 0)
    assert "although a = 0.4 is a condition" in (moved.error or "")
    wide = ask(
        "says", Says(lambda a: with_outcomes(a, a.outcomes.means, a.outcomes.covariance + np.eye(3))), GIVEN, 10, 0
    )
    assert "gives a the variance 1 although" in (wide.error or "")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda rows: rows[:, :2], "shape (10, 2), not (runs, 3)"), (lambda rows: rows[:5], "5 runs of 10"),
        (lambda rows: rows.astype(str), "not numbers"), (lambda rows: np.nan * rows, "not finite"),
        (lambda rows: rows + 1, "kept runs without a = 0.4"),
    ],
)  # fmt: skip
def test_malformed_samples_are_an_error_that_says_what_is_wrong(change: Callable[[Any], Any], problem: str) -> None:
    assert problem in (ask("draws", Draws(change), GIVEN, 10, 0).error or "")


def test_samplers_are_tested_against_densities_and_against_each_other() -> None:
    def narrow(rows: Any) -> Any:
        return 0.9 * (rows - rows.mean(axis=0)) + rows.mean(axis=0)

    report = run(Draws(narrow), shots=20_000)
    assert report.comparison.verdict == "disagree"
    assert report.comparison.witness["outcome"].startswith("variance of ")
    assert "the chance of that is" in report.comparison.witness["reason"]
    alone = run(Draws(narrow), EXPERIMENT, LiouvilleOnticBackend(), 20_000)
    assert alone.comparison.verdict == "disagree"
    same_side = run(Draws(narrow), shots=20_000)
    assert same_side.comparison.witness["backends"] == ["liouville", "draws"]


def test_two_backends_of_one_side_that_differ_are_told() -> None:
    class Toy(Says):
        side = "toy"

    report = run(Toy(FAULTS["hbar doubled"][0]))
    assert report.comparison.verdict == "disagree"
    assert "the toy backends liouville and says differ" in report.comparison.witness["reason"]
    assert set(report.comparison.witness["values"]) == {"liouville", "says"}


def test_of_three_that_answer_the_odd_one_out_is_named() -> None:
    class Other(Says):
        name = "other"

    class Wrong(Says):
        name = "wrong"

    backends: dict[str, Any] = {"liouville": LiouvilleBackend(), "says": Says(), "other": Other()}
    assert run_experiment(EXPERIMENT, backends, 1, 0).comparison.sides == {"toy": "not-compared", "quantum": "agree"}
    found = run_experiment(EXPERIMENT, backends | {"wrong": Wrong(FAULTS["hbar doubled"][0])}, 1, 0).comparison
    assert (found.verdict, found.sides["quantum"], found.across) == ("disagree", "disagree", None)
    assert (found.witness or {})["faulty"] == ["wrong"]
    assert (found.witness or {})["backends"] == ["says", "wrong"]
    draws = run_experiment(EXPERIMENT, backends | {"draws": Draws(lambda rows: rows + 1)}, 5000, 0).comparison
    assert (draws.witness or {})["faulty"] == ["draws"]


def test_a_backend_may_turn_to_sampling_and_may_offer_nothing() -> None:
    class Turns(Draws):
        def distribution(self, experiment: Experiment) -> Any:
            raise CannotRun("too wide")

    class Cannot(Says):
        def distribution(self, experiment: Experiment) -> Any:
            raise CannotRun("too wide")

    class Nothing:
        side = "quantum"

        def can_run(self, experiment: Experiment) -> bool:
            return True

    assert ask("x", Turns(), EXPERIMENT, 10, 0).draws is not None
    assert ask("x", Cannot(), EXPERIMENT, 10, 0).skipped == "too wide"
    assert "offers neither" in (ask("x", Nothing(), EXPERIMENT, 10, 0).error or "")  # type: ignore[arg-type]


def test_one_side_alone_is_not_compared() -> None:
    results = [ask("liouville", LiouvilleBackend(), EXPERIMENT, 10, 0), Result("x", "quantum", skipped="no")]
    assert compare(results).verdict == "not-compared"


# the command


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run `toytheory run` on a text with the toy backends of modes; exit code and standard output."""

    def call(text: str, *options: str) -> tuple[int, str]:
        path = tmp_path / "e.toy"
        path.write_text(text)
        code = execute(["run", str(path), "--backend", "liouville", "--backend", "liouville-ontic", *options])
        return code, capsys.readouterr().out

    return call


Command = Callable[..., tuple[int, str]]


def test_the_json_is_as_designed(command: Command) -> None:
    code, text = command(TEXT + "condition a = 0.4", "--json", "-", "--shots", "500")
    record = json.loads(text)
    assert code == 0
    assert record["system"] == {"kind": "modes", "d": None, "n": 3, "hbar": 2.0}
    exact, drawn = record["results"]
    assert set(exact) == {
        "backend", "side", "means", "covariance", "state", "unknown", "tolerance", "condition_density",
        "condition_log_density",
    }  # fmt: skip
    assert exact["means"][0] == 0.4
    assert exact["state"]["systems"] == [3]
    assert (len(exact["state"]["means"]), np.shape(exact["state"]["covariance"])) == (2, (2, 2))
    assert drawn["sample_means"][0] == pytest.approx(0.4)
    assert (drawn["kept"], drawn["shots"], drawn["seed"]) == (500, 500, 0)
    assert "NaN" not in text
    assert "Infinity" not in text


def test_a_person_sees_means_deviations_and_the_verdict(command: Command) -> None:
    text = "system 2 modes\nprepare X1 - X2 = 0.5, P1 + P2 = 0\nmeasure X1 as a\nmeasure X2 as b\n"
    _, shown = command(text)
    assert "2 modes (hbar = 1), outcomes a, b" in shown
    assert "a - b" in shown
    assert "mean of (a - b)              0.5\ndeviation of (a - b)           0\n" in shown
    assert "unknown" in shown
    assert "not compared" in shown
    assert "flat" in command(text + "condition a = 1e2")[1]
    assert command("system 1 mode\nprepare X = 1\nmeasure X as a\ncondition a = 2")[0] == 2


def test_what_is_drawn_has_its_error_and_small_numbers_are_small_and_not_zero(command: Command) -> None:
    text = "system 1 mode (hbar=1e-30)\nprepare vacuum 1\ndisplace X1 by 1e-16\nmeasure X1 as x\n"
    _, shown = command(text, "--seed", "3")
    assert "10,000 runs" in shown
    assert "seed 3" in shown
    mean, error = map(float, re.search(r"mean of x +1e-16 +(\S+) ± (\S+)\n", shown).groups())  # type: ignore[union-attr]
    assert error == pytest.approx(math.sqrt(0.5e-30 / 10_000), rel=0.1)
    assert abs(mean - 1e-16) < 6 * error
    assert re.search(r"deviation of x +7\.07107e-16 ", shown)


def test_the_errors_of_what_is_drawn_are_those_of_many_repetitions() -> None:
    rng = np.random.default_rng(5)
    told = []
    for _ in range(400):
        outcomes = rng.normal(size=(900, 2)) @ np.array([[1.0, 0.5], [0.0, 2.0]])
        told.append(drawn_numbers(ContinuousSamples(("x", "y"), outcomes, 900, 0)))
    for label in told[0]:
        values, errors = np.array([[float(part) for part in cells[label].split(" ± ")] for cells in told]).T
        assert np.std(values) == pytest.approx(np.mean(errors), rel=0.15), label
    same = drawn_numbers(ContinuousSamples(("x",), np.full((9, 1), 0.8), 9, 0))
    assert same == {"mean of x": "0.8 ± 0", "deviation of x": "0 ± 0"}


def printed(report: Any) -> str:
    console = Console(width=150, file=io.StringIO())
    print_experiment(console, report)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_disagreements_and_densities_are_printed() -> None:
    told = printed(run(Says(FAULTS["hbar doubled"][0])))
    assert "variance of" in told
    assert "times what their tolerances allow" in told
    assert "to the tolerances that they state" in printed(run(Says()))
    assert "samples within chance (false alarm 1e-9), the others to" in printed(run(Draws()))
    assert "density of conditions" in printed(run(Says(), GIVEN))
    far = parse_experiment(TEXT + "condition a = 90")
    assert "log density of conditions" in printed(run(Says(), far))
    assert "cannot be met" in printed(run(Says(lambda a: replace(a, condition_log_density=-math.inf)), GIVEN))
    many = parse_experiment("system 70 modes\nmeasure " + ", ".join(f"X{k}" for k in range(1, 71)))
    assert "more numbers" in printed(run(Says(), many))
