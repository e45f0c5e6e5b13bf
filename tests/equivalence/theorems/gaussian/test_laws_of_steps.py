"""The laws of the steps on modes: right on random matrices too, the same as the programs', and wrong where planted."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from equivalence.theorems.gaussian import families
from equivalence.theorems.gaussian.blocks import Blocks, blocks
from equivalence.theorems.gaussian.characteristic import characteristic_function, weyl
from equivalence.theorems.gaussian.experiments import (
    CHANNELS,
    LAW_OF,
    METERS,
    NO_LAW,
    channel_dilations,
    every_step,
    kinds_of_steps,
    meters,
)
from equivalence.theorems.gaussian.master_equations import NOISES, dissipator, master_equations
from equivalence.theorems.gaussian.steps import LAWS, Law, Row
from toytheory.continuous.channels import added_noise, amplification, loss
from toytheory.continuous.measurements import heterodyne, noisy_measurement
from toytheory.language.bookkeeping import Repeat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.optics import dilation
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Step
from toytheory.phase_space.space import symplectic_form
from toytheory.phase_space.variables import Variable

Matrices = dict[str, Any]


def law(step: str) -> Law:
    (found,) = [law for law in LAWS if law.step == step]
    return found


# blocks, against matrices


def value(number: Blocks, matrices: Matrices) -> Any:
    """The sum with numbers and matrices for the names: one matrix, of which numbers are multiples of the identity."""
    total: Any = 0.0
    for (numbers, names), factor in number.terms.items():
        term: Any = float(factor) * math.prod(matrices[name] for name in numbers)
        for name in names:
            matrix = matrices[name[:-1]].T if name.endswith("'") else matrices[name]
            term = term @ matrix if np.ndim(term) else term * matrix
        total = total + (term if np.ndim(term) else term * np.eye(len(matrices["J"])))
    return total


def test_sums_and_products_are_those_of_matrices() -> None:
    rng = np.random.default_rng(5)
    matrices: Matrices = {name: rng.normal(size=(4, 4)) for name in "ABC"} | {"J": symplectic_form(2), "c": 0.3}
    left, right = blocks("A B' - 2 c J"), blocks("1/2 C J - c c A + 3")
    L, R = value(left, matrices), value(right, matrices)
    for found, expected in (
        (left + right, L + R), (left - right, L - R), (left * right, L @ R), (-left, -L), (left.transpose, L.T),
        ((left * right).transpose, R.T @ L.T),
    ):  # fmt: skip
        assert value(found, matrices) == pytest.approx(expected)
    assert str(left - left) == "0"
    assert blocks(str(left * right)) == left * right
    assert left * right != right * left


def test_rules_rewrite_products_and_may_not_turn_in_circles() -> None:
    assert str(blocks("c S J S' + J S").given({"S J S'": "J"})) == "J S + c J"
    assert str(blocks("c d S").given({"c c": "1"})) == "c d S"
    with pytest.raises(ValueError, match="turn in circles"):
        blocks("A").given({"A": "B", "B": "A"})


# the laws, by numbers and against the programs


def mirror(n: int) -> Any:
    return np.diag([1.0, -1.0] * n)


def rows_of(law: Law, row: Row, matrices: Matrices) -> dict[str, Any]:
    return {name: value(blocks(text), matrices) for name, text in row.items()}


def bracket(left: dict[str, Any], right: dict[str, Any], n: int) -> Any:
    """With x and p of an environment as its positions and momenta."""
    J = symplectic_form(n)
    total = sum(left[k] @ J @ right[k].T for k in ("a", "e") if k in left and k in right)
    if "x" in left and "p" in right:
        total = total + left["x"] @ right["p"].T
    if "p" in left and "x" in right:
        total = total - left["p"] @ right["x"].T
    return total


def numbers_for(name: str, n: int) -> Matrices:
    """Random matrices that are what the law says they are."""
    rng = np.random.default_rng(7)
    hbar, t, g, nbar = 1.7, 0.3, 1.9, 0.4
    found: Matrices = {"J": symplectic_form(n), "hbar": hbar, "t": t, "g": g, "nbar": nbar, "Z": mirror(n)}
    found |= {"c": math.sqrt(g if name == "amplify" else t), "s": math.sqrt(g - 1 if name == "amplify" else 1 - t)}
    S = np.eye(2 * n)
    for step in families.random_maps(rng, n, 5):
        where = families.coordinates_of(step.systems)
        S[where] = np.array(step.matrix) @ S[where]
    noise = rng.normal(size=(2 * n, 2 * n))
    found |= {"S": S, "C": S @ S.T, "V": noise @ noise.T, "M": rng.normal(size=(2 * n, 2 * n))}
    if name in ("channel", "noisy measurement"):
        form = symplectic_form(n) - found["M"] @ symplectic_form(n) @ found["M"].T
        if name == "noisy measurement":
            found["F"], form = found["M"], -found["M"] @ symplectic_form(n) @ found["M"].T
        values, vectors = np.linalg.eigh(0.5j * hbar * form)
        found["N"] = np.real(vectors @ np.diag(np.abs(values) + 0.1) @ vectors.conj().T)
        values, vectors = np.linalg.eigh(found["N"] + 0.5j * hbar * form)
        root = math.sqrt(2 / hbar) * vectors @ np.diag(np.sqrt(values))
        found |= {"A": root.real, "C": root.imag}
    if name in ("measure", "noisy measurement of commuting variables"):
        F = np.zeros((2 * n, 2 * n))
        F[:n] = S[0::2]  # what was x, mixed
        found |= {"F": F, "N": found["V"] + np.eye(2 * n), "I": np.linalg.inv(found["V"] + np.eye(2 * n))}
    if name == "heterodyne with a beam splitter":
        found |= {"X": np.diag([1.0, 0.0] * n), "P": np.diag([0.0, 1.0] * n), "r": math.sqrt(2)}
        found |= {"c": math.sqrt(0.5), "s": math.sqrt(0.5)}
    return found


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("law", [law for law in LAWS if law.step != "displace"], ids=lambda law: law.step)
def test_each_law_is_right_on_matrices(law: Law, n: int) -> None:
    matrices = numbers_for(law.step, n)
    modes, told = rows_of(law, law.modes, matrices), rows_of(law, law.outcomes, matrices)
    if modes:
        assert bracket(modes, modes, n) == pytest.approx(symplectic_form(n), abs=1e-9)
        assert bracket(told, modes, n) == pytest.approx(0, abs=1e-9)
    assert bracket(told, told, n) == pytest.approx(0, abs=1e-9)
    for row, claimed in ((modes, law.noise), (told, law.read_noise)):
        spread = {name: value(blocks(text), matrices) for name, text in law.environment.items()}
        added = sum((row[k] @ spread[k] @ row[k].T for k in spread if k in row), start=np.zeros((2 * n, 2 * n)))
        assert added == pytest.approx(value(blocks(claimed), matrices) + 0 * added, abs=1e-9)


def at(text: str, **numbers: Any) -> Any:
    return value(blocks(text), {"J": symplectic_form(1), "Z": mirror(1), **numbers})


@pytest.mark.parametrize("hbar", [0.5, 1.0, 2.0])
def test_the_laws_are_those_of_the_programs(hbar: float) -> None:
    t, g, nbar = 0.3, 1.7, 0.6
    for name, channel in (
        ("loss", loss(t, hbar)), ("thermal loss", loss(t, hbar, nbar)), ("amplify", amplification(g, hbar)),
    ):  # fmt: skip
        c = math.sqrt(g if name == "amplify" else t)
        assert channel.matrix == pytest.approx(at(law(name).modes["a"], c=c))
        assert channel.noise == pytest.approx(at(law(name).noise, t=t, g=g, nbar=nbar, hbar=hbar))
    V = np.diag([0.2, 0.7])
    assert added_noise(0.2, 0.7, hbar).noise == pytest.approx(at(law("noise").noise, V=V))
    assert heterodyne(0, 1, hbar).noise == pytest.approx(at(law("heterodyne").read_noise, hbar=hbar))
    # a dilation has the columns A and -C of its environment's x and p
    matrices = numbers_for("channel", 1)
    S = dilation(matrices["M"], matrices["N"], matrices["hbar"])
    A, C = S[:2, 2::2], -S[:2, 3::2]
    given = {"M": matrices["M"], "J": symplectic_form(1), "A": A, "C": C, "hbar": matrices["hbar"], "N": matrices["N"]}
    for left, right in law("channel").given.items():
        assert value(blocks(left), given) == pytest.approx(value(blocks(right), given), abs=1e-9)
    # what a noisy measurement of X + P/2 leaves
    form, N = Variable.of({0: 1.0, 1: 0.5}, None), np.array([[0.3]])
    found = noisy_measurement([form], N, 1, hbar)
    F = np.array([[1.0, 0.5]])
    assert found.strength is not None
    kicks = found.kicks @ found.strength @ found.kicks.T
    sharp = law("noisy measurement of commuting variables")
    assert kicks == pytest.approx(at(sharp.noise, F=F, I=1 / N, hbar=hbar))


# planted faults


def changed(step: str, **fields: Any) -> tuple[Law, ...]:
    return tuple(dataclasses.replace(law, **fields) if law.step == step else law for law in LAWS)


MODES, OUTCOMES = "the brackets of the modes", "the brackets of the outcomes"
OUTCOMES_AND_MODES = "the brackets of the outcomes with the modes"
ADDED, READ = "the noise of the modes", "the noise of what is told"
NOT_INDEPENDENT = "the noise of the modes and of what is told are not independent"
PORTS, METER = "heterodyne with a beam splitter", "noisy measurement of commuting variables"

FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("prepare", {"noise": "2 C"}, ADDED),
    ("prepare", {"brackets": {}}, MODES),
    ("transform", {"given": {"S J S'": "- J"}}, MODES),
    ("transform", {"modes": {"a": "S", "b": "G"}}, "the brackets of the modes with other modes"),
    ("loss", {"noise": "1/2 hbar hbar - 1/2 hbar hbar t"}, ADDED),
    ("loss", {"noise": "1/2 hbar - 1/2 hbar t t"}, ADDED),
    ("loss", {"modes": {"a": "c"}, "noise": "0"}, MODES),
    ("loss", {"modes": {"a": "c", "e": "- s Z"}}, MODES),
    ("thermal loss", {"environment": {"e": "1/2 hbar + 1/2 nbar hbar"}}, ADDED),
    ("amplify", {"modes": {"a": "c", "e": "s"}}, MODES),
    ("amplify", {"modes": {"a": "c"}, "noise": "0"}, MODES),
    ("amplify", {"noise": "1/2 hbar g"}, ADDED),
    ("noise", {"noise": "hbar V"}, ADDED),
    ("channel", {"modes": {"a": "M", "x": "A", "p": "C"}}, MODES),
    ("channel", {"environment": {"x": "1/2 hbar hbar", "p": "1/2 hbar hbar"}}, ADDED),
    ("measure", {"given": {}}, OUTCOMES),
    ("measure", {"modes": {"a": "1"}}, OUTCOMES_AND_MODES),
    ("heterodyne", {"outcomes": {"a": "1"}, "read_noise": "0"}, OUTCOMES),
    ("heterodyne", {"outcomes": {"a": "1", "e": "1"}}, OUTCOMES),
    ("heterodyne", {"read_noise": "1/2 hbar hbar"}, READ),
    (PORTS, {"outcomes": {"a": "r c X + r s P", "e": "r s X + r c P"}}, OUTCOMES),
    ("general-dyne", {"environment": {"e": "C"}}, READ),
    ("noisy measurement", {"outcomes": {"a": "F", "x": "A", "p": "C"}}, OUTCOMES),
    (METER, {"modes": {"a": "1", "p": "- J F'"}}, OUTCOMES_AND_MODES),
    (METER, {"environment": {"x": "N", "p": "1/4 hbar I"}}, ADDED),
    (METER, {"modes": {"a": "1"}, "noise": "0"}, OUTCOMES_AND_MODES),
    ("random number", {"modes": {"a": "1", "w": "1"}, "noise": "V"}, NOT_INDEPENDENT),
    ("displace", {"modes": {"a": "1", "b": "G"}}, MODES),
    ("condition", {"modes": {"a": "2"}}, MODES),
]  # fmt: skip


@pytest.mark.parametrize(("step", "fields", "what"), FAULTS, ids=[f"{s}: {f}" for s, f, _ in FAULTS])
def test_each_fault_is_caught_by_name(step: str, fields: dict[str, Any], what: str) -> None:
    laws = changed(step, **fields)
    check = every_step(laws)
    assert (check.status, check.name, check.evidence) == ("fails", "every-step", "theorem")
    assert check.witness is not None
    assert f"{step}: {what}" in check.witness["not so"]
    assert all(told.startswith(f"{step}: ") for told in check.witness["not so"])
    for of_some, steps in ((channel_dilations, CHANNELS), (meters, METERS)):
        assert of_some(laws).status == ("fails" if step in steps else "holds")


def test_without_a_fault_the_laws_hold() -> None:
    for check in (channel_dilations(), meters(), every_step()):
        assert (check.status, check.witness) == ("holds", None)
    assert {law.step for law in LAWS} >= set(LAW_OF.values())
    assert set(LAW_OF).isdisjoint(NO_LAW)


def test_a_step_without_a_law_is_told() -> None:
    assert kinds_of_steps() == {*LAW_OF, *NO_LAW}
    check = every_step(kinds=[*kinds_of_steps(), "Kerr"])
    assert (check.status, check.witness) == ("fails", {"not so": ["Kerr has no law"]})
    check = every_step(tuple(law for law in LAWS if law.step != "amplify"))
    assert (check.status, check.witness) == ("fails", {"not so": ["Amplify has no law"]})


def outside(experiment: Experiment) -> str | None:
    """Why an experiment is not one of the claim's, or None."""
    prepared: set[int] = set()

    def followed(steps: tuple[Step, ...]) -> str | None:
        for step in steps:
            kind = type(step).__name__
            if isinstance(step, Repeat):
                for _ in range(2):  # the second round shows what the first leaves
                    reason = followed(step.steps)
                    if reason is not None:
                        return reason
            elif kind.startswith("Prepare"):
                if kind == "Prepare":
                    return "a quadrature state"
                prepared.update(step.resets)
            elif kind == "Discard":
                prepared.difference_update(step.touched)
            elif not prepared.issuperset(step.touched):
                return f"{kind} on a mode that was not prepared"
            prepared.difference_update(step.measured)
        return None

    return followed(experiment.steps)


def test_the_experiments_that_are_run_are_those_of_the_claim() -> None:
    rng = np.random.default_rng(3)
    listed = [*families.everything(rng, 80), *families.few_excitations(rng, True)]
    assert [reason for reason in map(outside, listed) if reason] == []
    kinds = {type(step).__name__ for e in listed for step in e.steps}
    assert set(LAW_OF) <= kinds
    steps = listed[0].steps
    measured = next(step for step in steps if step.measured)
    again = Experiment(listed[0].system, (*steps, mode_transform("fourier", measured.measured[:1])))
    assert outside(Experiment(listed[0].system, steps[1:])) is not None
    assert outside(again) == "Transform on a mode that was not prepared"


def test_characteristic_functions_with_another_operator_are_caught() -> None:
    def without_phase(a: Any, b: Any, u: Any, hbar: Any) -> Any:
        return weyl(a, b, u, hbar)[0] - weyl(a, b, 0, hbar)[0], weyl(a, b, u, hbar)[1]

    def hbar_squared(a: Any, b: Any, u: Any, hbar: Any) -> Any:
        return weyl(a, b, u, hbar**2)

    def backwards(a: Any, b: Any, u: Any, hbar: Any) -> Any:
        return weyl(a, -b, u, hbar)

    assert characteristic_function().status == "holds"
    for fault in (without_phase, hbar_squared, backwards):
        check = characteristic_function(fault)
        assert (check.status, check.name) == ("fails", "characteristic-function")
        assert "the flow of a x + b p" in check.witness["not so"]  # type: ignore[index]
    assert weyl(1, 2, 3, 4) != without_phase(1, 2, 3, 4)


# the second route to the channels


def test_master_equations_lead_to_the_same_channels() -> None:
    assert master_equations().status == "holds"
    wrong: dict[str, Any] = {
        "loss": lambda T, nbar, hbar: (1 - T) * hbar**2 / 2,
        "thermal loss": lambda T, nbar, hbar: (1 - T) * (nbar + 1) * hbar / 2,
        "amplify": lambda G, nbar, hbar: (1 - G) * hbar / 2,
    }
    for name, noise in wrong.items():
        check = master_equations({**NOISES, name: noise})
        assert (check.status, check.witness) == ("fails", {"not so": [name]})

    def adjoint(W: Any, x: Any, p: Any, hbar: Any, sign: int) -> Any:
        return dissipator(W, x, p, hbar, -sign)

    check = master_equations(operator=adjoint)
    assert check.witness == {"not so": ["the equation of loss", "the equation of gain"]}


def test_the_two_routes_name_the_same_noise() -> None:
    """At numbers: what the master equations are solved with is what the laws add."""
    hbar, nbar = 1.3, 0.7
    for name, size in (("loss", 0.4), ("thermal loss", 0.4), ("amplify", 1.6)):
        added = at(law(name).noise, t=size, g=size, nbar=nbar, hbar=hbar)
        assert added == pytest.approx(NOISES[name](size, nbar, hbar) * np.eye(2))
