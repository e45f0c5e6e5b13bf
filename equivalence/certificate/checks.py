"""A certificate as a check: what the checker says of it, through a file as a reader would do it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from equivalence.engine.parts import Evidence
from equivalence.engine.verdict import Check


def checked(
    checker: ModuleType, name: str, evidence: Evidence, scope: str, certificate: Mapping[str, Any], page: str
) -> Check:
    """The verdict of a checker on a certificate that was made just now.

    Parameters
    ----------
    checker : the program, as a module: it has `check(path)` and `Refused`.
    page : of the documentation, where the identities are explained.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.json"
        path.write_text(json.dumps(certificate), encoding="utf-8")
        try:
            checker.check(str(path))
        except checker.Refused as refused:
            return Check(evidence, scope, 0, "fails", name, {"refused": str(refused)})
    count = len(certificate["identities"])
    return Check(evidence, f"{scope}: {count} identities ({page})", count, "holds", name)
