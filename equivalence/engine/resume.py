"""Resume files: the verdicts of a run that was cut short, so that it can go on where it stopped.

A file is JSON: ``{"format": "toytheory/resume-1", "version", "seed", "full", "backends", "verdicts"}``.
It is rewritten, atomically, after each claim. Verdicts from another version, another seed, another
form or other backends are not mixed: the file is refused. Claims whose checks raised are decided anew.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toytheory.errors import InputError

from .decide import declared, examined
from .output import read_text, write_text
from .verdict import Check, Claim, Verdict

FORMAT = "toytheory/resume-1"


@dataclasses.dataclass
class Resume:
    """Verdicts kept in a file.

    Attributes
    ----------
    path : of the file; it need not exist yet.
    identity : what must be equal for verdicts to belong together: version, seed, full, backends.
    """

    path: Path
    identity: Mapping[str, Any]
    records: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, identity: Mapping[str, Any]) -> Resume:
        """Read the file if it exists; InputError if it is no resume file or belongs to another run."""
        resume = cls(path, dict(identity))
        if path.exists():
            resume.records = resume._read()
        else:
            resume._write()
        return resume

    def _read(self) -> dict[str, dict[str, Any]]:
        mend = "name another file, or delete this one to start anew"
        try:
            content = json.loads(read_text(self.path))
            if content["format"] != FORMAT:
                raise ValueError(content["format"])
            verdicts = {str(id): dict(record) for id, record in content["verdicts"].items()}
            for record in verdicts.values():
                _checks(record)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{self.path} is no resume file of this program", mend) from None
        for key, wanted in self.identity.items():
            if content.get(key) != wanted:
                raise InputError(
                    f"{self.path} was begun with {key} = {_shown(content.get(key))}, and this run has {_shown(wanted)}",
                    f"{mend}; verdicts of different runs are not mixed",
                )
        return verdicts

    def verdict(self, claim: Claim) -> Verdict | None:
        """The verdict found earlier, if there is one that is not an error."""
        record = self.records.get(claim.id)
        if record is None:
            return None
        checks = tuple(declared(check, claim) for check in _checks(record))
        verdict = Verdict(claim, checks, float(record["seconds"]))
        return None if verdict.status == "error" else verdict

    def keep(self, verdict: Verdict) -> None:
        """Enter a verdict and rewrite the file."""
        checks = [dataclasses.asdict(check) for check in verdict.checks]
        self.records[verdict.claim.id] = {"seconds": verdict.seconds, "checks": checks}
        self._write()

    def _write(self) -> None:
        content = {"format": FORMAT, **self.identity, "verdicts": self.records}
        write_text(self.path, json.dumps(content, indent=1) + "\n")


def _checks(record: Mapping[str, Any]) -> tuple[Check, ...]:
    float(record["seconds"])
    return tuple(examined(Check(**check)) for check in record["checks"])


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
