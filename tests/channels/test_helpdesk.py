"""Helpdesk messages (2.1.2, 3.1.3): under the client's own account, or entered by staff; TMF621."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netpoint_stp.channels.evidence import Registration
from netpoint_stp.channels.helpdesk import HelpdeskSettings, read_helpdesk, read_tmf621
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.channels.unofficial import read_unofficial

SETTINGS = HelpdeskSettings(staff=["anna"])


def interaction(found: Interaction | Quarantined) -> Interaction:
    assert isinstance(found, Interaction)
    return found


class TestClause_3_1_3:
    """A message registered in the helpdesk under the client's own account."""

    def test_own_account(self) -> None:
        """Registered by the client: the account is the sender."""
        found = interaction(read_helpdesk({"id": "1", "account": "ivanov", "text": "no link"}, SETTINGS))

        assert found.registration is Registration.OWN_ACCOUNT
        assert found.sender is not None
        assert (found.sender.normalised, found.entered_by) == ("ivanov", None)

    @pytest.mark.parametrize(
        "fields",
        [
            {"entered_by": "anna", "on_behalf_of": "ivanov"},
            {"account": "anna", "on_behalf_of": "ivanov"},
            {"account": "ivanov", "entered_by": "anna"},
        ],
    )
    def test_on_behalf(self, fields: dict[str, object]) -> None:
        """Entered by staff: both the one who entered it and the one it is for are kept apart."""
        found = interaction(read_helpdesk({"id": "1", "text": "no link", **fields}, SETTINGS))

        assert found.registration is Registration.ON_BEHALF
        assert found.sender is not None
        assert found.entered_by is not None
        assert (found.sender.normalised, found.entered_by.normalised) == ("ivanov", "anna")

    def test_nobody_known(self) -> None:
        """Without an account it is not known under whose it was registered."""
        assert interaction(read_helpdesk({"text": "no link"})).registration is Registration.UNKNOWN

    @pytest.mark.parametrize("created", ["1970-01-01T00:00:00Z", "", None, 0, "soon"])
    def test_unset_moment(self, created: object) -> None:
        """What helpdesks write for "never" is no moment."""
        assert interaction(read_helpdesk({"text": "x", "created_at": created})).received_at is None

    def test_thread(self) -> None:
        """The ticket and the message answered are its references."""
        found = interaction(read_helpdesk({"text": "x", "ticket": "T-7", "answers": "M-3"}))

        assert found.references == ("t-7", "m-3")

    @given(
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(
                        [
                            "id",
                            "text",
                            "account",
                            "relatedParty",
                            "role",
                            "name",
                            "attachments",
                            "partyOrPartyRole",
                            "creationDate",
                        ]
                    ),
                    inner,
                    max_size=5,
                ),
            ),
            max_leaves=15,
        )
    )
    def test_never_raises(self, record: object) -> None:
        """Any JSON becomes an interaction or is quarantined."""
        raw = json.dumps(record)

        assert isinstance(read_helpdesk(raw), Interaction | Quarantined)
        assert isinstance(read_tmf621(raw.encode()), Interaction | Quarantined)
        assert isinstance(read_unofficial("forum", raw), Interaction | Quarantined)


class TestTmf621:
    """Trouble tickets of TM Forum, version 4 and 5."""

    V4 = {  # noqa: RUF012
        "id": "42", "name": "No link", "description": "no link since morning", "severity": "major",
        "ticketType": "fault",
        "creationDate": "2026-11-20T15:00:00+02:00", "externalId": "x1",
        "relatedParty": [{"id": "ivanov", "role": "originator", "@referredType": "Customer"}],
        "attachment": [{"name": "a.png", "mimeType": "image/png", "size": {"amount": 1}}],
    }  # fmt: skip
    V5 = {  # noqa: RUF012
        "@type": "TroubleTicket", "id": "42", "name": "No link", "description": "no link since morning",
        "creationDate": "2026-11-20T13:00:00Z", "externalIdentifier": [{"id": "x1", "owner": "crm"}],
        "relatedParty": [{"role": "Originator", "partyOrPartyRole": {"id": "ivanov", "@type": "PartyRef"}}],
    }  # fmt: skip

    @pytest.mark.parametrize("ticket", [V4, V5], ids=["v4", "v5"])
    def test_both_versions(self, ticket: dict[str, object]) -> None:
        """Both versions are one message: id, moment, words, and the account of the originator."""
        found = interaction(read_tmf621(json.dumps(ticket), SETTINGS))

        assert (found.identity.own_id, found.subject, found.text.own) == ("42", "No link", "no link since morning")
        assert found.received_at == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
        assert found.registration is Registration.OWN_ACCOUNT
        assert found.sender is not None
        assert found.sender.normalised == "ivanov"

    @pytest.mark.parametrize(
        ("parties", "registration"),
        [
            ([{"id": "ivanov", "role": "customer"}, {"id": "7", "role": "Support Agent"}], Registration.ON_BEHALF),
            ([{"id": "ivanov", "role": "customer"}, {"id": "anna", "role": "originator"}], Registration.ON_BEHALF),
            ([{"id": "ivanov", "role": "customer"}], Registration.UNKNOWN),
            ([], Registration.UNKNOWN),
            (["nonsense", {"role": "originator"}], Registration.UNKNOWN),
        ],
    )
    def test_roles(self, parties: list[object], registration: Registration) -> None:
        """A staff role, or an originator who is staff, means on behalf; a customer alone says nothing."""
        found = interaction(read_tmf621({**self.V4, "relatedParty": parties}, SETTINGS))

        assert found.registration is registration
