"""Grounds of the checks: each cites the readings by which its rows are decided, as the policy of its clause does.

Held against two other places: the rules of the table that a check reads, and the marks of the policy's own method that
decides the same of one record. A check may cite more; it may leave out none.
"""

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Final

import pytest

from netpoint_stp.audit.checks import CHECKS, Case
from netpoint_stp.audit.sources.opening import read_log
from netpoint_stp.clauses.marking import reading_implementations
from netpoint_stp.regulation import Regulation
from netpoint_stp.testing.generator import Plan
from netpoint_stp.testing.generator.writing import write

EXAMPLE: Final = Regulation.example()
POLICY: Final[Mapping[str, tuple[str, ...]]] = {
    "2.1.5": ("reception.policy.ReceptionPolicy.found_somebody",),
    "2.4": ("alerts.policy.AlertsPolicy.watched",),
    "2.5": ("alerts.policy.AlertsPolicy.judge", "alerts.policy.AlertsPolicy.who"),
    "3.1": ("reception.policy.ReceptionPolicy.ground_for_work",),
    "3.1.4": ("reception.policy.ReceptionPolicy.mail_taken",),
    "3.2": ("reception.policy.ReceptionPolicy.sent_rightly",),
    "3.4": ("reception.policy.ReceptionPolicy.stayed_personal",),
    "3.6": ("identification.requirements.IdentificationRequirement",),
    "3.9.1": ("refusal.policy.RefusalPolicy.asked",),
    "3.10": ("complaints.policy.ComplaintsPolicy.heard",),
    "3.10-filed": ("reception.policy.ReceptionPolicy.filed",),
    "3.11": ("complaints.policy.ComplaintsPolicy.contents_of",),
    "3.12": ("complaints.policy.ComplaintsPolicy.status_of", "complaints.policy.ComplaintsPolicy.deadline"),
    "3.13": ("queue.policy.QueuePolicy.order", "queue.overtaking.overtaken"),
    "3.14": ("queue.policy.QueuePolicy.order", "queue.overtaking.overtaken"),
    "3.19": ("reaction.policy.ReactionPolicy.judge", "reaction.policy.ReactionPolicy.first_reaction"),
    "3.19-further": ("reaction.policy.ReactionPolicy.further_reaction",),
    "4.1.1": ("reception.policy.ReceptionPolicy.accepted",),
    "4.1.2": ("alerts.policy.AlertsPolicy.watched",),
    "4.1.3": ("alerts.policy.AlertsPolicy.judge", "alerts.policy.AlertsPolicy.alert_due"),
    "4.2.2": (
        "errors_notified.policy.ErrorsNotifiedPolicy.follow",
        "errors_notified.policy.ErrorsNotifiedPolicy.instruction_due",
    ),
    "4.5": ("notices.NoticesPolicy.judge", "notices.NoticesPolicy.notice_due"),
    "4.5-failures": ("notices.NoticesPolicy.judge", "notices.NoticesPolicy.notice_due"),
}
"""By check, what decides the same of one record, within the package of policies."""
ONLY_TABLES: Final = {"3.9", "3.9.2", "3.9.3"}
"""Checks whose policy is tables alone: no method of it has marks of its own."""


def readings_of(code: str) -> set[str]:
    """Return the readings that a piece of the policies' code is marked with."""
    name = f"netpoint_stp.policy.{code}"
    module = re.split(r"\.(?:[A-Z]|overtaken$)", name)[0]
    import_module(module)  # marks are noted where a module is loaded
    return {reading for reading, names in reading_implementations().items() if name in names}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a log of which everything can be asked."""
    folder = tmp_path_factory.mktemp("grounds") / "log"
    write(Plan(requests=20, seed=4, regulation=EXAMPLE), folder)
    log = read_log(folder)
    assert log.span is not None
    return Case(log=log, regulation=EXAMPLE, now=log.span[1])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_it_leaves_out_no_reading_that_the_policy_cites(check: object) -> None:
    """Of the same clause, of one record; each method has readings."""
    own = next(each for each in CHECKS if each is check)
    if own.id in ONLY_TABLES:
        return
    for code in POLICY[own.id]:
        cited = readings_of(code)
        assert cited, code
        assert cited <= set(own.readings), (own.id, code, cited - set(own.readings))


def test_it_leaves_out_no_reading_of_the_rules_that_it_reads(case: Case) -> None:
    """Those of the table that gives its answers; what stands for a fact of that is for the facts' own clauses."""
    looked_at = set()
    for check in CHECKS:
        assert check.not_observable(case.log) == ()
        reading = check.judge(case).reading
        if reading is not None:
            cited = {id_ for rule in reading.table.rules for id_ in rule.cites if id_.startswith("I-")}
            assert cited <= set(check.readings), (check.id, cited - set(check.readings))
            looked_at.add(check.id)
    assert {check.id for check in CHECKS} - looked_at == {"3.9.3"}
    assert {check.id for check in CHECKS} == {*POLICY, *ONLY_TABLES}
