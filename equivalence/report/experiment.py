"""The answers to one experiment for a person: outcomes in rows, backends in columns, then the verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from equivalence.comparison.answers import Result
from equivalence.comparison.run import ExperimentReport
from toytheory.outcomes.densities import ContinuousSamples
from toytheory.outcomes.distributions import AffineSet, Key, Samples
from toytheory.phase_space.modular import is_prime, pivots

from .columns import Column, heading, print_columns
from .continuous import print_moments
from .wording import counted, number

if TYPE_CHECKING:
    from rich.console import Console

ROWS = 40
"""So many outcomes are shown; `--json` gives all."""

MET = "conditions met"


def print_experiment(console: Console, report: ExperimentReport) -> None:
    """Print the table, the verdict with its witness, and who did not take part."""
    system, names = report.experiment.system, report.experiment.outcomes
    title = f"{system.n} {system.kind if system.n > 1 else system.kind.removesuffix('s')}"
    title += f" (d = {system.d})" if system.kind == "dits" else ""
    title += f" (hbar = {system.hbar:g})" if system.hbar is not None else ""
    told = (
        f"outcomes {', '.join(names)}" if len(names) > 1 else f"outcome {names[0]}" if names else "nothing is measured"
    )
    if len(names) > 12:
        told = f"{number(len(names))} outcomes, {names[0]} to {names[-1]}"
    console.print(f"{report.experiment.source or 'experiment'}: {title}, {told}", style="bold", markup=False)
    if system.kind == "modes":
        print_moments(console, report)
        _print_verdict(console, report)
        return
    groups = grouped(report.results)
    large = any(_affine(group[0]) is not None for group in groups)
    listed = [g for g in groups if _affine(g[0]) is None and not (large and g[0].samples is not None)]
    if listed:
        _print_table(console, report, listed)
    for group in groups:
        affine, samples = _affine(group[0]), group[0].samples
        if affine is not None:
            _print_affine(console, group, affine, names)
        elif large and samples is not None:  # mostly all different: not worth a table
            _print_samples(console, group[0], samples)
    _print_verdict(console, report)


def _affine(result: Result) -> AffineSet | None:
    return None if result.distribution is None else result.distribution.affine


def grouped(results: Sequence[Result]) -> list[list[Result]]:
    """Answers that are equal and of one side together; each sampler by itself."""
    groups: list[list[Result]] = []
    for result in results:
        if not result.answered:
            continue
        same = (g for g in groups if g[0].side == result.side and result.distribution is not None)
        found = next((g for g in same if g[0].distribution == result.distribution), None)
        if found is None:
            groups.append([result])
        else:
            found.append(result)
    return groups


def _print_table(console: Console, report: ExperimentReport, groups: Sequence[Sequence[Result]]) -> None:
    names = report.experiment.outcomes
    few = len(" ".join(names)) <= console.width // 2 and len(names) <= 12
    keys = sorted({key for group in groups for key in _values(group[0])})
    labels = {key: _outcome(key, names if few else ()) for key in keys}
    columns = [
        Column(
            heading(str(group[0].side), [r.backend for r in group], *drawn(group[0].samples)),
            {labels[key]: _share(_values(group[0]).get(key), group[0]) for key in keys[:ROWS]}
            | {MET: _condition(group[0])},
        )
        for group in groups
    ]
    rows: list[str | None] = [labels[key] for key in keys[:ROWS]]
    if report.experiment.conditions:
        rows += [None, MET]
    witness = (report.comparison.witness or {}).get("outcome")
    marked = next((labels[key] for key in keys if ",".join(map(str, key)) == witness), None)
    print_columns(console, (" ".join(names) if few else "outcome") or "outcome", rows, columns, marked)
    if any(group[0].samples is not None for group in groups):
        console.print("±: standard error of what was drawn", style="dim", markup=False)
    if len(keys) > ROWS:
        console.print(f"... and {number(len(keys) - ROWS)} more outcomes; `--json -` lists all", markup=False)


def drawn(samples: Samples | ContinuousSamples | None) -> tuple[str, ...]:
    """What a sampler was asked for, for the head of its column."""
    return () if samples is None else (f"{number(samples.shots)} runs", f"seed {samples.seed}")


def _values(result: Result) -> dict[Key, Fraction]:
    if result.samples is not None:
        kept = max(1, len(result.samples.outcomes))
        return {key: Fraction(count, kept) for key, count in result.samples.counts().items()}
    return dict(result.distribution.probabilities or {}) if result.distribution is not None else {}


def _share(value: Fraction | None, result: Result) -> str:
    if result.samples is not None:
        return share_with_error(float(value or 0), len(result.samples.outcomes))
    return str(value or 0)


def share_with_error(share: float, runs: int) -> str:
    """A relative frequency with its standard error: the deviation of the probability once so many runs were seen.

    That is Laplace's: of all probabilities equally likely before, so that none or all of the runs leave an error too.

    >>> share_with_error(0.5, 10_000), share_with_error(1.0, 10_000), share_with_error(0.0, 0)
    ('0.5000 ± 0.0050', '1.0000 ± 0.0001', '-')
    """
    if not runs:
        return "-"
    likely = (share * runs + 1) / (runs + 2)
    error = math.sqrt(likely * (1 - likely) / (runs + 3))
    digits = max(4, 1 - math.floor(math.log10(error))) if error < 5e-5 else 4
    return f"{share:.{digits}f} ± {error:.{digits}f}"


def _outcome(key: Key, names: Sequence[str]) -> str:
    """Values under their names, or in a row where there is no room for names."""
    if not names:
        return ",".join(map(str, key))
    return " ".join(f"{value:<{len(name)}}" for value, name in zip(key, names, strict=True))


def _condition(result: Result) -> str:
    if result.samples is not None:
        return share_with_error(len(result.samples.outcomes) / result.samples.shots, result.samples.shots)
    return "" if result.condition_probability is None else str(result.condition_probability)


def _print_affine(console: Console, group: Sequence[Result], affine: AffineSet, names: Sequence[str]) -> None:
    who = f"{group[0].side} ({', '.join(r.backend for r in group)})"
    console.print(f"\n{who}: {_size(affine)} equally likely outcomes", markup=False)
    for line in relations(affine, names):
        console.print(f"  {line}", markup=False)
    if (condition := _condition(group[0])) != "1":
        console.print(f"  conditions met: {condition}", markup=False)


def _print_samples(console: Console, result: Result, samples: Samples) -> None:
    kept = len(samples.outcomes)
    met = f", {number(kept)} of which met the conditions" if kept < samples.shots else ""
    told = f"{number(samples.shots)} runs, seed {samples.seed}{met}"
    console.print(f"{result.side} ({result.backend}): {told}", markup=False)


def _size(affine: AffineSet) -> str:
    if is_prime(affine.d):
        return f"{affine.d}^{len(affine.directions)}"
    return number(affine.size)


def relations(affine: AffineSet, names: Sequence[str]) -> list[str]:
    """An affine set in words: which outcomes are free, and how the others follow from them.

    >>> relations(AffineSet.of([0, 0, 1], [[1, 2, 0]], 3), ["a", "b", "c"])
    ['free: a', 'b = 2a', 'c = 1']
    """
    if not is_prime(affine.d):
        return [f"offset {affine.offset.tolist()}", *(f"direction {row.tolist()}" for row in affine.directions[:ROWS])]
    free = [column for column, _ in pivots(affine.directions)]
    lines = ["free: " + ", ".join(names[i] for i in free[:ROWS]) + (", ..." if len(free) > ROWS else "")]
    bound = sorted(set(range(len(names))) - set(free))
    for i in bound[:ROWS]:
        rows = np.flatnonzero(affine.directions[:, i])
        factors = [(int(affine.directions[r, i]), names[free[r]]) for r in rows]
        terms = [("" if factor == 1 else str(factor)) + name for factor, name in factors]
        constant = [str(int(affine.offset[i]))] if affine.offset[i] or not terms else []
        lines.append(f"{names[i]} = {' + '.join(terms + constant)}")
    if len(bound) > ROWS:
        lines.append(f"... and {number(len(bound) - ROWS)} more; `--json -` gives all")
    return lines


def _print_verdict(console: Console, report: ExperimentReport) -> None:
    answered = [r for r in report.results if r.answered]
    sides = {side: [r for r in answered if r.side == side] for side in ("toy", "quantum")}
    verdict = report.comparison.verdict
    if verdict == "agree":
        toy, quantum = (counted(len(sides[side]), f"{side} backend") for side in ("toy", "quantum"))
        sampled = any(r.samples is not None or r.draws is not None for r in answered)
        tolerances = [r.density.tolerance for r in answered if r.density is not None]
        how = f"to the tolerances that they state (at worst {max(tolerances):.1g})" if tolerances else "exactly"
        if sampled:
            equal = f"the others {how}" if tolerances else "exact answers equal"
            how = f"samples within chance (false alarm 1e-9), {equal}"
        console.print(f"\nagree: {toy} and {quantum}, {how}", style="bold green", markup=False)
    elif verdict == "disagree":
        console.print("\ndisagree", style="bold red", markup=False)
        _print_witness(console, report)
    else:
        missing = [side for side, there in sides.items() if not there]
        why = f"no {' and no '.join(missing)} backend took part" if missing else "no run met the conditions"
        console.print(f"\nnot compared: {why}", style="bold yellow", markup=False)
    for reason, skipped in _by_reason(report.results, f"does not do {report.experiment.system.kind}"):
        console.print(f"skipped {skipped}: {reason}", style="dim", markup=False)
    for result in report.results:
        if result.error is not None:
            console.print(f"error in {result.backend}: {result.error}", style="red", markup=False)


def _by_reason(results: Sequence[Result], untold: str) -> list[tuple[str, str]]:
    """(reason, who gave it) of the backends that did not take part, each reason once; one of them untold."""
    reasons: dict[str, dict[str | None, list[str]]] = {}
    for result in results:
        if result.skipped is not None and result.skipped != untold:
            reasons.setdefault(result.skipped, {}).setdefault(result.side, []).append(result.backend)
    return [
        (reason, ", ".join(", ".join(names) + (f" ({side})" if side else "") for side, names in sides.items()))
        for reason, sides in reasons.items()
    ]


def _print_witness(console: Console, report: ExperimentReport) -> None:
    """Who is wrong, or where they differ; then how the sides differ, where a fault within one was told first."""
    comparison = report.comparison
    witness, across = comparison.witness or {}, comparison.across
    faulty, pair = witness.get("faulty", ()), witness.get("backends", ())
    told = f"{', '.join(faulty)} against {', '.join(name for name in pair if name not in faulty)}"
    if "values" in witness:  # of two backends of one side
        side = next(result.side for result in report.results if result.backend == pair[0])
        told = told if faulty else f"which of {' and '.join(pair)} is undecided"
        console.print(f"  a fault within the {side} side: {told}", style="red", markup=False)
    elif faulty and len(pair) > 1:
        console.print(f"  the odd one out: {told}", style="red", markup=False)
    both = {side: witness.get(side) for side in ("toy", "quantum")}
    _print_values(console, report, witness, witness.get("values", both))
    if "reason" in witness and not any(
        r.error is not None and r.backend in witness["backends"] for r in report.results
    ):
        console.print(f"  {witness['reason']}", markup=False)  # an error is told once, with the others below
    if across is not None and across is not witness:
        console.print("  the sides differ as well:", markup=False)
        _print_values(console, report, across, {side: across.get(side) for side in ("toy", "quantum")})


def _print_values(
    console: Console, report: ExperimentReport, witness: Mapping[str, Any], values: Mapping[str, str | None]
) -> None:
    names = report.experiment.outcomes
    if report.experiment.system.kind == "modes" and witness.get("outcome") is not None:
        console.print(f"  {witness['outcome']}:", markup=False)
    elif witness.get("outcome") is not None:
        told = witness["outcome"].split(",") if names else []
        shown = ", ".join(f"{name} = {value}" for name, value in zip(names, told, strict=True))
        console.print(f"  largest difference at {shown or 'no outcome'}:", markup=False)
    for who, value in values.items():
        if value is not None:
            console.print(f"    {who}: {value}", markup=False)
