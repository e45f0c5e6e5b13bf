"""Quadrature states as limits of squeezed states: what converges, at which rate, and what the limit is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from equivalence.comparison.answers import ask_all
from equivalence.engine.verdict import Check
from equivalence.experiments.random_modes import random_maps, uniform
from toytheory.backend import Backend
from toytheory.language.experiment import Experiment
from toytheory.language.maps.modes import mode_transform
from toytheory.language.steps import Displace, Measure, OutcomeExpression, Prepare, PrepareVacuum, Step, Transform
from toytheory.outcomes.densities import ContinuousDistribution
from toytheory.phase_space.space import coordinates_of
from toytheory.phase_space.variables import Variable

from .conditional import integrated
from .families import HBARS, experiment

Backends = Mapping[str, Backend | str]

SQUEEZINGS = (1.0, 1.5, 2.0)


def characteristic_limit() -> Check:
    """For n squeezed modes under any map: exp(i v) on V, 0 elsewhere; the Wigner function a Dirac measure across V.

    A map takes (X_1, ..., X_n) to a basis of V, and coefficients (a, b) of X and P factorise over the modes; so one
    mode with symbolic a, b, v and hbar is enough. The limit is discontinuous at the origin, hence (Bochner) no density
    operator.
    """
    import sympy as sp

    hbar, u = sp.symbols("hbar u", positive=True)  # u = e^(-2r) -> 0
    a, v, x, p, c = sp.symbols("a v x p c", real=True)
    b = sp.Symbol("b", nonzero=True, real=True)
    failed = []
    log_chi = sp.I * a * v - (a**2 * u + b**2 / u) * hbar / 4
    if log_chi.subs(b, 0).subs(u, 0) != sp.I * a * v:
        failed.append("on V")
    if sp.limit(sp.re(log_chi), u, 0, "+") != -sp.oo:
        failed.append("off V")
    # The Wigner function, as a measure: the average of exp(-(x - c)^2) tends to its value at x = v, for every c.
    exponent, squared = integrated(-((x - v) ** 2) / (hbar * u) - (x - c) ** 2, [x])
    if sp.simplify(exponent.subs(u, 0) + (v - c) ** 2) != 0:
        failed.append("Dirac measure across V")
    if (
        sp.simplify((squared / (sp.pi * hbar * u)).subs(u, 0) - 1) != 0
        and sp.limit(squared / (sp.pi * hbar * u), u, 0) != 1
    ):
        failed.append("norm across V")
    along = sp.exp(-(p**2) * u / hbar)  # relative to its value at p = 0
    if along.subs(u, 0) != 1:
        failed.append("flat along V")
    scope = "states of all n, by factors: characteristic function on V and off V, Dirac measure across, flat along"
    if failed:
        return Check("theorem", scope, 5, "fails", "quadrature-limit", {"not so for": failed})
    return Check("theorem", scope, 5, "holds", "quadrature-limit")


def measurement_limit(mixed: Any = None, kick: Any = None) -> Check:
    """G = g . X + h . P measured in n squeezed modes: what commutes with it stays known, with its value, in the limit.

    For F = f . X, of variance hbar u f^2 / 2: cov(F, G) = hbar u (f . g) / 2, and G has the variance
    hbar (u g^2 + h^2 / u) / 2. The outcome is flat in the limit unless h = 0, and then certain. A pure meter that reads
    G with the noise hbar u / 2 kicks a variable by its bracket with G times a number of variance hbar / (2u)
    (`meters`): G is the same when read again, and what does not commute with it becomes flat.

    Parameters
    ----------
    mixed : the covariance of F and G, if not that.
    kick : the variance of the number, if not that.
    """
    import sympy as sp

    hbar, u, g, h, f = sp.symbols("hbar u g h f", positive=True)  # u = e^(-2r) -> 0; lengths of the vectors
    fg, off = sp.symbols("fg off", real=True)  # f . g, and how far the outcome is from its mean
    shared = hbar * u * fg / 2 if mixed is None else mixed(hbar, u, fg)
    variance = hbar * (u * g**2 + h**2 / u) / 2
    left = hbar * u * f**2 / 2 - shared**2 / variance
    noise = hbar * u / 2
    kicked = hbar**2 / (4 * noise) if kick is None else kick(hbar, u)
    bracket = sp.Symbol("bracket", nonzero=True, real=True)
    steps = {
        "the variance of F given G": sp.limit(left, u, 0, "+") == 0,
        "the mean of F given G": sp.limit(shared / variance * off, u, 0, "+") == 0,
        "a G that does not commute is flat": sp.limit(variance, u, 0, "+") == sp.oo,
        "a G that is known is certain": sp.limit(variance.subs(h, 0), u, 0, "+") == 0,
        "G measured again": sp.limit(2 * noise, u, 0, "+") == 0,
        "what does not commute with G, afterwards": sp.limit(bracket**2 * kicked, u, 0, "+") == sp.oo,
    }
    failed = [name for name, holds in steps.items() if not holds]
    scope = "all n, one linear variable measured after the other, by scalar products"
    if failed:
        return Check("theorem", scope, len(steps), "fails", "quadrature-measurement-limit", {"not so": failed})
    return Check("theorem", scope, len(steps), "holds", "quadrature-measurement-limit")


def _pairs(rng: np.random.Generator, count: int) -> Iterator[tuple[Experiment, list[Experiment]]]:
    """A quadrature state of n modes under a random map, its variables measured, and squeezed approximations of it."""
    for i in range(count):
        n, hbar = 1 + i % 3, HBARS[i % 3]
        known = n if i % 2 else max(1, n - 1)
        values = [uniform(rng, -2, 2) for _ in range(known)]
        maps: list[Step] = list(random_maps(rng, n, 4))
        forms = transported(maps, n)[0::2][:known]
        forms[np.abs(forms) < 1e-12] = 0  # what rounding leaves of zeros need not commute
        measured = Measure(
            tuple(Variable.from_vector(f, None) for f in forms), tuple(f"m{k + 1}" for k in range(known))
        )
        variables = tuple(Variable.of({2 * k: 1.0}, None) for k in range(known))
        exact = experiment(n, hbar, [Prepare(variables, tuple(values), tuple(range(n))), *maps, measured])
        squeezed = []
        for r in SQUEEZINGS:
            steps: list[Step] = [PrepareVacuum(tuple(range(n)))]
            steps += [mode_transform("squeeze", (k,), r) for k in range(known)]
            steps += [Displace(((2 * k, OutcomeExpression((), v)),)) for k, v in enumerate(values)]
            squeezed.append(experiment(n, hbar, [*steps, *maps, measured]))
        yield exact, squeezed


def transported(maps: list[Step], n: int) -> np.ndarray:
    """Rows F_i such that F_i after the maps is coordinate i before them: the inverse of their product, (2n, 2n)."""
    total = np.eye(2 * n)
    for step in maps:
        if isinstance(step, Transform):
            where = coordinates_of(step.systems)
            total[where] = np.array(step.matrix) @ total[where]
    return np.linalg.inv(total)


Limit = Callable[[ContinuousDistribution, list[ContinuousDistribution], tuple[float, ...]], str | None]


def tends_to(
    exact: ContinuousDistribution, squeezed: list[ContinuousDistribution], rs: tuple[float, ...] = SQUEEZINGS
) -> str | None:
    """Why squeezed statistics do not tend to the quadrature ones with variances in proportion to e^(-2r), or None."""
    slack = 10 * max(exact.tolerance, *(answer.tolerance for answer in squeezed))
    if exact.outcomes.unknown.any() or np.abs(exact.outcomes.covariance).max() > slack * exact.hbar:
        return "the quadrature outcomes are not certain"
    scaled = [answer.outcomes.covariance * np.exp(2 * r) for answer, r in zip(squeezed, rs, strict=True)]
    for answer, matrix, r in zip(squeezed, scaled, rs, strict=True):
        if np.abs(answer.outcomes.means - exact.outcomes.means).max() > slack * 10:
            return "the means differ"
        if np.abs(matrix - scaled[0]).max() > slack * np.exp(2 * r) * max(1.0, float(np.abs(scaled[0]).max())):
            return "the covariance is not in proportion to e^(-2r)"
    return None


def squeezed_limit(
    rng: np.random.Generator, seed: int, count: int, backends: Backends, judge: Limit = tends_to
) -> Check:
    """Quadrature statistics of every toy backend that is exact, as the limit of what each quantum backend says."""
    cases, asked = 0, set()
    toy, quantum = ({n: b for n, b in backends.items() if getattr(b, "side", None) == s} for s in ("toy", "quantum"))
    for exact, squeezed in _pairs(rng, count):
        limits = _densities(toy, exact)
        approaching = [_densities(quantum, e) for e in squeezed]
        for left, limit in limits.items():
            for right in quantum:
                if not all(right in found for found in approaching):
                    continue
                approached = [found[right] for found in approaching]
                why = judge(limit, approached, SQUEEZINGS)
                cases += 1
                asked.add(right)
                if why is not None:
                    from toytheory.language.reading import format_experiment

                    witness = {"toy_file": format_experiment(exact), "backends": [left, right], "reason": why}
                    return Check("sampled", f"seed {seed}", cases, "fails", "squeezed-limit", witness)
    scope = (
        f"{count} random quadrature states of 1 to 3 modes, r = {', '.join(map(str, SQUEEZINGS))} on "
        f"{', '.join(sorted(asked)) or 'no backend'}, seed {seed}: means equal, covariances in proportion to e^(-2r)"
    )
    if not cases:
        return Check("sampled", scope, 0, "skipped", "squeezed-limit", reason="no backends for modes on both sides")
    return Check("sampled", scope, cases, "holds", "squeezed-limit")


def _densities(backends: Backends, experiment: Experiment) -> dict[str, ContinuousDistribution]:
    """The exact answers that there are."""
    return {r.backend: r.density for r in ask_all(backends, experiment, 1, 0) if r.density is not None}


def quadrature_experiments(rng: np.random.Generator, count: int) -> Iterator[Experiment]:
    """Quadrature states, maps, and measurements of what is known of them, twice in part."""
    for i, (exact, _) in enumerate(_pairs(rng, count)):
        steps = list(exact.steps)
        if i % 2:
            last = steps[-1]
            if isinstance(last, Measure):
                names = tuple(f"again{k + 1}" for k in range(len(last.names)))
                steps.append(Measure(last.variables, names))
        yield experiment(exact.n, float(exact.system.hbar or 1.0), steps)
