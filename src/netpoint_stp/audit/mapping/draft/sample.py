"""What is looked at of a source before a mapping of it is drafted: names, some values, and how they are spread."""

from attrs import field, frozen


@frozen
class SampledColumn:
    """A column of a source: its name, whether it holds moments by its type, and some of its values, no two alike.

    `complete`: the values are all there are. `different` is how many there are, `filled` how many rows have one.
    """

    name: str
    values: tuple[str, ...] = field(repr=False)
    complete: bool
    typed: str = ""
    """`instant` or `local` where it has the type of a moment."""
    different: int = 0
    filled: int = 0
    empty: tuple[str, ...] = ()
    """Texts among its values that stand for nothing, such as `?`; they are none of `values`."""


@frozen
class SampledTable:
    """A table of a source, with how many rows it has at most looked at."""

    name: str
    rows: int
    columns: tuple[SampledColumn, ...]
    skip: int = 0
    """How many lines or rows stand before its header."""
