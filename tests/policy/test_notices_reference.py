"""The table of notices against 4.5 written plainly, on every combination, unknowns included."""

from tests.support.reference import walk

from netpoint_stp.policy.notices import NOTICE, NoticeAbout, NoticeDuty, NoticesPolicy
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.subjects.interruptions import Extent
from netpoint_stp.wording import LANGUAGES, knows


def reference(
    *,
    about: NoticeAbout,
    extent: Extent,
    emergency: bool,
    emergencies_alone: bool,
    published: bool,
    in_time: bool,
) -> NoticeDuty:
    """Say what 4.5 gives for facts that are all known, under either reading of I-35."""
    required = about is NoticeAbout.MAINTENANCE and (emergency or not emergencies_alone)
    if about is NoticeAbout.FAILURE and extent is Extent.BACKBONE and emergency:
        required = True
    if not required:
        return NoticeDuty.NOT_REQUIRED
    if published:
        return NoticeDuty.PUBLISHED_IN_TIME if in_time else NoticeDuty.PUBLISHED_LATE
    return NoticeDuty.MUST_PUBLISH if in_time else NoticeDuty.OVERDUE


def test_notices_agree_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(NOTICE, reference) == 3**6


def test_the_table_of_notices_is_sound() -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert NOTICE.analyse().problems == 0


def test_notices_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    keys = [key for table in NoticesPolicy().tables for key in wording_keys(table)]
    keys += [f"value.notice_about.{about.value}" for about in NoticeAbout]
    keys += [f"value.extent.{extent.value}" for extent in Extent]

    assert [key for key in keys for lang in LANGUAGES if not knows(key, lang)] == []
