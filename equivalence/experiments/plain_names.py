"""The plainest names for outcomes: a, b, c, ..., then a1, b1, ..."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from string import ascii_lowercase

from toytheory.language.so_far import KEYWORDS


def plain_names() -> Iterator[str]:
    """Names for outcomes without end, all different and none a keyword.

    >>> from itertools import islice
    >>> list(islice(plain_names(), 3))
    ['a', 'b', 'c']
    """
    letters = [letter for letter in ascii_lowercase if letter not in KEYWORDS]
    return (letter + (str(i) if i else "") for i in count() for letter in letters)
