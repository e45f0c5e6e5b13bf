"""What a discrete epistemic state answers: how much is known, of which systems, and what it protects as a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from toytheory.discrete.codes import CodeParameters
    from toytheory.discrete.epistemic import EpistemicState

NOTHING = "nothing known"
Split = tuple[tuple[int, ...], tuple[int, ...]]
"""Two groups of systems, counted from 0."""


def answers(state: EpistemicState, split: Split | None = None, subsets: int | None = None) -> dict[str, Any]:
    """All that `toytheory state` says, as JSON.

    Parameters
    ----------
    split : ask across these two groups.
    subsets : sets of systems tried for the distance of the code, at most.

    >>> from toytheory.discrete.epistemic import EpistemicState
    >>> pair = EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", 3, 2)
    >>> answers(pair, ((0,), (1,)))["split"]["mutual_information"]
    2
    """
    from toytheory.discrete.codes import SUBSETS

    record: dict[str, Any] = {
        "format": "toytheory/state-1",
        "system": {"d": state.d, "n": state.n},
        **state.record(),
        "ontic_states": str(state.size),
        "marginals": {str(k + 1): str(state.marginal([k]).placed([k], state.n)) for k in range(state.n)},
    }
    if split is not None:
        record["split"] = _across(state, split)
    if not state.is_pure:
        record["code"] = _code(state.code_parameters(subsets=SUBSETS if subsets is None else subsets))
    return record


def _across(state: EpistemicState, split: Split) -> dict[str, Any]:
    from toytheory.phase_space.modular import is_square_free

    left, right = split
    both = state.marginal([*left, *right])
    record: dict[str, Any] = {
        "left": [k + 1 for k in left],
        "right": [k + 1 for k in right],
        "entropy_left": state.entropy(left).number,
        "entropy_right": state.entropy(right).number,
        "mutual_information": state.mutual_information(left, right).number,
        "correlated_pairs": both.correlated_pairs(range(len(left))).number,
        "product": both.is_product(range(len(left))),
    }
    if is_square_free(state.d):
        forms = both.local_forms(range(len(left))).by_prime
        told = {p: {"pairs": f.pairs, "shared": f.shared, "known": list(f.known)} for p, f in forms.items()}
        if len(told) == 1:
            record["local_form"] = told[state.d]
        else:
            record["local_forms"] = {str(p): form for p, form in told.items()}
    return record


def _form(form: Mapping[str, Any]) -> str:
    """What a local form consists of, in words."""
    numbers = [
        ("pairs X - X' = 0, P + P' = 0", form["pairs"]),
        ("shared values X - X' = 0", form["shared"]),
        *((f"known X on the {side}", known) for side, known in zip(("left", "right"), form["known"], strict=True)),
    ]
    parts = [f"{what}: {number}" for what, number in numbers if number]
    return "; ".join(parts) or "nothing known"


def _code(found: CodeParameters) -> dict[str, Any]:
    record: dict[str, Any] = {"n": found.n, "k": found.k.number, "distance": found.distance}
    if found.distance is None and found.at_least <= found.n:
        record["distance_at_least"] = found.at_least
    if found.distance_x is not None or found.distance_p is not None:
        record |= {"distance_x": found.distance_x, "distance_p": found.distance_p}
    record["undetected"] = None if found.undetected is None else str(found.undetected)
    return record


def lines(record: dict[str, Any]) -> Sequence[tuple[str, str]]:
    """The same as pairs of a heading and a text."""
    told = [
        ("known", ", ".join(record["known"]) or "nothing"),
        ("entropy", f"{record['entropy']} (pure)" if record["pure"] else str(record["entropy"])),
        ("ontic states", f"{record['ontic_states']}, equally likely"),
    ]
    alone = [(f"system {system}", known) for system, known in record["marginals"].items() if known != NOTHING]
    told += alone or [("each system", NOTHING)]
    if (split := record.get("split")) is not None:
        left, right = (",".join(map(str, split[side])) for side in ("left", "right"))
        told += [
            (f"entropy of {left}", str(split["entropy_left"])),
            (f"entropy of {right}", str(split["entropy_right"])),
            ("mutual information", f"{split['mutual_information']}" + (" (a product)" if split["product"] else "")),
            ("maximally correlated pairs", str(split["correlated_pairs"])),
        ]
        told += [("up to maps of each side", _form(split["local_form"]))] if "local_form" in split else []
        for p, form in split.get("local_forms", {}).items():
            told.append((f"up to maps, modulo {p}", _form(form)))
    if (code := record.get("code")) is not None:
        distance = str(code["distance"]) if code["distance"] is not None else "none: nothing is encoded"
        if "distance_at_least" in code:
            distance = f"at least {code['distance_at_least']} (the search ended there)"
        told.append(("as a code", f"n = {code['n']}, k = {code['k']}, distance {distance}"))
        if "distance_x" in code:
            told.append(("  displacing X alone", str(code["distance_x"] or "none")))
            told.append(("  displacing P alone", str(code["distance_p"] or "none")))
        if code["undetected"] is not None:
            told.append(("  a shortest undetected", f"along the flow of {code['undetected']}"))
    return told
