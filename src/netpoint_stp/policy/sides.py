"""The two sides (4.1–4.4): the duties and rights of each as a listing, and the Client's right to advice (4.4.1)."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

import attrs

from netpoint_stp.clauses import implements, registry
from netpoint_stp.clauses.model import Clause
from netpoint_stp.hours import ServiceHours
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.moments import in_zone
from netpoint_stp.policy.statements import of_hours
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import (
    UNKNOWN,
    Computed,
    Decision,
    Fact,
    FactEnum,
    Facts,
    Rule,
    RuleTable,
    Undetermined,
    Unknown,
)
from netpoint_stp.subjects.people import Client, Standing
from netpoint_stp.wording import Message


class Side(FactEnum):
    """Who has duties and rights; the service desk is the Company's and acts in its name (1.4)."""

    COMPANY = "company"
    CLIENT = "client"
    STP = "stp"


class Consultation(FactEnum):
    """What somebody who wants advice is entitled to."""

    ENTITLED = "entitled"
    WHEN_OPEN = "when_open"
    """Entitled, from the next opening of the service desk."""
    OFFICIAL_CHANNEL = "official_channel"
    """Entitled, by one of the channels among the contact details."""
    ADVICE_NOT_OWED = "advice_not_owed"
    NOT_A_CLIENT = "not_a_client"


class ConsultationFacts(Facts[Consultation]):
    """Facts about somebody who wants advice."""

    standing: Fact[Standing] = Fact("how they stand to the subscriber")
    exempt: Fact[bool] = Fact("the question is one of those on which no advice is owed")
    official_channel: Fact[bool] = Fact("they ask by a channel among the contact details")
    open: Fact[bool] = Fact("the service desk is open")


F = ConsultationFacts

CONSULTATION = RuleTable(
    "right to advice",
    ConsultationFacts,
    Rule(("1.2", "4.4.1", "I-1"), Consultation.NOT_A_CLIENT, when=F.standing.is_in(Standing.OUTSIDER)),
    Rule(("3.7", "4.4.1", "I-9"), Consultation.ADVICE_NOT_OWED, when=F.exempt),
    Rule(("2.1", "3.4", "4.4.1"), Consultation.OFFICIAL_CHANNEL, when=~F.official_channel),
    Rule(("2.1.5", "4.4.1", "I-16"), Consultation.WHEN_OPEN, when=~F.open),
    Rule(("2.1", "4.4.1", "I-1"), Consultation.ENTITLED),
)


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class SidesPolicy(Topic):
    """What each side must and may do, and who is entitled to advice: whoever uses the services (reading I-1).

    `hours` bind consultation (2.1.5, reading I-16).
    """

    _hours: "ServiceHours | None" = None
    consultation: RuleTable[..., Consultation] = CONSULTATION

    INHERITS = ("hours",)

    @cached_property
    def hours(self) -> ServiceHours:
        """Return the service hours: its own, else those of its edition, else the published ones (2.1.5)."""
        return self._own_or_shared_hours(self._hours)

    @property
    def statements(self) -> Mapping[str, Message | None]:
        """Return what 2.1.5 and I-29 say by the hours of this policy; None where they say what the text says."""
        return of_hours(self.hours)

    @implements("4.4.1", readings=("I-1", "I-16"))
    def consult(
        self,
        client: Client | Unknown,
        *,
        at: datetime | Unknown,
        official_channel: bool | Unknown,
        exempt: bool | Unknown,
    ) -> Decision[Consultation] | Undetermined[Consultation]:
        """Say what somebody who wants advice at `at` is entitled to; each fact may be `UNKNOWN`.

        `exempt` is whether 3.7 frees the service desk from advising on this question.
        """
        standing: Standing | Unknown = UNKNOWN
        if client is not UNKNOWN and client.standing is not None:
            standing = client.standing
        return self.consultation.decide(
            standing=standing,
            exempt=exempt,
            official_channel=official_channel,
            open=UNKNOWN if at is UNKNOWN else self.hours.contains(at),
        )

    @implements("2.1.5", "4.4.1", readings=("I-16",))
    def consultation_from(self, at: datetime) -> Computed[datetime]:
        """Return from when advice can be had: `at` itself while the service desk is open, else its next opening."""
        asked = in_zone(at, self.hours.zone)
        opening = self.hours.next_opening(asked)
        key = "open" if opening == asked else "opens"
        return Computed(
            value=opening,
            clauses=("2.1.5", "4.4.1"),
            readings=("I-16",),
            edition=self.edition,
            because=(Message(f"sides.consultation.{key}", {"moment": opening}),),
        )

    def duties(self, side: Side) -> Computed[tuple[Clause, ...]]:
        """Return what a side must do, in the order of the text; the Company's duties include the service desk's."""
        return self._listing("duties", side, registry.duties(side.value))

    def rights(self, side: Side) -> Computed[tuple[Clause, ...]]:
        """Return what a side may do, in the order of the text; the Company's rights include the service desk's."""
        return self._listing("rights", side, registry.rights(side.value))

    def exemptions(self, side: Side) -> Computed[tuple[Clause, ...]]:
        """Return what a side need not do or answer for, in the order of the text."""
        return self._listing("exemptions", side, registry.exemptions(side.value))

    def _listing(self, kind: str, side: Side, found: tuple[Clause, ...]) -> Computed[tuple[Clause, ...]]:
        """Return the clauses as an answer whose explanation names each of them in our own words."""
        heading = Message(f"sides.{kind}.{side.value}" if found else f"sides.{kind}.none")
        return Computed(
            value=found,
            clauses=tuple(clause.id for clause in found),
            edition=self.edition,
            because=(heading,),
        )
