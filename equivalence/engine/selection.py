"""Which claims or backends a user means: by id, by prefix that ends at a dot, with near matches where unknown."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from toytheory.errors import InputError

from .verdict import Claim, Registry


def near(word: str, known: Iterable[str], shown: Iterable[str] | None = None) -> str:
    """A mend that names what is close to an unknown word, or else `shown` (by default all that is known).

    >>> near("hilbrt", ["hilbert", "stim"])
    'did you mean hilbert?'
    """
    close = difflib.get_close_matches(word, sorted(known := set(known)), n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    choices = sorted(known if shown is None else set(shown))
    return f"choose among {', '.join(choices)}" if choices else "there is none to choose"


def prefixes(id: str) -> list[str]:
    """Every prefix of an id that ends at a dot (dot left out), and the id.

    >>> prefixes("trits.states")
    ['trits', 'trits.states']
    """
    parts = id.split(".")
    return [".".join(parts[: k + 1]) for k in range(len(parts))]


def select(registry: Registry, selectors: Sequence[str]) -> list[Claim]:
    """The claims that any selector names, in the talk's order; all of them without selectors.

    A selector is an id (``trits.states``) or a prefix that ends at a dot (``trits``, ``trits.``, ``trits.*``).
    InputError for one that names nothing.
    """
    claims = list(registry)
    if not claims:
        raise InputError("there are no claims to check", "install the project whole: its modules of claims are missing")
    groups = {claim.id: set(prefixes(claim.id)) for claim in claims}
    wanted: set[str] = set()
    for selector in selectors:
        name = selector.removesuffix("*").removesuffix(".")
        if not any(name in group for group in groups.values()):
            known = set().union(*groups.values())
            mend = near(name, known, {claim.id.partition(".")[0] for claim in claims})
            raise InputError(f"no claim is called {selector!r}", f"{mend} (`toytheory list` shows all)")
        wanted.add(name)
    return [claim for claim in claims if not selectors or wanted & groups[claim.id]]
