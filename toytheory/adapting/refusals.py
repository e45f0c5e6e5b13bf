"""A package's own word that it does not do a thing, told as a reason and not as a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from toytheory.errors import CannotRun


@contextmanager
def refusing(kind: type[Exception], words: str) -> Iterator[None]:
    """Within it, errors of this very kind that say these words are CannotRun, told by its first line.

    For what a question asks beyond the gates that the adapter declares: of these a refusal is a fault.

    Parameters
    ----------
    kind : the package's own error for what it does not offer; others, also of a subclass, are left as they are.
    words : part of its text.

    >>> with refusing(NotImplementedError, "is not supported"):
    ...     raise NotImplementedError("power of T is not supported")
    Traceback (most recent call last):
    toytheory.errors.CannotRun: the package refuses: power of T is not supported
    """
    try:
        yield
    except kind as error:
        if type(error) is not kind or words not in str(error):
            raise
        raise CannotRun(f"the package refuses: {str(error).splitlines()[0]}") from error
