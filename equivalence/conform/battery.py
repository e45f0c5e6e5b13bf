"""The battery of one backend or of several, as claims that the engine of `verify` decides: one a backend and feature.

So progress, several processes, going on after a kill, and the reports in JUnit are those of `verify`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from equivalence.comparison.isolated import Isolated
from equivalence.engine.parts import code
from equivalence.engine.selection import near
from equivalence.engine.verdict import Check, CheckFunction, Claim, Context, Registry, Status
from equivalence.engine.workers import Task
from toytheory.backend import Backend, Capabilities, Side
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment

from .backends import Candidate, candidate
from .feature import Feature, Scope, features
from .judging import ALARM, Subject
from .oracle import Oracle
from .search import Found, search
from .shares import SLOW, shared

DIMENSIONS = (2, 3, 4, 5, 6, 7, 9, 15)
"""Of discrete systems, where a backend declares none: primes and composites, even and odd."""

HBARS = (1.0, 0.5, 2.0)

LARGEST = 520
"""Systems at most, where a backend declares no bound."""

CASES = "cases"


@dataclass(frozen=True)
class Battery(Task):
    """What every process is told of a run of `conform`.

    Attributes
    ----------
    names : of the backends, as the user gave them.
    chosen : features by name, or by how names begin (`selected`); all without any.
    budget : seconds for each backend; None for a fixed number of cases.
    size : factor on the number of cases.
    replay : the text of one experiment that is asked instead of generated ones; none where it is empty.
    """

    names: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    budget: float | None = None
    size: float = 1.0
    replay: str = ""

    @property
    def settings(self) -> dict[str, object]:
        """What else must be equal for results of two runs to belong together."""
        return {"budget": self.budget, "size": self.size, "limit": self.timeout, "replay": self.replay}

    def registry(self) -> Registry:
        """The claims."""
        found = Registry()
        for name in dict.fromkeys(self.names):
            for feature in selected(self.chosen):
                found.add(self._claim(candidate(name), feature))
        return found

    def _claim(self, asked: Candidate, feature: Feature) -> Claim:
        def check(context: Context) -> Iterator[Check]:
            yield from checks(isolated(asked, self.timeout), feature, context, self)

        return as_claim(asked.name, feature, check)


def as_claim(name: str, feature: Feature, check: CheckFunction) -> Claim:
    """A feature of a backend as a claim."""
    return Claim(f"{name}.{feature.name}", feature.says, "none", check, parts=(code(feature.says, CASES),))


def selected(chosen: Sequence[str]) -> list[Feature]:
    """The features of these names; a name that no feature has means those that begin so. InputError where none does.

    >>> [feature.name for feature in selected(["conditions", "shots"])]
    ['conditions', 'shots-many', 'shots-one']
    """
    known, wanted = features(), set[str]()
    for name in chosen:
        beginning = f"{name.removesuffix('-')}-"
        found = {name} if name in known else {each for each in known if each.startswith(beginning)}
        if not found:
            raise InputError(f"no feature is called {name!r}", near(name, known))
        wanted |= found
    return [feature for name, feature in known.items() if not chosen or name in wanted]


_ISOLATED: dict[tuple[Candidate, float], Isolated] = {}


def isolated(asked: Candidate, limit: float) -> Isolated:
    """The backend in its own process, one for all features that this process decides."""
    if (asked, limit) not in _ISOLATED:
        _ISOLATED[asked, limit] = asked.isolated(limit)
    return _ISOLATED[asked, limit]


def scopes(capabilities: Capabilities, side: Side, modes: bool, even: bool = False) -> list[Scope]:
    """Systems that a backend declares to take and of which an answer is known; of even d > 2 only, where `even`."""
    largest = LARGEST if capabilities.largest_n is None else min(LARGEST, capabilities.largest_n)
    if modes:
        return [Scope(None, hbar, largest) for hbar in HBARS] if "modes" in capabilities.kinds else []
    declared = capabilities.dimensions or DIMENSIONS
    found = []
    for d in sorted(declared):
        kind = "bits" if d == 2 else "trits" if d == 3 else "dits"
        if kind not in capabilities.kinds or (capabilities.odd_only and d % 2 == 0):
            continue
        unusual = d % 2 == 0 and d != 2
        if unusual != even and (even or side == "quantum"):
            continue
        room = largest
        if capabilities.largest_space is not None:
            while room and d**room > capabilities.largest_space:
                room -= 1
        if room:
            found.append(Scope(d, None, room))
    return found


def checks(backend: Any, feature: Feature, context: Context, battery: Battery) -> Iterator[Check]:
    """What a backend does with a feature: a check a fault and scope; one for each scope in which there is none."""
    says = backend.says if isinstance(backend, Isolated) else None
    if isinstance(says, str):
        yield skipped(says)
        return
    capabilities, side = backend.capabilities, backend.side
    asked = scopes(capabilities, side, feature.modes, feature.even) if feature.fits(capabilities) else []
    if battery.replay:
        feature, asked = alone(feature, parse_experiment(battery.replay), asked)
    if not asked:
        what = "modes" if feature.modes else "even d > 2" if feature.even else "such discrete systems"
        yield skipped(f"does not do {what}" if feature.fits(capabilities) else "computes, and draws nothing")
        return
    slow = capabilities.shares.get(feature.name, capabilities.share)
    share = slow if battery.budget is None and not battery.replay else 1.0
    subject = Subject(backend, Oracle(side), share)
    time_each = None if battery.budget is None else battery.budget / _offered(battery, capabilities, side) / len(asked)
    for scope, first, cases in shared(asked, feature.cases):
        first, cases = (first, max(1, round(cases * battery.size))) if time_each is None else (0, 100 * feature.cases)
        deadline = None if time_each is None else time.monotonic() + time_each
        found = search(subject, feature, scope, context.seed, cases, deadline, context.report, first)
        yield from told(found, scope, backend.name, share)


def alone(feature: Feature, experiment: Experiment, asked: Sequence[Scope]) -> tuple[Feature, list[Scope]]:
    """The feature with one experiment, and the scopes that this one is of: one, or none."""
    system = experiment.system
    suits = [scope for scope in asked if (scope.d, scope.hbar) == (system.d, system.hbar)]
    if system.kind == "modes" and asked and not suits:  # of any hbar, not only those that are generated
        suits = [replace(asked[0], hbar=system.hbar)]
    return replace(feature, draw=lambda rng, scope, number: None if number else experiment), suits


def _offered(battery: Battery, capabilities: Capabilities, side: Side) -> int:
    """How many of the chosen features a backend is asked about at all: they share its time."""
    chosen = selected(battery.chosen)
    return sum(feature.fits(capabilities) and bool(scopes(capabilities, side, feature.modes)) for feature in chosen)


def skipped(reason: str) -> Check:
    """Nothing was asked."""
    return Check("sampled", "", 0, "skipped", CASES, reason=reason)


def told(found: Found, scope: Scope, name: str, share: float = 1.0) -> Iterator[Check]:
    """What a search found, as checks."""
    sizes = f"n = {', '.join(map(str, sorted(found.sizes)))}" if found.sizes else "no n"
    words = f"{scope.words}, {sizes}: {found.agreed} experiments agree"
    if found.drawn:
        words += f", {found.drawn} of them samples (chance of a false alarm {ALARM:g} each)"
    if found.silent:
        words += f"; {found.silent} not offered"
    if found.aside:
        words += f"; {found.aside} set aside, which contain a fault that was found"
    if share < 1 and found.answered:
        words += f"; {SLOW.format(share)}"
    if found.cut:
        words += "; cut short by the budget"
    for fault in found.faults:
        status: Status = "error" if fault.judged.how == "crashes" else "fails"
        reason = str(fault.judged.told.get("reason")) if status == "error" else None
        cases = found.agreed + len(found.faults)
        yield Check("sampled", words, cases, status, CASES, fault.witness, reason, name)
    if found.agreed and not found.faults:
        yield Check("sampled", words, found.agreed, "holds", CASES)
    elif not found.faults:
        reasons = "; ".join(reason for reason, _ in found.reasons.most_common(3)) or "there are no such experiments"
        yield Check("sampled", words, 0, "skipped", CASES, reason=f"{scope.words}: {reasons}")


def conform(
    backend: Backend,
    feature: str,
    *,
    seed: int = 0,
    size: float = 1.0,
    report: Callable[[int, int], None] | None = None,
) -> list[Check]:
    """The checks of one feature, or of those that begin so, for a backend that is given as an object.

    >>> from toytheory.discrete.backends.epistemic import EpistemicBackend
    >>> [check.status for check in conform(EpistemicBackend(), "prepare-x", size=0.1)][:2]
    ['holds', 'holds']
    """
    battery = Battery(seed=seed, size=size, chosen=(feature,))
    context = Context(seed) if report is None else Context(seed, report=report)
    return [check for each in selected([feature]) for check in checks(backend, each, context, battery)]
