"""What a message states of the account and the task (3.1.4, 3.5, 3.6): looked for wherever its writer can have put it.

The one place that reads it, for whoever judges a message and for the desk: the subject, the own words and the
signature. Words that are quoted or passed on are somebody else's.
"""

from attrs import field, frozen

from netpoint_stp.channels.details import (
    Confidence,
    DetailPatterns,
    contradictory_details,
    find_details,
    stated_information,
)
from netpoint_stp.channels.interaction import Interaction
from netpoint_stp.channels.task import TaskClassifier, TaskReading, read_task
from netpoint_stp.clauses import implements
from netpoint_stp.subjects.account import AccountDetail, AccountInformation
from netpoint_stp.subjects.documents import DigestKey


@frozen(kw_only=True)
class Stated:
    """What a message states: the account information, the details given in several values, the task."""

    given: AccountInformation = field(repr=False)
    contradictory: frozenset[AccountDetail]
    task: TaskReading


@implements("3.1.4", "3.5", "3.6", readings=("I-2",))
def read_stated(
    interaction: Interaction,
    patterns: DetailPatterns,
    *,
    key: DigestKey | None = None,
    classifier: TaskClassifier | None = None,
) -> Stated:
    """Return what a message states of the account and the task.

    A signature names what subject and own words leave out, and contradicts neither: it stands below every message of
    its writer. `key` is that of the passport digests, see `find_details`. Raises nothing for any text.
    """
    own = find_details(interaction.text.own, patterns, key=key)
    findings = (*find_details(interaction.subject, patterns, key=key), *own)
    said = {finding.detail for finding in findings if finding.at_least(Confidence.LIKELY)}
    below = find_details(interaction.text.signature, patterns, key=key)
    findings = (*findings, *(finding for finding in below if finding.detail not in said))
    return Stated(
        given=stated_information(findings),
        contradictory=contradictory_details(findings),
        task=read_task(interaction, [finding.span for finding in own], classifier=classifier),
    )
