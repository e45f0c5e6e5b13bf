"""The exact law of a sampler's program without branches, by way of its affine forms."""

from __future__ import annotations

from fractions import Fraction

from toytheory.discrete.sampling.affine import asked_rows
from toytheory.discrete.sampling.forms import forms_of
from toytheory.outcomes.distributions import LatentNoise, LatentOutcomes


def exact_law(program):
    """Distribution of the outputs, given the conditions."""
    asked, place = asked_rows(program)
    forms = forms_of(program, program.ops, asked)
    m = len(program.names)
    outputs = place[:m]
    slots, sites = forms.slots.dense(asked.size), program.sites
    ends = [*sites.slots_at.tolist()[1:], len(sites.slots)][: len(sites.kind)]
    noises = []
    for kind, first, last in zip(sites.kind.tolist(), sites.slots_at.tolist(), ends, strict=True):
        weights = {(0,) * (last - first): 1 - sum((p for _, p in sites.kinds[kind]), Fraction(0))}
        for moved, p in sites.kinds[kind]:
            key = [0] * (last - first)
            for slot, by in moved:
                key[slot] = by
            weights[tuple(key)] = weights.get(tuple(key), Fraction(0)) + p
        noises.append(LatentNoise(slots[first:last], tuple((k, w) for k, w in weights.items() if w)))
    whole = LatentOutcomes(
        program.d,
        tuple(f"r{i}" for i in range(asked.size)),
        forms.offset,
        forms.uniform.dense(asked.size),
        tuple(noises),
    )
    conditions = [(int(p), value) for p, (_, value) in zip(place[m:], program.conditions, strict=True)]
    found = whole.distribution(conditions)
    assert found.probabilities is not None
    listed = {}
    for key, p in found.probabilities.items():
        short = tuple(key[int(i)] for i in outputs)
        listed[short] = listed.get(short, Fraction(0)) + p
    return dict(sorted(listed.items())), found.condition_probability
