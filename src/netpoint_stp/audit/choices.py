"""Cells that hold one or more codes of a kind, where the records cannot tell which of them it was."""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

SEVERAL: Final = "&"
"""What stands between the codes of a cell that names several (`Column.several`)."""


def joined_choices(codes: Iterable[str]) -> tuple[str, ...]:
    """Return each choice of one or more of these codes as a cell has it."""
    ordered = sorted(codes)
    return tuple(SEVERAL.join(each) for size in range(1, len(ordered) + 1) for each in combinations(ordered, size))
