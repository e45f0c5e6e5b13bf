"""A package's refusal is a reason; any other error of it stays what it is."""

from __future__ import annotations

import pytest
from conform_qudits import Dense

from equivalence.conform.battery import conform
from toytheory.adapting import refusing
from toytheory.errors import CannotRun


class NotThere(Exception):
    """A package's error for what it does not offer."""


class Closer(NotThere):
    """One of its kinds."""


def test_a_refusal_is_told_in_the_words_of_the_package():
    with (
        pytest.raises(CannotRun, match=r"^the package refuses: T\*\*-1 is not offered$"),
        refusing(NotThere, "not offered"),
    ):
        raise NotThere("T**-1 is not offered\n  see the manual")


@pytest.mark.parametrize(
    "error", [NotThere("no such file"), Closer("is not offered"), ValueError("is not offered"), KeyError("x")]
)
def test_other_errors_are_left_as_they_are(error):
    with pytest.raises(type(error)) as caught, refusing(NotThere, "not offered"):
        raise error
    assert caught.value is error


class Refusing(Dense):
    """It offers no negative powers, and breaks down at others.

    Parameters
    ----------
    error : what it raises.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def operated(self, unitary, block):
        if block.times < 0:
            with refusing(NotThere, "not offered"):
                raise self.error
        return super().operated(unitary, block)


@pytest.mark.parametrize(
    ("error", "status"), [(NotThere("is not offered"), "skipped"), (NotThere("7"), "error"), (ValueError("7"), "error")]
)
def test_a_refusal_is_not_offered_and_a_breakdown_is_a_crash(error, status):
    (check, *_) = conform(Refusing(error), "ask-negative-power", size=0.05)
    assert check.status == status
    if status == "skipped":
        assert "the package refuses: is not offered" in check.reason
    assert {check.status for check in conform(Refusing(error), "ask-power", size=0.05)} == {"holds"}
