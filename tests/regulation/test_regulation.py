"""An edition of the regulation: how its policies combine, how it is amended, and what names it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest

from netpoint_stp.channels.interaction import Interaction, Role, Text
from netpoint_stp.channels.interaction import MessageKey as MessageIdentity
from netpoint_stp.errors import MomentError, RuleError, UsageError
from netpoint_stp.policy.identification.identity import Identity
from netpoint_stp.policy.identification.policy import Candidates
from netpoint_stp.policy.identification.requirements import LOGIN, PASSPORT
from netpoint_stp.policy.intake.policy import Intake, SubscriberDetails, Task
from netpoint_stp.policy.refusal.policy import Demand, Ground, Refusing
from netpoint_stp.policy.scope import Scope
from netpoint_stp.regulation import Regulation
from netpoint_stp.rules import UNKNOWN, Decision, Rule, Undetermined, still_possible
from netpoint_stp.subjects.account import AccountDetail

NOW = datetime(2026, 11, 20, 13, tzinfo=UTC)


def message(**fields: object) -> Interaction:
    """Return a message by a channel, with text, from nobody in particular."""
    values: dict[str, object] = {
        "channel": "helpdesk",
        "sender": None,
        "text": Text(own="Прошу увімкнути інтернет"),
        "identity": MessageIdentity(channel="helpdesk", key="1", content="c"),
        "raw_digest": "d",
        "raw_size": 1,
    }
    return Interaction(**(values | fields))  # type: ignore[arg-type]  # the fields are those of the class


class TestAssess:
    """What came in becomes an official request, or it is said what lacks."""

    def test_a_channel_that_is_not_listed_is_unofficial_whatever_it_is_called(self) -> None:
        """A forum, a messenger, or a made-up name: the properties decide."""
        for name in ("icq", "forum", "Phone", "EMAIL "):
            answer = Regulation.published().assess(message(channel=name)).answer

            assert isinstance(answer, Decision)
            assert answer.outcome is Intake.UNOFFICIAL

    def test_where_the_records_do_not_tell_the_answer_is_undetermined(self) -> None:
        """A helpdesk entry of which nobody knows under whose account it was made."""
        assessment = Regulation.published().assess(message())

        assert isinstance(assessment.answer, Undetermined)
        assert assessment.missing == {"form.own_account"}

    def test_what_a_directory_or_a_person_found_takes_the_place_of_what_the_text_says(self) -> None:
        """Details and task can be given; a mark by staff makes a complaint of a message to both mailboxes."""
        regulation = Regulation.published()
        given = regulation.assess(message(channel="email"), details=SubscriberDetails.AMBIGUOUS, task=Task.MISSING)

        assert given.intake.judgement.parts["form"].facts["details"] is SubscriberDetails.AMBIGUOUS  # type: ignore[union-attr]
        assert given.intake.judgement.answer.facts["task"] is Task.MISSING

    def test_nothing_that_was_stated_is_shown(self) -> None:
        """The assessment says which details were stated, never their values."""
        text = Text(own="Логін ivan77, договір 12345. Прошу змінити тариф.")
        assessment = Regulation.example().assess(message(text=text))

        assert AccountDetail.CONTRACT_NUMBER in assessment.stated
        assert "12345" not in repr(assessment)
        assert "ivan77" not in repr(assessment)

    def test_what_would_have_to_be_different_is_said(self) -> None:
        """A message by a channel that is not listed would have had to come by one that is."""
        judged = Regulation.published().assess(message(channel="forum"))

        assert {"official": True} in judged.counterfactual(Intake.OFFICIAL)

    def test_what_could_not_be_read_is_not_assessed(self) -> None:
        """It is put aside; whoever hands it in all the same is told so, in words."""
        from netpoint_stp.channels.email import read_email

        regulation = Regulation.published()
        with pytest.raises(UsageError, match="`Quarantined` cannot be assessed"):
            regulation.assess(read_email(b"", regulation.email))  # type: ignore[arg-type]  # that is the mistake


class TestMayRefuse:
    """Whether a request may be refused, by what the profile and the records say."""

    def test_needed_information_never_asked_for_is_asked_for(self) -> None:
        """Not refused, and not gone ahead with."""
        answer = Regulation.example().may_refuse(
            action="change tariff",
            identity=Identity.ABSENT,
            asked_at=None,
            now=NOW,
            demand=Demand.WITHIN_CONTRACT,
            break_in_service=None,
        )

        assert isinstance(answer.answer, Decision)
        assert answer.answer.outcome is Refusing.ASK_FIRST
        assert answer.grounds == frozenset()

    def test_an_action_that_the_profile_does_not_list_is_undetermined(self) -> None:
        """By reading I-3 nobody knows what it needs."""
        answer = Regulation.published().may_refuse(
            action="change tariff",
            identity=Identity.ABSENT,
            asked_at=None,
            now=NOW,
            demand=Demand.WITHIN_CONTRACT,
            break_in_service=None,
        )

        assert isinstance(answer.answer, Undetermined)
        assert answer.missing == {"information.needed"}

    def test_the_certain_ground_suffices_while_another_is_open(self) -> None:
        """A demand outside the contract may be refused on that ground, whatever becomes of the information."""
        answer = Regulation.published().may_refuse(
            action="change tariff",
            identity=UNKNOWN,
            asked_at=UNKNOWN,
            now=NOW,
            demand=Demand.OUTSIDE_CONTRACT,
            break_in_service=None,
        )

        assert isinstance(answer.answer, Decision)
        assert answer.answer.outcome is Refusing.MAY_REFUSE
        assert answer.grounds == {Ground.OUTSIDE_CONTRACT}
        assert answer.open_grounds == {Ground.INFORMATION_ABSENT}

    def test_both_grounds_are_named_when_both_hold(self) -> None:
        """Asked, waited, nothing came, and the demand is outside the contract."""
        answer = Regulation.example().may_refuse(
            action="change tariff",
            identity=Identity.INSUFFICIENT,
            asked_at=NOW - timedelta(days=3),
            now=NOW,
            demand=Demand.OUTSIDE_CONTRACT,
            break_in_service=None,
        )

        assert answer.grounds == {Ground.INFORMATION_ABSENT, Ground.OUTSIDE_CONTRACT}
        assert {"3.9.1", "3.9.2"} <= set(answer.clauses)

    def test_an_identification_is_taken_as_it_stands(self) -> None:
        """What the identification leaves open stays open, and no more than that."""
        regulation = attrs.evolve(
            Regulation.example(),
            identification=attrs.evolve(
                Regulation.example().identification, actions={"change tariff": LOGIN & PASSPORT}
            ),
        )
        found = regulation.identification.identify(
            "change tariff",
            matched={AccountDetail.LOGIN: True, AccountDetail.PASSPORT: UNKNOWN},
            candidates=Candidates.ONE,
        )
        answer = regulation.may_refuse(
            action="change tariff",
            identity=found,
            asked_at=None,
            now=NOW,
            demand=Demand.WITHIN_CONTRACT,
            break_in_service=None,
        )

        assert isinstance(answer.answer, Undetermined)
        assert answer.answer.possible == {Refusing.ASK_FIRST, Refusing.PROCEED}

    def test_what_the_action_needs_is_asked_for(self) -> None:
        """What lacks is known from the requirement where nothing was given, and from the identification otherwise."""
        regulation = Regulation.example()
        found = regulation.identification.identify(
            "reset password", matched={AccountDetail.LOGIN: True}, candidates=Candidates.ONE
        )
        common: dict[str, Any] = {
            "asked_at": None,
            "now": NOW,
            "demand": Demand.WITHIN_CONTRACT,
            "break_in_service": None,
        }
        nothing = regulation.may_refuse(action="reset password", identity=Identity.ABSENT, **common)
        something = regulation.may_refuse(action="reset password", identity=found, **common)
        unlisted = regulation.may_refuse(action="dance", identity=Identity.ABSENT, **common)
        free = regulation.may_refuse(action="consultation", identity=Identity.ABSENT, **common)

        assert nothing.explain("en").to_do == (
            "Please give: login and passport data of the subscriber; "
            "or contract number and passport data of the subscriber.",
        )
        assert something.explain("en").to_do == found.explain("en").to_do
        assert "login" not in something.explain("en").to_do[0]
        assert unlisted.explain("en").to_do == free.explain("en").to_do == ()

    def test_what_is_asked_for_begins_with_the_least_delicate(self) -> None:
        """Passport data come last where something else will do."""
        answer = Regulation.example().may_refuse(
            action="change tariff",
            identity=Identity.ABSENT,
            asked_at=None,
            now=NOW,
            demand=Demand.WITHIN_CONTRACT,
            break_in_service=None,
        )

        assert answer.explain("en").to_do == (
            "Please give: login and contract number; or passport data of the subscriber.",
        )

    @pytest.mark.parametrize("demand", [None, "outside_contract", Scope.COVERED])
    def test_a_demand_of_another_kind_is_refused_in_words(self, demand: Any) -> None:
        """Not taken as within the contract, nor answered with a traceback of something inside."""
        with pytest.raises(UsageError, match="does not say how the demand stands to the contract"):
            Regulation.example().may_refuse(
                action="consultation",
                identity=Identity.ABSENT,
                asked_at=None,
                now=NOW,
                demand=demand,
                break_in_service=None,
            )

    def test_the_answer_on_scope_is_taken_as_the_demand(self) -> None:
        """Covered, not covered, advice declined, and what is open stays open (3.7 is no ground, reading I-9)."""
        regulation = Regulation.published()
        table = regulation.scope.scope
        seen = set()
        for facts in table.combinations(unknowns=True):
            scope = table.decide(**facts)
            answer = regulation.may_refuse(
                action="x", identity=Identity.IDENTIFIED, asked_at=None, now=NOW, demand=scope, break_in_service=None
            )
            wanted = {_REFUSING[each] for each in still_possible(scope)}
            seen.add(frozenset(wanted))

            assert still_possible(answer.judgement) == wanted

        assert len(seen) == 7


_REFUSING = {
    Scope.COVERED: Refusing.PROCEED,
    Scope.NOT_COVERED: Refusing.MAY_REFUSE,
    Scope.ADVICE_DECLINED: Refusing.ADVICE_NOT_OWED,
}


class TestEdition:
    """Editions, amendments and digests."""

    def test_an_amendment_names_itself_in_every_answer(self) -> None:
        """Tables and computed values of the new edition name it; the old one stays as it was."""
        first = Regulation.example()
        second = first.amend(
            name="five days", in_force_from=date(2027, 1, 1), complaints=attrs.evolve(first.complaints, working_days=5)
        )

        assert second.complaint_deadline(NOW).edition.name == "five days"
        assert second.complaint_deadline(NOW).value.last_day == date(2026, 11, 27)
        assert second.assess(message()).answer.edition.name == "five days"
        assert first.complaint_deadline(NOW).value.last_day == date(2026, 12, 1)

    def test_an_amendment_of_a_rule_is_a_replaced_rule(self) -> None:
        """An edition that refuses at once where information is absent."""
        first = Regulation.example()
        table = first.refusal.absent_information
        harsher = table.replace("3.9.1", Rule("3.9.1", table.rules[1].outcome), number=4).replace("3.9.1", number=3)
        second = first.amend(
            name="harsher",
            in_force_from=date(2027, 1, 1),
            refusal=attrs.evolve(first.refusal, absent_information=harsher),
        )
        facts = {
            "action": "change tariff",
            "identity": Identity.ABSENT,
            "asked_at": None,
            "now": NOW,
            "demand": Demand.WITHIN_CONTRACT,
            "break_in_service": None,
        }

        assert second.may_refuse(**facts).grounds == {Ground.INFORMATION_ABSENT}  # type: ignore[arg-type]
        assert first.may_refuse(**facts).grounds == frozenset()  # type: ignore[arg-type]

    @pytest.mark.parametrize("day", ["2027-01-01", NOW, 2027])
    def test_an_edition_begins_with_a_day(self, day: Any) -> None:
        """A text or a moment is refused where it is given, not where an edition is looked for."""
        with pytest.raises(MomentError, match="stands where a day"):
            Regulation.published().amend(name="later", in_force_from=day)

    def test_a_misspelt_topic_is_an_error_with_the_nearest_known_one(self) -> None:
        """`complaint` is no topic, `complaints` is."""
        with pytest.raises(RuleError, match="there is nothing called `complaint`; did you mean `complaints`"):
            Regulation.example().amend(name="x", in_force_from=date(2027, 1, 1), complaint=None)

    def test_the_digest_tells_rules_and_settings_apart_and_nothing_else(self) -> None:
        """The same settings under another edition have the same digest; another figure has another."""
        first = Regulation.example()
        renamed = first.amend(name="other", in_force_from=date(2027, 1, 1))
        changed = first.amend(
            name="other", in_force_from=date(2027, 1, 1), complaints=attrs.evolve(first.complaints, working_days=5)
        )

        assert first.digest == Regulation.example().digest
        assert renamed.digest == first.digest
        assert changed.digest != first.digest

    def test_every_table_has_a_name_of_its_own_and_no_fault(self) -> None:
        """Tables are found by name; a wrong name is answered with the nearest."""
        regulation = Regulation.published()
        tables = [table for topic in regulation.topics.values() for table in topic.tables]

        assert len(regulation.tables) == len(tables) > 20
        assert [table.name for table in tables if table.analyse().problems] == []
        assert regulation.table("Absent information") is regulation.refusal.absent_information
        with pytest.raises(RuleError, match="did you mean `refusal`"):
            regulation.table("refusl")

    def test_the_published_regulation_says_that_its_contacts_are_examples(self) -> None:
        """All but the SMS number, which the published copy does not mask."""
        addresses = {point.address for point in Regulation.published().example_contacts}

        assert "support@netpoint.example" in addresses
        assert "+380997619138" not in addresses

    def test_a_message_to_a_shared_mailbox_is_told_by_mark_then_subject(self) -> None:
        """A mark by staff wins over the subject; without both it is a request. Sent to both addresses, it is either."""
        from netpoint_stp.channels.interaction import Destination, Party, PartyKind
        from netpoint_stp.policy.intake.policy import AddressedTo
        from netpoint_stp.regulation.assessment import destination_of

        both = frozenset({Role.REQUESTS, Role.COMPLAINTS})
        party = Party(kind=PartyKind.EMAIL, normalised="a@b.example", received="a@b.example")
        shared = (Destination(party=party, via="To", roles=both),)
        apart = tuple(Destination(party=party, via="To", roles=frozenset({role})) for role in both)

        assert destination_of(message(destinations=shared), None) is AddressedTo.REQUESTS
        assert destination_of(message(destinations=shared, subject="Скарга"), None) is AddressedTo.COMPLAINTS
        assert destination_of(message(destinations=shared, subject="Скарга"), Role.REQUESTS) is AddressedTo.REQUESTS
        either = frozenset({AddressedTo.REQUESTS, AddressedTo.COMPLAINTS})
        assert destination_of(message(destinations=apart), None) == either
        assert destination_of(message(destinations=apart), Role.COMPLAINTS) is AddressedTo.COMPLAINTS
