"""Tuples with one thing changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def cut(items: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    """Without the item at this index."""
    return items[:index] + items[index + 1 :]


def put(items: tuple[Any, ...], index: int, item: Any) -> tuple[Any, ...]:
    """With another item at this index."""
    return (*items[:index], item, *items[index + 1 :])


def selections(systems: tuple[int, ...], size: int) -> Iterator[tuple[int, ...]]:
    """One of them, or two in either order."""
    ordered = sorted(systems)
    if size == 1:
        yield from ((k,) for k in ordered)
    else:
        yield from ((j, k) for j in ordered for k in ordered if j != k)
