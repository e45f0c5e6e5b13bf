"""One question answered, whatever the text: an answer, an error with its place, or a reason."""

from __future__ import annotations

from typing import Any

from toytheory.errors import CannotRun, InputError
from toytheory.language.reading import parse_experiment

from .limits import CHARACTERS

WARM = "system 1 trit\nprepare X = 0\nfourier 1\nmeasure P as a\n"
WARM_MODES = "system 1 mode\nprepare vacuum 1\nmeasure X1 as a\n"


def load(kind: str) -> None:
    """Import what answers need, so that the first one comes as soon as the others."""
    if kind != "modes":
        answer(kind, WARM, {})
    if kind != "predictions":
        answer(kind, WARM_MODES, {})


def answer(kind: str, text: str, outcomes: dict[str, float]) -> dict[str, Any]:
    r"""What there is to say of a text.

    Returns
    -------
    With "state": "done", "error" (the text: with line and column), "failed" (with the reason), or "elsewhere" for
    predictions about modes, whose simulators take long to load and have a process of their own, of the kind "modes".

    >>> answer("pictures", "system 1 trit\nprepair X = 1", {})["error"]["line"]
    2
    """
    if len(text) > CHARACTERS:
        return {
            "state": "failed",
            "reason": f"longer than {CHARACTERS:,} characters; `toytheory run` has no such limit",
        }
    try:
        experiment = parse_experiment(text)
    except InputError as error:
        return {"state": "error", "error": told(error)}
    except RecursionError:
        return {"state": "failed", "reason": "nested too deeply"}
    system = experiment.system
    about = {"kind": system.kind, "d": system.d, "n": system.n, "outcomes": list(experiment.outcomes)}
    try:
        if kind == "pictures":
            from .pictures import pictures

            return {"state": "done", "system": about, **pictures(experiment, outcomes)}
        if system.kind == "modes" and kind != "modes":
            return {"state": "elsewhere"}
        from .predictions import predictions

        return {"state": "done", "system": about, **predictions(experiment)}
    except InputError as error:
        if error.place is not None:
            return {"state": "error", "system": about, "error": told(error)}
        return {"state": "failed", "system": about, "reason": f"{error.problem}; {error.mend}"}
    except CannotRun as reason:
        return {"state": "failed", "system": about, "reason": str(reason)}
    except MemoryError:
        return {"state": "failed", "system": about, "reason": "this takes too much memory"}


def told(error: InputError) -> dict[str, Any]:
    """An error as JSON, with its place."""
    line, column = (error.place.line, error.place.column) if error.place is not None else (1, 1)
    return {"problem": error.problem, "mend": error.mend, "line": line, "column": column}
