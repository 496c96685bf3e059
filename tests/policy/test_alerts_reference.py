"""The table of alerts against 2.5 and 4.1.3 written plainly, on every combination, unknowns included."""

from tests.support.reference import walk

from netpoint_stp.policy.alerts.policy import ALERT, WATCH, AlertDuty, AlertsPolicy, EquipmentOwner, Watch
from netpoint_stp.rules.explanation import wording_keys
from netpoint_stp.wording import LANGUAGES, knows


def reference(*, owner: EquipmentOwner, established: bool, named: bool, alerted: bool, in_time: bool) -> AlertDuty:
    """Say what 2.5 and 4.1.3 give for facts that are all known."""
    if owner is EquipmentOwner.COMPANY and established:
        if named:
            if alerted:
                return AlertDuty.KEPT if in_time else AlertDuty.LATE
            return AlertDuty.RUNNING if in_time else AlertDuty.OVERDUE
        return AlertDuty.NOBODY_NAMED
    return AlertDuty.NOT_DUE


def watched(*, owner: EquipmentOwner, established: bool, by_monitoring: bool, overdue: bool) -> Watch:
    """Say what 2.4 and 4.1.2 give for facts that are all known."""
    if owner is not EquipmentOwner.COMPANY or not established:
        return Watch.NOTHING_TO_WATCH
    if by_monitoring:
        return Watch.NOTICED_LATE if overdue else Watch.NOTICED
    return Watch.LEFT_TO_CLIENTS if overdue else Watch.CLIENT_WAS_QUICKER


def test_the_watch_agrees_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(WATCH, watched) == 4 * 3**3


def test_alerts_agree_with_the_plain_reading() -> None:
    """Every combination of facts, unknowns included, gives what the plain reading gives."""
    assert walk(ALERT, reference) == 4 * 3**4


def test_the_table_of_alerts_is_sound() -> None:
    """No gap, no rule that never wins, no outcome out of reach."""
    assert ALERT.analyse().problems == 0
    assert WATCH.analyse().problems == 0


def test_alerts_can_be_told_in_every_language() -> None:
    """Each label, value and outcome has its sentence, and each enumeration its short words."""
    keys = [key for table in AlertsPolicy().tables for key in wording_keys(table)]
    keys += [f"value.equipment_owner.{owner.value}" for owner in EquipmentOwner]

    assert [key for key in keys for lang in LANGUAGES if not knows(key, lang)] == []
