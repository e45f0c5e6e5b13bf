"""What a phenomenon of the talk's lists is, in software: statement, experiments with their control, claim, limit.

A new one is a file beside this with a constant `PHENOMENON`, and experiments; nothing else has to be touched. What its
universal claim computes at length lies in equivalence/theorems/phenomena.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from equivalence.comparison.answers import Result, ask_all
from equivalence.comparison.compare import compare
from equivalence.engine.parts import Part, code
from equivalence.engine.verdict import Check, Claim, Context
from equivalence.experiments.shipped import example
from toytheory.language.experiment import Experiment
from toytheory.language.reading import load_experiment

Standing = Literal["arises", "arises in this sense only", "does not arise", "cannot be posed in the theory"]

KINDS = ("bits", "trits", "dits", "modes")
"""Of systems, as standings name them; "dits" are those of every other d that the statement speaks of."""

SHORT: Mapping[Standing, str] = {
    "arises": "arises",
    "arises in this sense only": "in part",
    "does not arise": "does not",
    "cannot be posed in the theory": "cannot be posed",
}
"""A standing where there is little room."""

SHOTS = 4000
"""Runs that a sampling backend draws of each experiment."""


@dataclass(frozen=True)
class Run:
    """An experiment of a phenomenon.

    Attributes
    ----------
    file : its name in examples/phenomena.
    shows : what is seen, in words.
    seen : whether an answer shows it: (outcome -> probability) of the exact backends of one side, or their moments.
    control : whether this is the experiment in which the phenomenon must be absent; then `seen` says how.
    quantum : what quantum theory shows where that is something else; None where both show the same.
    follow : outcomes of the run that the picture follows; the smallest that can occur where it does not say.
    """

    file: str
    shows: str
    seen: Callable[[Any], bool]
    control: bool = False
    quantum: Callable[[Any], bool] | None = None
    follow: Mapping[str, float] = field(default_factory=dict)

    @property
    def experiment(self) -> Experiment:
        """As it is read from its file."""
        return load_experiment(self.path)

    @property
    def path(self) -> Path:
        """Where its file is."""
        return example(f"phenomena/{self.file}")

    @property
    def name(self) -> str:
        """Of its check."""
        return f"run-{self.file.removesuffix('.toy')}"


def in_trits_and_bits(
    name: str,
    seen: Callable[[Any], bool],
    trits: str,
    signs: str,
    quantum: Callable[[Any], bool],
    bits: str = "",
) -> tuple[Run, Run, Run]:
    """NAME-trits, NAME-bits and NAME-bits-signs: seen in all, but where bits are written down so that a sign is wrong.

    Parameters
    ----------
    trits, bits, signs : what each shows, in words; bits by default what trits do.
    quantum : what qubits show in the last.
    """
    return (
        Run(f"{name}-trits.toy", trits, seen),
        Run(f"{name}-bits.toy", bits or f"{trits} (bits and qubits)", seen),
        Run(f"{name}-bits-signs.toy", signs, seen, quantum=quantum),
    )


@dataclass(frozen=True)
class Phenomenon:
    """An item of the talk's lists.

    Attributes
    ----------
    name : of its claim, phenomena.NAME.
    item : as the talk lists it.
    slide : the slide's title.
    order : its place in the talk's lists.
    statement : quantified, in one or two sentences; the sentence of the claim.
    standing : what was found, by kind of systems: "bits", "trits", "dits" (any other d), "modes".
    puzzle : what is puzzling in the quantum version, in two or three sentences.
    story : what happens in the toy theory, told with ontic states.
    runs : experiments, among them a control.
    universal : the checks of the statement, for all states, maps or measurements.
    parts : of the statement, with the names of the checks that show each.
    limit : which aspect does not arise, or not for these systems.
    reading : what the talk's word is taken to mean, where it can mean several things.
    references : papers.
    items : the entries of the talk's lists that it decides, in the talk's words; `item` alone where none are given.
    pictured : files of the runs that the page draws; the first run and the first control that have a picture where
        none are given.
    plots : (file beside the folder of pages, caption) of pictures that have a command of their own.
    """

    name: str
    item: str
    slide: str
    order: int
    statement: str
    standing: Mapping[str, Standing]
    puzzle: str
    story: str
    runs: tuple[Run, ...]
    universal: Callable[[Context], Iterator[Check]]
    parts: tuple[Part, ...]
    limit: str
    reading: str = ""
    references: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    pictured: tuple[str, ...] = ()
    plots: tuple[tuple[str, str], ...] = ()

    @property
    def listed(self) -> tuple[str, ...]:
        """The entries of the talk's lists that it decides, where they are on them."""
        return self.items or (self.item,)

    @property
    def word(self) -> str:
        """All its standings in one: "arises", "arises in part", "does not arise", "cannot be posed"."""
        found = set(self.standing.values())
        for standing, word in (
            ("arises", "arises"),
            ("does not arise", "does not arise"),
            ("cannot be posed in the theory", "cannot be posed"),
        ):
            if found == {standing}:
                return word
        return "arises in part" if found & {"arises", "arises in this sense only"} else "does not arise"

    def claim(self) -> Claim:
        """Its claim."""
        ran = code("its experiments and their controls, on the installed backends", "run-*")
        return Claim(f"phenomena.{self.name}", self.statement, self.slide, self.checks, parts=(*self.parts, ran))

    def checks(self, context: Context) -> Iterator[Check]:
        """The universal claim, then each experiment on all backends of both sides."""
        yield from self.universal(context)
        for run in self.runs:
            yield shown(run, context)


def shown(run: Run, context: Context) -> Check:
    """Whether an experiment shows on every exact backend what it should, and all answers agree where they should."""
    experiment = run.experiment
    results = ask_all(context.backends, experiment, SHOTS, context.seed)
    exact = [r for r in results if r.exact]
    scope = f"{run.file}{' (control)' if run.control else ''} on {', '.join(r.backend for r in exact) or 'no backend'}"
    for result in exact:
        judge = run.quantum if result.side == "quantum" and run.quantum is not None else run.seen
        if not judge(_told(result)):
            witness = {"toy_file": run.path.read_text(encoding="utf-8"), "answer": result.record()}
            return Check("sampled", scope, 1, "fails", run.name, witness, backend=result.backend)
    comparison = compare(results)
    if comparison.verdict == "disagree" and (run.quantum is None or "disagree" in comparison.sides.values()):
        return Check("sampled", scope, len(exact), "fails", run.name, dict(comparison.witness or {}))
    if not {"toy", "quantum"} <= {r.side for r in exact}:
        reason = "no exact backend of each side ran it"
        return Check("sampled", scope, 0, "skipped", run.name, reason=reason)
    return Check("sampled", scope, len(exact), "holds", run.name)


def _told(result: Result) -> Any:
    """What is judged: probabilities by outcome, or moments."""
    return result.distribution if result.distribution is not None else result.density


@cache
def all_phenomena() -> tuple[Phenomenon, ...]:
    """Every phenomenon, in the talk's order."""
    import equivalence.phenomena as folder

    found = []
    for module in pkgutil.iter_modules(folder.__path__):
        loaded = importlib.import_module(f"equivalence.phenomena.{module.name}")
        phenomenon = getattr(loaded, "PHENOMENON", None)
        if isinstance(phenomenon, Phenomenon):
            found.append(phenomenon)
    return tuple(sorted(found, key=lambda phenomenon: (phenomenon.order, phenomenon.name)))


def certain(name: str, value: int) -> Callable[[Any], bool]:
    """A judge: this outcome has this value in every run.

    >>> from fractions import Fraction
    >>> from toytheory.outcomes.distributions import Distribution
    >>> certain("a", 1)(Distribution(3, ("a",), {(1,): Fraction(1)}))
    True
    """

    def judge(told: Any) -> bool:
        listed = told.marginal([name]).probabilities
        return {key for key, p in listed.items() if p} == {(value,)}

    return judge


def uniform(name: str) -> Callable[[Any], bool]:
    """A judge: this outcome is uniformly random.

    >>> from fractions import Fraction
    >>> from toytheory.outcomes.distributions import Distribution
    >>> uniform("a")(Distribution(2, ("a",), {(0,): Fraction(1, 2), (1,): Fraction(1, 2)}))
    True
    """

    def judge(told: Any) -> bool:
        listed = told.marginal([name]).probabilities
        return len(listed) == told.d and len(set(listed.values())) == 1

    return judge
