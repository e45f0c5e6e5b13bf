"""Failing cases as files: a concrete experiment and what went wrong with it, stored and replayed.

A case is a `.toy` file that runs like any other (`toytheory run case.toy`); comments at its top say
which backends it concerns and what they should do:

    # toytheory/case-1
    # claim: trits.experiments
    # backends: epistemic, hilbert
    # should: agree
    # shots: 10000
    # seed: 0
    # version: 0.1.0
    # what: they give (0,) the probabilities 1/3 and 0

Replaying it says FIXED, FAILED or ERROR. Nothing depends on how the case was once drawn.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from equivalence.comparison.installed import installed_backends
from equivalence.comparison.run import SHOTS, run_experiment
from equivalence.engine.output import read_text, write_text
from equivalence.engine.version import project_version
from toytheory.backend import Backend
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment, parse_experiment

FORMAT = "toytheory/case-1"

Should = Literal["agree", "disagree"]
Status = Literal["FIXED", "FAILED", "ERROR"]

_HEADER = re.compile(r"# ([a-z]+): (.*)\Z")


@dataclass(frozen=True)
class Case:
    """A failing case.

    Attributes
    ----------
    experiment : the concrete experiment, shrunk if possible.
    backends : names of those that it concerns.
    should : what they should do on it: "disagree" where the theories differ and a backend hides it.
    what : what was seen instead, in words; one line.
    claim : id of the claim or name of the check that failed.
    shots, seed : for backends that sample.
    version : of the project that failed.
    """

    experiment: Experiment
    backends: tuple[str, ...]
    should: Should = "agree"
    what: str = ""
    claim: str = ""
    shots: int = SHOTS
    seed: int = 0
    version: str = field(default_factory=project_version)

    @property
    def text(self) -> str:
        """The `.toy` file."""
        header = {
            "claim": self.claim,
            "backends": ", ".join(self.backends),
            "should": self.should,
            "shots": str(self.shots),
            "seed": str(self.seed),
            "version": self.version,
            "what": " ".join(self.what.split()),
        }
        lines = [f"# {FORMAT}", *(f"# {key}: {value}" for key, value in header.items() if value)]
        return "\n".join(lines) + "\n" + format_experiment(self.experiment)

    @property
    def fingerprint(self) -> str:
        """Names the case by what it says: the same experiment, backends and expectation give the same name.

        The first 12 hexadecimal digits of the SHA-256 of backends, expectation and experiment text.
        """
        said = "\n".join([", ".join(self.backends), self.should, format_experiment(self.experiment)])
        return hashlib.sha256(said.encode()).hexdigest()[:12]


def store(case: Case, directory: str | Path) -> Path:
    """Write the case into a directory, which is made if need be; the file is named after its fingerprint."""
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made: {error.strerror}", "name another directory") from None
    path = folder / f"case-{case.fingerprint}.toy"
    write_text(path, case.text)
    return path


def load(path: str | Path) -> Case:
    """The case in a file; InputError where there is none.

    Only `backends` and `should` must be there; a person may write cases by hand.
    """
    text = read_text(Path(path))
    lines = text.splitlines()
    if not lines or lines[0].strip() != f"# {FORMAT}":
        raise InputError(f"{path} is no stored case", f"begin it with `# {FORMAT}`")
    header: dict[str, str] = {}
    for line in lines[1:]:
        found = _HEADER.match(line.rstrip())
        if found is None:
            break
        header[found[1]] = found[2].strip()
    backends = tuple(name.strip() for name in header.get("backends", "").split(",") if name.strip())
    if not backends:
        raise InputError(f"{path} names no backends", "write for instance `# backends: epistemic, hilbert`")
    should = header.get("should", "")
    if should not in ("agree", "disagree"):
        raise InputError(f"{path} does not say what should happen", "write `# should: agree` or `# should: disagree`")
    numbers = {key: header.get(key, str(default)) for key, default in (("shots", SHOTS), ("seed", 0))}
    for key, number in numbers.items():
        if not number.isdecimal():
            raise InputError(f"{path} says {key}: {number}", f"write a whole number of {key}, or leave the line out")
    return Case(
        parse_experiment(text, str(path)),
        backends,
        "agree" if should == "agree" else "disagree",
        header.get("what", ""),
        header.get("claim", ""),
        int(numbers["shots"]),
        int(numbers["seed"]),
        header.get("version", "unknown"),
    )


@dataclass(frozen=True)
class Replayed:
    """What became of a case.

    Attributes
    ----------
    path : its file.
    status : "FIXED" - it is now as it should be; "FAILED" - it still is not; "ERROR" - it could not be decided.
    reason : why, one sentence.
    """

    path: Path
    status: Status
    reason: str


def replay(path: str | Path, backends: Mapping[str, Backend | str] | None = None) -> Replayed:
    """Run a stored case again.

    Parameters
    ----------
    backends : by name; the installed ones by default.
    """
    where = Path(path)
    try:
        case = load(where)
        available = installed_backends(case.backends) if backends is None else backends
        missing = [name for name in case.backends if name not in available]
        if missing:
            return Replayed(where, "ERROR", f"there is no backend named {', '.join(missing)}")
        chosen = {name: available[name] for name in case.backends}
        report = run_experiment(case.experiment, chosen, case.shots, case.seed, whole=False)
    except InputError as error:
        return Replayed(where, "ERROR", str(error))
    silent = [f"{r.backend}: {r.skipped or r.error}" for r in report.results if not r.answered]
    if silent:
        return Replayed(where, "ERROR", "; ".join(silent))
    agree = report.comparison.witness is None
    seen = "they agree" if agree else f"they disagree: {_shown(report.comparison.witness or {})}"
    return Replayed(where, "FIXED" if agree == (case.should == "agree") else "FAILED", seen)


def _shown(witness: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in witness.items() if value is not None and key != "backends")


def stored(directory: str | Path) -> list[Path]:
    """The `.toy` files of a directory, by name; InputError where there is no such directory."""
    folder = Path(directory)
    if not folder.is_dir():
        raise InputError(f"there is no directory {folder}", "name a directory of stored cases")
    return sorted(folder.glob("*.toy"))


def replay_directory(
    directory: str | Path, backends: Mapping[str, Backend | str] | None = None
) -> tuple[Replayed, ...]:
    """Replay every case of a directory; errors as `stored`."""
    return tuple(replay(path, backends) for path in stored(directory))


def exit_code(replayed: Sequence[Replayed]) -> int:
    """2 if a case could not be decided, otherwise 1 if one still fails, otherwise 0.

    >>> exit_code([Replayed(Path("a.toy"), "FIXED", "they agree")])
    0
    """
    found = {case.status for case in replayed}
    return 2 if "ERROR" in found else 1 if "FAILED" in found else 0
