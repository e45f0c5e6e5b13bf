"""Deciding one claim: run its checks, and let nothing that goes wrong in them pass for a result."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from .parts import STRENGTH
from .plain import plain
from .verdict import STATUSES, Check, Claim, Context, Verdict

ROOT = Path(__file__).resolve().parents[2]
FRAMES = 3
"""How many of the innermost frames an error tells."""


def decide(claim: Claim, context: Context) -> Verdict:
    """The verdict on a claim; whatever its checks raise becomes a check with status "error".

    What checks print goes to standard error: standard output belongs to the reports.
    """
    start = time.perf_counter()
    checks: list[Check] = []
    with contextlib.redirect_stdout(sys.stderr):
        try:
            for check in claim.check(context):
                checks.append(declared(examined(check), claim))
        except ImportError as error:
            checks.append(_unimportable(error))
        except (Exception, SystemExit) as error:  # a fault of a claim is a finding about the claim, not about us
            checks.append(error_check(explain(error)))
    if not checks:
        checks.append(error_check("the claim made no checks"))
    return Verdict(claim, tuple(checks), time.perf_counter() - start)


def _unimportable(error: ImportError) -> Check:
    """A check that needs a package which cannot be imported is skipped; one of our own modules must be there."""
    if (error.name or "").partition(".")[0] in ("", "toytheory", "quantum_ref", "equivalence"):
        return error_check(explain(error))
    return Check("sampled", "", 0, "skipped", reason=f"needs a package that cannot be imported: {error}")


def error_check(reason: str) -> Check:
    """A check that could not be made; it is given the weakest evidence, and decides nothing."""
    return Check("sampled", "", 0, "error", reason=reason)


def examined(check: Any) -> Check:
    """The check in plain data if it is well formed, otherwise a check with status "error" that says what is not."""
    if not isinstance(check, Check):
        return error_check(f"a check was a {type(check).__name__}, not a Check")
    fault = None
    if check.status not in STATUSES:
        fault = f"unknown status {check.status!r}"
    elif check.evidence not in STRENGTH:
        fault = f"unknown evidence {check.evidence!r}"
    elif check.cases < 0 or (check.status in ("holds", "fails") and check.cases == 0):
        fault = f"status {check.status!r} from {check.cases} cases"
    elif check.status in ("skipped", "error") and not check.reason:
        fault = f"status {check.status!r} without a reason"
    elif check.witness is not None and not isinstance(check.witness, Mapping):
        fault = f"its witness is a {type(check.witness).__name__}, not a mapping"
    if fault is not None:
        return error_check(f"check {check.name or check.scope!r}: {fault}")
    return dataclasses.replace(
        check,
        scope=str(check.scope),
        cases=int(check.cases),
        name=str(check.name),
        witness=None if check.witness is None else plain(check.witness),
        reason=None if check.reason is None else str(check.reason),
        backend=None if check.backend is None else str(check.backend),
    )


def declared(check: Check, claim: Claim) -> Check:
    """The check with what it is about, as its claim declares; an error where the claim does not declare it."""
    if check.status == "error" and not check.name:
        return check
    abouts = sorted({part.about for part in claim.parts_of(check.name)})
    if len(abouts) != 1:
        fault = "parts about both theory and code name it" if abouts else "no part of the sentence names it"
        return error_check(f"check {check.name or check.scope!r} of {claim.id}: {fault}")
    return dataclasses.replace(check, about=abouts[0])


def explain(error: BaseException) -> str:
    """What was raised and where, in a few lines without paths of this machine.

    >>> explain(ValueError("no"))
    'ValueError: no'
    """
    lines = traceback.format_exception_only(error)
    return "\n".join(["".join(lines).strip(), *_frames(error.__traceback__)])


def _frames(trace: TracebackType | None) -> list[str]:
    inner = [frame for frame in traceback.extract_tb(trace) if frame.filename != __file__][-FRAMES:]
    return [f"  at {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in reversed(inner)]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(ROOT):
        path = path.relative_to(ROOT)
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return "/".join(parts if not path.is_absolute() else parts[-2:])
