"""Texts that are read and written again."""

from __future__ import annotations

from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.reading import format_experiment, parse_experiment


def comes_back(experiment: Experiment) -> bool:
    return parse_experiment(format_experiment(experiment)) == experiment


def fate(text: str) -> str | None:
    """What is wrong with what happens to a text; None where it is read, or refused with a place in it and a mend."""
    try:
        experiment = parse_experiment(text)
    except InputError as error:
        if error.place is None or not error.problem or not error.mend:
            return "refused without a place, a problem or a mend"
        lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        inside = 1 <= error.place.column <= len(lines[error.place.line - 1]) + 1
        return None if inside else f"refused outside of the text, at {error.place}"
    return None if comes_back(experiment) else "does not come back"
