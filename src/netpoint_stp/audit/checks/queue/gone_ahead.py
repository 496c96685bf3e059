"""Who was passed while waiting between waits (3.14; reading I-20): who stood free at the moment somebody went ahead.

Somebody waited for its client, or lacked something, and was free before and after that. Whether it was free when
another was taken is asked stretch by stretch, and only of takings that this decides. So that no taking is held against
every stretch, time is cut into blocks, each level twice as long as the one below: a stretch lies in one or two blocks
of the first level that is long enough for it, a taking in one of each level.
"""

from typing import Final

import narwhals as nw

from netpoint_stp.audit.checks.check import Case
from netpoint_stp.audit.checks.queue.waiting import WAYS, free_stretches
from netpoint_stp.audit.frames.calendars import DAY
from netpoint_stp.audit.frames.engines import Frame, beside, settled

_LEVELS: Final = range(16)
"""The longest blocks have 2¹⁵ days, which is longer than any log."""
_PAIR: Final = ("queue_number", "level", "block")


def passed_while_free(case: Case, line: Frame, open_: Frame) -> Frame:
    """Return pairs of a taking (`row`) and an earlier arrival of its line that waited, and stood free at that moment.

    `line` are those that were taken, `open_` the takings that are asked about. `way` is the number of one of `WAYS`,
    `who` the row that was passed, `passed_us` when that was taken itself.
    """
    asked = open_.select("row", "queue_number", "taken_us", "act_earliest", "act_latest")
    numbers = beside(asked, {"level": [*_LEVELS], "width": [DAY << level for level in _LEVELS]})
    blocks = asked.join(numbers, how="cross").with_columns(block=nw.col("taken_us") // nw.col("width"))
    stretches = free_stretches(case, line)
    pairs = []
    for number, (way, (theirs, own)) in enumerate(
        zip(WAYS, (("latest", "act_earliest"), ("earliest", "act_latest")), strict=True)
    ):
        free = stretches[way].select(
            *("from_us", "to_us", "queue_number", "earliest"), came=nw.col(theirs), who=nw.col("row")
        )
        found = blocks.join(_in_blocks(free, numbers), on=[*_PAIR], how="inner").filter(
            (nw.col("from_us") <= nw.col("taken_us"))
            & (nw.col("taken_us") < nw.col("to_us"))
            & (nw.col("came") < nw.col(own))
            & (nw.col("earliest") < nw.col("taken_us"))
        )
        pairs.append(found.select("row", "who", way=nw.lit(number)))
    passed = line.select(who=nw.col("row"), passed_us=nw.col("taken_us"))
    return settled(settled(nw.concat(pairs)).join(passed, on="who", how="inner"))


def _in_blocks(free: Frame, numbers: Frame) -> Frame:
    """Return stretches once for each block of their level that they touch."""
    days = nw.col("to_us") // DAY - nw.col("from_us") // DAY
    level = nw.lit(0)
    for each in _LEVELS[:-1]:
        level = level + nw.when(days > (1 << each)).then(nw.lit(1)).otherwise(nw.lit(0))
    first = free.with_columns(level=level).join(numbers, on="level", how="inner")
    first = first.with_columns(block=nw.col("from_us") // nw.col("width"))
    second = first.with_columns(block=nw.col("block") + 1).filter(nw.col("block") <= nw.col("to_us") // nw.col("width"))
    return nw.concat([first, second]).drop("width")
