"""Subaddresses of the Company's own mailboxes (3.1.4, 3.2; RFC 5233): `support+web@…` is `support@…`, unless said."""

import pytest

from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.interaction import Interaction, Role
from netpoint_stp.errors import UsageError

BOXES = {
    "support@netpoint.example": [Role.REQUESTS],
    "complaints@netpoint.example": [Role.COMPLAINTS],
    "support+jobs@netpoint.example": [Role.OTHER],
}
SETTINGS = EmailSettings(mailboxes=BOXES, company_domains=["netpoint.example"])


@pytest.mark.parametrize(
    ("address", "roles"),
    [
        ("support@netpoint.example", {Role.REQUESTS}),
        ("support+web@netpoint.example", {Role.REQUESTS}),
        ("Support+R-17+x@NetPoint.example", {Role.REQUESTS}),
        ("complaints+2026@netpoint.example", {Role.COMPLAINTS}),
        ("support+jobs@netpoint.example", {Role.OTHER}),
        ("supporters+web@netpoint.example", {Role.UNLISTED}),
        ("+support@netpoint.example", {Role.UNLISTED}),
        ("support-web@netpoint.example", {Role.UNLISTED}),
        ("support+web@elsewhere.example", set()),
    ],
)
def test_whose_mailbox(address: str, roles: set[Role]) -> None:
    """A subaddress has the uses of its mailbox; one that is listed itself, its own."""
    found = read_email(f"From: a@mail.example\nTo: {address}\nSubject: x\n\nwords\n".encode(), SETTINGS)

    assert isinstance(found, Interaction)
    assert found.addressed_as == roles


def test_the_sign_is_a_setting() -> None:
    """Another sign parts them where the profile says so, or none."""
    dash = EmailSettings(mailboxes=BOXES, subaddress="-")
    none = EmailSettings(mailboxes=BOXES, subaddress="")

    assert dash.roles_of("support-web@netpoint.example") == {Role.REQUESTS}
    assert dash.roles_of("support+web@netpoint.example") == frozenset()
    assert none.roles_of("support+web@netpoint.example") == frozenset()
    for wrong in ("@", "ab", "a", ".", " "):
        with pytest.raises(UsageError, match="give one sign"):
            EmailSettings(subaddress=wrong)
