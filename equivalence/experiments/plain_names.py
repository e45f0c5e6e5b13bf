"""The plainest names for outcomes: a, b, c, ..., then a1, b1, ..."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from string import ascii_lowercase

from toytheory.language.so_far import KEYWORDS


def plain_names(modes: bool = False) -> Iterator[str]:
    """Names for outcomes without end, all different and none a keyword; on modes without e, which reads as a number.

    >>> from itertools import islice
    >>> list(islice(plain_names(), 3))
    ['a', 'b', 'c']
    """
    letters = [letter for letter in ascii_lowercase if letter not in KEYWORDS and not (modes and letter == "e")]
    return (letter + (str(i) if i else "") for i in count() for letter in letters)
