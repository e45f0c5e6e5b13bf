"""The equivalence theorem in a proof assistant, as a check: whether Coq has accepted these very files on this machine.

`make proofs` builds `proofs/`, has Coq print what each theorem rests on, runs the independent checker, and only then
writes the digests of what it accepted. Nothing is believed of files that have changed since.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from equivalence.engine.verdict import Check

PROOFS = Path(__file__).parents[3] / "proofs"

CLOSED = "Closed under the global context"
"""What Coq says of a theorem that rests on no axiom."""

SCOPE = "every odd d, every n and every experiment, in Coq"


def formal(folder: Path = PROOFS) -> Check:
    """Holds if Coq accepted the proofs as they stand and no theorem rests on an axiom; skipped where it was not asked.

    >>> formal(Path("nowhere")).reason
    'there are no proofs here: a source checkout has them in proofs/'
    """
    if not (folder / "_CoqProject").is_file():
        return _skipped("there are no proofs here: a source checkout has them in proofs/")
    accepted = folder / "made" / "ACCEPTED"
    if not accepted.is_file():
        return _skipped("Coq has not been run on the proofs here: `make proofs` (docs/proof.md names the packages)")
    lines = [line.split() for line in accepted.read_text(encoding="utf-8").splitlines()]
    digests = {name: digest for digest, name in lines}
    if digests != {name: sha256((folder / name).read_bytes()).hexdigest() for name in _sources(folder)}:
        return _skipped("the proofs are not those that Coq accepted: `make proofs`")
    theorems = (folder / "ASSUMPTIONS.txt").read_text(encoding="utf-8").splitlines()
    open_ones = [line for line in theorems if not line.endswith(f": {CLOSED}")]
    if open_ones or not theorems:
        return Check("formal", SCOPE, len(theorems), "fails", "formal", {"rests on": open_ones})
    return Check("formal", SCOPE, len(theorems), "holds", "formal")


def _sources(folder: Path) -> list[str]:
    """What was compiled, and the list of what the theorems rest on."""
    return [*sorted(path.name for path in folder.glob("*.v")), "ASSUMPTIONS.txt"]


def _skipped(reason: str) -> Check:
    return Check("formal", SCOPE, 0, "skipped", "formal", reason=reason)
