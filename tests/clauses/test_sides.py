"""The sides, their duties and rights: 1.1–1.4, 3.18, 4.4.1, 4.4.2."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from netpoint_stp.clauses import LANGUAGES, implementations
from netpoint_stp.clauses.model import ClauseKind, Coverage
from netpoint_stp.clauses.registry import clause, clauses
from netpoint_stp.errors import UsageError
from netpoint_stp.hours import ServiceHours
from netpoint_stp.policy.sides import Consultation, Side, SidesPolicy
from netpoint_stp.rules import UNKNOWN, Decision, Edition, Undetermined, Unknown
from netpoint_stp.subjects.company import Company, ServiceDesk, SupportMeasure
from netpoint_stp.subjects.people import Client, Person, PersonKind, Standing

KYIV = ZoneInfo("Europe/Kyiv")
NOON = datetime(2026, 3, 2, 12, tzinfo=KYIV)
OPENING = datetime(2026, 3, 2, 8, tzinfo=KYIV)
SECOND = timedelta(seconds=1)
POLICY = SidesPolicy()
USER = Client(standing=Standing.USER)


def carried_by(clause_id: str) -> set[str]:
    """Return the names of the code that carries a clause."""
    return {name.rpartition(".")[2] for name in implementations()[clause_id]}


class TestClause_1_1:
    """The Company provides the paid services that its contracts name."""

    def test_the_company_is_a_record(self) -> None:
        """A company has a name, services and a service desk; the type cites the clause."""
        company = Company(name="an internet provider", services=["internet"])

        assert company.services == {"internet"}
        assert "Company" in carried_by("1.1")

    def test_a_company_has_a_name(self) -> None:
        """A provider without a name is none."""
        with pytest.raises(UsageError):
            Company(name=" ")


class TestClause_1_2:
    """A Client is any natural or legal person who uses the services."""

    def test_whoever_uses_is_a_client(self) -> None:
        """A client is a person of either kind with a standing, and need not be the subscriber (reading I-1)."""
        kinds = {Client(person=Person(id="p", kind=kind), standing=Standing.USER).standing for kind in PersonKind}

        assert kinds == {Standing.USER}
        assert {"Client", "Subscriber"} <= carried_by("1.2")


class TestClause_1_3:
    """Technical support keeps the services of the contract working and tells in good time what is needed for that."""

    def test_the_measures_are_listed(self) -> None:
        """Support consists of three measures; how long "in good time" is, settings of other clauses say."""
        assert len(SupportMeasure) == 3
        assert "SupportMeasure" in carried_by("1.3")


class TestClause_1_4:
    """The service desk is the Company's staff who serve Clients in its name."""

    def test_the_service_desk_belongs_to_the_company(self) -> None:
        """The desk is a part of the company's record, and who works there is not shown."""
        company = Company(name="a provider", desk=ServiceDesk(staff=["canary-7713"]))

        assert company.desk.staff == {"canary-7713"}
        assert "canary" not in repr(company)
        assert "ServiceDesk" in carried_by("1.4")

    def test_its_duties_are_the_companys(self) -> None:
        """What the service desk must and may do, the Company must and may, in whose name it acts."""
        assert set(POLICY.duties(Side.STP).value) < set(POLICY.duties(Side.COMPANY).value)
        assert set(POLICY.rights(Side.STP).value) <= set(POLICY.rights(Side.COMPANY).value)


class TestClause_3_18:
    """Some questions are settled almost at once."""

    def test_it_is_declared_with_its_reason(self) -> None:
        """Nothing follows from this for any one question, so the registry says why no program can judge it."""
        notice = clause("3.18")

        assert notice.handling == {Coverage.DECLARE}
        assert notice.reason is not None
        assert all(notice.reason[lang].strip() for lang in LANGUAGES)


def entitled(
    client: Client | Unknown = USER,
    *,
    at: datetime | Unknown = NOON,
    official_channel: bool | Unknown = True,
    exempt: bool | Unknown = False,
) -> Consultation:
    """Return what somebody of whom enough is known is entitled to."""
    answer = POLICY.consult(client, at=at, official_channel=official_channel, exempt=exempt)
    assert isinstance(answer, Decision), answer
    return answer.outcome


class TestClause_4_4_1:
    """The Client has the right to be consulted under this regulation."""

    @pytest.mark.parametrize("standing", [Standing.HOLDER, Standing.REPRESENTATIVE, Standing.USER])
    def test_any_user_is_entitled(self, standing: Standing) -> None:
        """Reading I-1: whoever uses the services is entitled to advice, be it the subscriber or not."""
        answer = POLICY.consult(Client(standing=standing), at=NOON, official_channel=True, exempt=False)

        assert isinstance(answer, Decision)
        assert answer.outcome is Consultation.ENTITLED
        assert "I-1" in answer.readings
        assert "4.4.1" in answer.clauses

    def test_an_outsider_is_not(self) -> None:
        """Somebody who uses nothing of the Company's is no Client, at whatever hour and by whatever channel."""
        outsider = Client(standing=Standing.OUTSIDER)

        assert entitled(outsider) is Consultation.NOT_A_CLIENT
        assert entitled(outsider, at=UNKNOWN, official_channel=UNKNOWN, exempt=UNKNOWN) is Consultation.NOT_A_CLIENT

    @pytest.mark.parametrize(
        ("at", "outcome"),
        [
            (OPENING - SECOND, Consultation.WHEN_OPEN),
            (OPENING, Consultation.ENTITLED),
            (datetime(2026, 3, 2, 23, 59, 59, tzinfo=KYIV), Consultation.ENTITLED),
            (datetime(2026, 3, 3, tzinfo=KYIV), Consultation.WHEN_OPEN),
        ],
    )
    def test_the_hours_bind_consultation(self, at: datetime, outcome: Consultation) -> None:
        """Reading I-16: the right is kept for the opening, from 08:00 to the end of the day."""
        assert entitled(at=at) is outcome

    def test_from_when_advice_can_be_had(self) -> None:
        """While the service desk is open that is at once, else its next opening."""
        now = POLICY.consultation_from(NOON.astimezone(UTC))
        later = POLICY.consultation_from(OPENING - SECOND)

        assert now.value == NOON
        assert now.explain("en").outcome.startswith("The service desk is open")
        assert later.value == OPENING
        assert later.explain("en").outcome.startswith("The service desk opens on 2 March 2026, 08:00")

    def test_other_hours_are_a_setting(self) -> None:
        """A profile with other hours entitles in those."""
        policy = SidesPolicy(hours=ServiceHours.daily("13:00", "14:00"))
        answer = policy.consult(USER, at=NOON, official_channel=True, exempt=False)

        assert isinstance(answer, Decision)
        assert answer.outcome is Consultation.WHEN_OPEN

    def test_the_channel_is_an_official_one(self) -> None:
        """Advice is owed by the channels of the contact details, not on a forum."""
        assert entitled(official_channel=False) is Consultation.OFFICIAL_CHANNEL

    def test_where_no_advice_is_owed_there_is_no_right(self) -> None:
        """The right is one under this regulation: what 3.7 frees from is no part of it."""
        assert entitled(exempt=True) is Consultation.ADVICE_NOT_OWED

    @pytest.mark.parametrize("client", [UNKNOWN, Client()])
    def test_an_unknown_standing_leaves_it_open(self, client: Client | Unknown) -> None:
        """Where nobody knows who is asking, it is open whether they are a Client."""
        answer = POLICY.consult(client, at=NOON, official_channel=True, exempt=False)

        assert isinstance(answer, Undetermined)
        assert answer.missing == {"standing"}
        assert answer.possible == {Consultation.ENTITLED, Consultation.NOT_A_CLIENT}

    def test_it_stands_in_the_clients_rights(self) -> None:
        """The listing of the Client's rights names it."""
        assert "4.4.1" in POLICY.rights(Side.CLIENT).clauses


class TestClause_4_4_2:
    """The Client has the right to a proper level of solution."""

    def test_it_is_declared_with_its_reason(self) -> None:
        """What level is proper no program can judge; the registry says so."""
        right = clause("4.4.2")

        assert right.kind is ClauseKind.RIGHT
        assert Coverage.DECLARE in right.handling
        assert right.reason is not None
        assert all(right.reason[lang].strip() for lang in LANGUAGES)

    def test_it_stands_in_the_clients_rights(self) -> None:
        """It is shown to the Client all the same."""
        assert "4.4.2" in POLICY.rights(Side.CLIENT).clauses


class TestListings:
    """Each side can be shown its own duties and rights, in each language."""

    @pytest.mark.parametrize("side", Side)
    @pytest.mark.parametrize("kind", ["duties", "rights", "exemptions"])
    def test_a_listing_is_told_clause_by_clause(self, kind: str, side: Side) -> None:
        """A listing has a heading and a line for each clause, in the order of the text."""
        listing = {"duties": POLICY.duties, "rights": POLICY.rights, "exemptions": POLICY.exemptions}[kind](side)

        for lang in LANGUAGES:
            told = listing.explain(lang)
            assert told.outcome
            assert len(told.grounds) == len(listing.value)
        order = [each.id for each in clauses()]
        assert [order.index(each) for each in listing.clauses] == sorted(map(order.index, listing.clauses))

    def test_nothing_is_lost(self) -> None:
        """Every duty, right and exemption of the text stands in the listing of some side."""
        listed = {
            each.id
            for side in Side
            for listing in (POLICY.duties(side), POLICY.rights(side), POLICY.exemptions(side))
            for each in listing.value
        }
        kinds = {ClauseKind.DUTY, ClauseKind.RIGHT, ClauseKind.EXEMPTION}

        assert listed == {each.id for each in clauses() if each.kind in kinds}

    def test_a_side_that_is_freed_from_nothing_is_told_so(self) -> None:
        """An empty listing says that it is empty."""
        nothing = POLICY.exemptions(Side.CLIENT)

        assert nothing.value == ()
        assert nothing.explain("en").outcome == "The regulation frees this side from nothing."

    def test_a_listing_names_its_edition(self) -> None:
        """A listing of another edition says which."""
        edition = Edition("second")

        assert POLICY.under(edition).duties(Side.CLIENT).edition == edition
        assert attrs.evolve(POLICY, edition=edition).rights(Side.STP).edition == edition
