"""Certificates, their places, and every way of corrupting them, for the tests of the checkers."""

from __future__ import annotations

import copy
import functools
import json
import random

from equivalence.theorems.nogo import exact_family, refutations
from equivalence.theorems.odd import certificate_of_all, certificate_of_one_d

MAKERS = {
    "d=3": lambda: certificate_of_one_d.certificate(3),
    "d=9": lambda: certificate_of_one_d.certificate(9),
    "all odd": certificate_of_all.certificate,
    "refutations": refutations.certificate,
    "exact family": exact_family.certificate,
}
SOME_VALUES = (None, True, 0, 1, -1, 2, 3, 10**39, "", "x", "I", [], [0], {}, {"id": "x"})


@functools.cache
def _made(name):
    return MAKERS[name]()


def certificate(name):
    """A sound certificate, the caller's own copy."""
    return copy.deepcopy(_made(name))


def places(thing, path=()):
    """Every place in a certificate, with what stands there."""
    yield path, thing
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from places(value, (*path, key))
    elif isinstance(thing, list):
        for index, value in enumerate(thing):
            yield from places(value, (*path, index))


def at(thing, path):
    for step in path:
        thing = thing[step]
    return thing


def replaced(thing, path, value):
    """A copy with another value in this place; only what leads there is copied."""
    if not path:
        return value
    result = dict(thing) if isinstance(thing, dict) else list(thing)
    result[path[0]] = replaced(thing[path[0]], path[1:], value)
    return result


def place_of(thing, name):
    """The place of an identity in the list."""
    return next(i for i, item in enumerate(thing["identities"]) if item["id"] == name)


def sampled(items, count):
    """All of a short list, every so many-th of a long one."""
    items = list(items)
    return items[:: max(1, len(items) // count)]


def refusal(program, thing, folder):
    """The reason code with which a certificate (or a text) is refused, or None."""
    path = folder / "c.json"
    path.write_text(thing if isinstance(thing, str) else json.dumps(thing), encoding="utf-8")
    try:
        program.check(str(path))
    except program.Refused as refused:
        return refused.code
    return None


def deep(levels):
    thing = 0
    for _ in range(levels):
        thing = [thing]
    return thing


DEEP = deep(300)


def _values(value):
    """What may stand in the place of a value."""
    yield from (other for other in SOME_VALUES if other is not value)
    yield DEEP
    if isinstance(value, int) and not isinstance(value, bool):
        yield from (value + 1, value - 1, -value)
    if isinstance(value, str):
        yield from (value[1:], value + "\n", value + "\ud800", value.swapcase(), value[::-1])
        yield from (value[:k] + letter + value[k + 1 :] for k in range(min(len(value), 4)) for letter in "IXYZ")
    if isinstance(value, list):
        for i in range(len(value)):
            yield value[:i] + value[i + 1 :]  # dropped
            yield value[: i + 1] + value[i:]  # doubled
            for j in range(i):  # swapped
                yield [value[j] if k == i else value[i] if k == j else entry for k, entry in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
            yield {k + "?" * (k == key): v for k, v in value.items()}
        yield {**value, "note": 1}


def _words(d):
    """Letters to put into words: everything that the specification allows on two systems, and a little more."""
    powers = (1, -1, 2, 3, d - 1 if d else 5)
    for power in powers:
        yield from ([name, power, system] for name in ("fourier", "phase", "multiply") for system in (0, 1))
        yield from (["sum", power, 0, 1], ["sum", power, 1, 0])


def corruptions(thing):
    """(place, what to put there) for every place and many values, and for every letter that may be put into a word.

    Of the list of identities each is left out, doubled, and exchanged with the next.
    """
    for path, value in places(thing):
        if path == ("identities",):
            continue
        for other in _values(value):
            yield path, other
        if path and path[-1] == "word":
            for k in range(len(value) + 1):
                for letter in _words(thing.get("dimension")):
                    yield path, [*value[:k], letter, *value[k:]]
    listed = thing["identities"]
    for i in range(len(listed)):
        yield ("identities",), listed[:i] + listed[i + 1 :]
        yield ("identities",), listed[: i + 1] + listed[i:]
        yield ("identities",), [*listed[:i], *listed[i + 1 : i + 2], listed[i], *listed[i + 2 :]]


def jumbled(thing, rng: random.Random, steps):
    """Several corruptions, one after the other: values taken from elsewhere in the certificate."""
    result = thing
    for _ in range(steps):
        chosen = rng.sample([path for path, _ in places(result) if path], 2)
        result = replaced(result, chosen[0], copy.deepcopy(at(result, chosen[1])))
        if not isinstance(result.get("identities"), list):
            break
    return result


def damaged(text, rng: random.Random):
    """A text with a piece cut out, doubled, or written over."""
    i, j = sorted(rng.sample(range(len(text)), 2))
    j = min(j, i + rng.choice((1, 2, 5, 50)))
    noise = "".join(rng.choice('[]{},:"0919eE.-+ \n\\u\x1b\ud800é') for _ in range(j - i))
    return text[:i] + rng.choice(("", text[i:j] * 2, noise)) + text[j:]
