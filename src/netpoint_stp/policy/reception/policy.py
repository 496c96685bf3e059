"""What was made of what came in (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 3.10, 4.1.1): judged afterwards, by the records.

`policy.intake.policy` says what something is; here it is asked whether it was then rightly taken up, or rightly left.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from netpoint_stp.channels.contacts.contact import Channel
from netpoint_stp.clauses.marking import implements
from netpoint_stp.kinds import of_declared_kinds
from netpoint_stp.policy.intake.policy import AddressedTo, Intake, Task, bound_to_one_address
from netpoint_stp.policy.reception.tables import (
    ACCEPTING,
    AT_THE_DESK,
    FILING,
    GROUND_OF_WORK,
    MAIL_AS_REQUEST,
    PERSONAL_TALK,
    SENT_TO,
    Acceptance,
    Basis,
    Filed,
    MadeOf,
    MailTaken,
    Personal,
    Reached,
    Sent,
    WorkGround,
)
from netpoint_stp.policy.topic import Topic
from netpoint_stp.rules import UNKNOWN, Composed, Decision, Part, RuleTable, Undetermined, Unknown, compose

BASIS: Final[Mapping[Intake, Basis]] = MappingProxyType(
    {
        Intake.OFFICIAL: Basis.REQUEST,
        Intake.COMPLAINT: Basis.COMPLAINT,
        Intake.INCOMPLETE: Basis.INCOMPLETE,
        Intake.UNOFFICIAL: Basis.NOTHING,
        Intake.NOT_TAKEN: Basis.NOTHING,
        Intake.AUTOMATIC: Basis.NOTHING,
    }
)
"""What each kind of message is as a ground for work; `Basis` goes from the best to the worst."""


@attrs.frozen(kw_only=True, field_transformer=of_declared_kinds)
class ReceptionPolicy(Topic):
    """Whether what came in was rightly taken up or rightly left (2.1.5, 3.1, 3.1.4, 3.2, 3.4, 3.10, 4.1.1).

    Every judgement takes the answer of `IntakePolicy.judge` as a part. Where it says `counts_as`, that is the answer
    for a stated task: what is not clear is asked about, and is a ground for work all the same (reading I-10).
    """

    at_the_desk: RuleTable[..., Reached] = AT_THE_DESK
    ground_of_work: RuleTable[..., WorkGround] = GROUND_OF_WORK
    mail_as_request: RuleTable[..., MailTaken] = MAIL_AS_REQUEST
    sent_to: RuleTable[..., Sent] = SENT_TO
    personal_talk: RuleTable[..., Personal] = PERSONAL_TALK
    accepting: RuleTable[..., Acceptance] = ACCEPTING
    filing: RuleTable[..., Filed] = FILING

    @implements("2.1.5", readings=("I-24",))
    def found_somebody(
        self, channel: Channel | Unknown, form: Part, *, within_hours: bool | Unknown
    ) -> Composed[Reached]:
        """Say whether whoever called within service hours found somebody; `form` is the part of the intake's answer."""
        return compose(
            self.at_the_desk,
            {"form": form},
            official=UNKNOWN if channel is UNKNOWN else channel.official,
            person_needed=UNKNOWN if channel is UNKNOWN else channel.person_needed,
            within_hours=within_hours,
        )

    @implements("3.1", readings=("I-5", "I-10", "I-23"))
    def ground_for_work(
        self, basis: frozenset[Basis] | Unknown, *, worked: bool | Unknown, made_good: bool | Unknown
    ) -> Decision[WorkGround] | Undetermined[WorkGround]:
        """Say what the work on a request rests on, by the best of its messages: see `best_basis`.

        `made_good` says whether what lacked was asked for, or came in.
        """
        return self.ground_of_work.decide(worked=worked, basis=_as_fact(basis), made_good=made_good)

    @implements("3.1.4", readings=("I-2", "I-5", "I-22", "I-23"))
    def mail_taken(
        self,
        channel: Channel | Unknown,
        counts_as: Part,
        *,
        task: Task | Unknown,
        made_of: MadeOf | Unknown,
        worked: bool | Unknown,
        made_good: bool | Unknown,
        beside: frozenset[Basis] | Unknown,
    ) -> Composed[MailTaken]:
        """Say whether an e-mail was rightly taken as a request, or rightly not.

        `made_good` says whether what lacked was asked for, or came in; `beside` what the other messages of the same
        request are as a ground for work: see `basis_beside`.
        """
        return compose(
            self.mail_as_request,
            {"counts_as": counts_as},
            details_needed=UNKNOWN if channel is UNKNOWN else channel.details_needed,
            task=task,
            made_of=made_of,
            worked=worked,
            made_good=made_good,
            beside=_as_fact(beside),
        )

    @implements("3.2", readings=("I-32",))
    def sent_rightly(
        self, channel: Channel | Unknown, *, automatic: bool | Unknown, destination: AddressedTo | Unknown
    ) -> Decision[Sent] | Undetermined[Sent]:
        """Say whether what was sent by e-mail went to the one address for requests, under either reading of I-32."""
        return self.sent_to.decide(
            automatic=automatic,
            one_address=UNKNOWN if channel is UNKNOWN else bound_to_one_address(channel),
            destination=destination,
        )

    @implements("3.4", readings=("I-5", "I-22", "I-23", "I-32"))
    def stayed_personal(
        self,
        intake: Part,
        *,
        made_of: MadeOf | Unknown,
        worked: bool | Unknown,
        made_good: bool | Unknown,
        beside: frozenset[Basis] | Unknown,
        answered: bool | Unknown,
    ) -> Composed[Personal]:
        """Say whether personal communication stayed what it is; that it was answered is nobody's duty.

        Work on the request that it was put with may rest on the others of its messages, as any work may (3.1): `beside`
        is what they are (see `basis_beside`), `made_good` says whether what lacked was asked for, or came in.
        """
        return compose(
            self.personal_talk,
            {"intake": intake},
            made_of=made_of,
            worked=worked,
            made_good=made_good,
            beside=_as_fact(beside),
            answered=answered,
        )

    @implements("4.1.1", readings=("I-24",))
    def accepted(
        self, intake: Part, *, made_of: MadeOf | Unknown, within_hours: bool | Unknown
    ) -> Composed[Acceptance]:
        """Say whether an enquiry was accepted: whether what is a request led to one, and calls were not missed."""
        return compose(self.accepting, {"intake": intake}, made_of=made_of, within_hours=within_hours)

    @implements("3.10", readings=("I-12",))
    def filed(self, intake: Part, *, made_of: MadeOf | Unknown) -> Composed[Filed]:
        """Say whether what reached the address for complaints became one: what nobody filed, nobody answers."""
        return compose(self.filing, {"intake": intake}, made_of=made_of)


def best_basis(messages: Iterable[frozenset[Intake]]) -> frozenset[Basis] | Unknown:
    """Return what the best of several messages can be as a ground for work; unknown where there are none.

    Each message by the outcomes of intake that are possible for a stated task. The best is one thing if a message can
    be that and none must be better.
    """
    each = [{BASIS[outcome] for outcome in possible} for possible in messages]
    if not each:
        return UNKNOWN
    order = list(Basis)
    worst_of_the_best = min(max(map(order.index, possible)) for possible in each)
    return frozenset(basis for possible in each for basis in possible if order.index(basis) <= worst_of_the_best)


def basis_beside(others: Iterable[frozenset[Intake]]) -> frozenset[Basis]:
    """Return what the best of the other messages of a request can be as a ground for work: nothing if it has no other.

    Each message by the outcomes of intake that are possible for a stated task, without the one that is judged.
    """
    best = best_basis(others)
    return frozenset((Basis.NOTHING,)) if isinstance(best, Unknown) else best


def _as_fact(basis: frozenset[Basis] | Unknown) -> Basis | frozenset[Basis] | Unknown:
    return next(iter(basis)) if not isinstance(basis, Unknown) and len(basis) == 1 else basis
