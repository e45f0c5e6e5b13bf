"""Produces the certificate of the refutations for bits, with the models that show that less cannot be refuted.

The numbers are read off from the project's own operators and models (`equivalence.theorems.nogo`);
`checker_refutations.py` recomputes them. docs/certificates.md specifies the format, docs/nogo.md the theorems.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from equivalence.certificate.text import FORMAT
from toytheory.errors import ToyTheoryError

from . import bell, bell_table, kochen_specker, models
from .equations import Equations
from .observables import toy_value

Identity = dict[str, Any]


class NotRefuted(ToyTheoryError):
    """Equations that should contradict each other do not."""


def _combination(system: Equations) -> list[int]:
    found = system.refutation()
    if found is None:
        raise NotRefuted("the equations have a solution")
    return list(found)


def _square() -> Iterator[tuple[str, Identity]]:
    contexts = kochen_specker.SQUARE
    system = kochen_specker.equations(contexts)
    yield (
        "square",
        {
            "contexts": [list(context) for context in contexts],
            "signs": list(system.right),
            "combination": _combination(system),
        },
    )
    origin = [0, 0, 0, 0]
    values = {name: toy_value(str(name), origin) for name in system.names}
    yield (
        "square.toy",
        {
            "ontic": origin,
            "values": [[values[name] for name in context] for context in contexts],
            "violated": list(system.violated(values)),
        },
    )


def _ghz() -> Iterator[tuple[str, Identity]]:
    system, names = bell.local_equations(bell.PRODUCTS, bell.STATE), bell.PRODUCTS
    signs, state = list(system.right), list(bell.STATE)
    yield (
        "ghz",
        {"observables": list(names), "signs": signs, "state": state, "combination": _combination(system)},
    )
    toy = [toy_value(name, bell.toy_support()[0]) for name in names]
    violated = [i for i, (mine, theirs) in enumerate(zip(toy, signs, strict=True)) if mine != theirs]
    known = {"known": list(bell.KNOWN), "values": [0] * len(bell.KNOWN)}
    yield "ghz.toy", known | {"toy": toy, "violated": violated, "state": state}
    sums = bell.local_sums()
    bounds = {"local": max(sums), "lowest": min(sums), "quantum": bell.quantum_sum(), "toy": int(bell.toy_sum())}
    yield "mermin", {"weights": list(bell.WEIGHTS), **bounds}


def _bell() -> Iterator[tuple[str, Identity]]:
    rows = [list(row) for row in bell_table.table().values()]
    yield "bell.table", {"states": [list(state) for state in bell_table.STATES.values()], "rows": rows}
    for name, pairs in (("three-systems", bell_table.PAIRS), ("same-labels", ((0, 0),))):
        system = bell_table.offsets(pairs)
        yield (
            f"bell.{name}",
            {
                "pairs": [list(pair) for pair in pairs],
                "right": list(system.right),
                "combination": _combination(system),
            },
        )
    toy = [list(row) for row in bell_table.toy_rows()]
    yield "bell.toy", {"rows": toy, "violated": [i for i in range(3) if rows[0][i] != toy[0][i]]}


def _models() -> Iterator[tuple[str, Identity]]:
    choices = [[c, e] for c in (0, 1) for e in (0, 1) if bell_table.possible(c, e)]
    yield "model.two-bits", {"c": choices[0]}
    yield "model.three-bits", {"shifts": [list(row) for row in bell_table.table().values()]}
    for name, ontic in (("model.one-system", models.EIGHT), ("model.one-system.toy", models.FOUR)):
        yield name, {"ontic": len(ontic), "maps": len(models.carried(ontic, models.cliffords()))}


def certificate() -> dict[str, Any]:
    """The certificate, ready for `json.dump`; NotRefuted where a contradiction is none.

    >>> certificate()["scope"]
    {'dimension': 2, 'noncontextual': 2, 'local': 3}
    """
    parts = (*_square(), *_ghz(), *_bell(), *_models())
    return {
        "format": FORMAT,
        "kind": "refutations",
        "scope": {"dimension": 2, "noncontextual": 2, "local": 3},
        "identities": [{"id": name, **values} for name, values in parts],
    }
