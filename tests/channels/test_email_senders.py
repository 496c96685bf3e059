"""Who a message is from (3.1.4): names with commas, quotation marks, lists that write themselves into `From`."""

import pytest

from netpoint_stp.channels.email import EmailSettings, read_email
from netpoint_stp.channels.evidence import SenderCheck
from netpoint_stp.channels.interaction import Interaction, Remark, Role

SETTINGS = EmailSettings(
    mailboxes={"support@netpoint.example": [Role.REQUESTS]},
    company_domains=["netpoint.example"],
    own_lists=["support.netpoint.example"],
    trusted_servers=["mx.netpoint.example"],
    own_hosts=["mx.netpoint.example"],
)


def read(head: str) -> Interaction:
    """Read a message with this head."""
    found = read_email(f"{head}To: support@netpoint.example\nSubject: x\n\nx\n".encode(), SETTINGS)
    assert isinstance(found, Interaction)
    return found


class TestNames:
    """A display name of any spelling: the address is the sender, the words are the name."""

    @pytest.mark.parametrize(
        ("field", "name"),
        [
            ("Koval, Olena <olena@mail.example>", "Koval, Olena"),
            ("Коваль, Олена <olena@mail.example>", "Коваль, Олена"),
            ("ТОВ Ромашка, бухгалтерія <olena@mail.example>", "ТОВ Ромашка, бухгалтерія"),
            ("Koval; Olena <olena@mail.example>", "Koval, Olena"),
            ("Olena <Koval> <olena@mail.example>", "Olena Koval"),
            ("Olena Koval <mailto:olena@mail.example>", "Olena Koval"),
            ("Olena [olena@mail.example]", "Olena"),
            ("Koval, Olena, Ms. <olena@mail.example>", "Koval, Olena, Ms."),
            ("Koval, Olena (home) <olena@mail.example>", "Koval, Olena"),
            ("Koval,, Olena <olena@mail.example>", "Koval, Olena"),
            ("=?utf-8?Q?Koval,?= Olena <olena@mail.example>", "Koval, Olena"),
            ("=?utf-8?B?0JrQvtCy0LDQu9GM?=, Olena <olena@mail.example>", "Коваль, Olena"),
            ("'Koval, Olena' <olena@mail.example>", "Koval, Olena"),
            ('"Koval, Olena" <olena@mail.example>', "Koval, Olena"),
            ('"Koval Olena <olena@mail.example>', "Koval Olena"),
            ('"ТОВ "Ромашка"" <olena@mail.example>', "ТОВ Ромашка"),
            ("Olena Koval, olena@mail.example", "Olena Koval"),
            ("olena@mail.example, Olena Koval", "Olena Koval"),
            ("'olena@mail.example'", ""),
            ("<'olena@mail.example'>", ""),
            ("‘olena@mail.example’ <olena@mail.example>", "olena@mail.example"),
        ],
    )
    def test_one_sender(self, field: str, name: str) -> None:
        """One sender with the address, so that answers reach him; nothing says that there are several."""
        found = read(f"From: {field}\n")

        assert found.sender is not None
        assert (found.sender.normalised, found.sender.name) == ("olena@mail.example", name)
        assert found.other_senders == ()
        assert Remark.SEVERAL_SENDERS not in found.remarks

    def test_two_senders_are_two(self) -> None:
        """A comma between two addresses parts them; a name with a comma of its own stays one."""
        found = read("From: Koval, Olena <olena@mail.example>, ivan@mail.example\n")

        assert found.sender is not None
        assert [found.sender.name, *(party.normalised for party in found.other_senders)] == [
            "Koval, Olena",
            "ivan@mail.example",
        ]

    def test_no_address_at_all(self) -> None:
        """Then the words are kept as they came, and nobody can be written to."""
        found = read("From: Olena Koval\n")

        assert found.sender is not None
        assert (found.sender.normalised, found.sender.received) == (None, "Olena Koval")


LISTED = "From: 'Olena Koval' via Support <support@netpoint.example>\nList-ID: <support.netpoint.example>\n"


class TestLists:
    """A list of the Company's own that writes itself into `From`: the writer is the sender."""

    @pytest.mark.parametrize(
        "kept",
        [
            "X-Original-From: Olena Koval <olena@mail.example>\nReply-To: somebody@else.example\n",
            "Reply-To: Olena Koval <olena@mail.example>\n",
            "X-Original-Sender: olena@mail.example\n",
            "Reply-To: support@netpoint.example\nX-Original-From: Koval, Olena <olena@mail.example>\n",
            "Reply-To: Support <support@netpoint.example>, Olena Koval <olena@mail.example>\n",
            "Reply-To: olena@mail.example, Olena <olena@mail.example>\n",
        ],
    )
    def test_the_writer(self, kept: str) -> None:
        """As the list kept him; two clients through one list are two senders, and no list is a sign of a machine."""
        found = read(f"{LISTED}Precedence: list\n{kept}")

        assert found.sender is not None
        assert (found.sender.normalised, found.other_senders) == ("olena@mail.example", ())
        assert not found.is_automatic

    def test_what_was_verified_is_the_list(self) -> None:
        """A list's own signature proves nothing about the writer."""
        verdict = "Authentication-Results: mx.netpoint.example; dmarc=pass\n"
        found = read(f"{verdict}{LISTED}Reply-To: olena@mail.example\n")

        assert found.authentication.sender is SenderCheck.NOT_VERIFIED

    @pytest.mark.parametrize(
        "head",
        [
            "From: Olena <olena@mail.example>\nReply-To: work@mail.example\n",
            "From: operator@netpoint.example\nReply-To: olena@mail.example\n",
            f"{LISTED}",
            f"{LISTED}Reply-To: a@mail.example, b@mail.example\n",
        ],
    )
    def test_from_stays_where_it_is_the_writers(self, head: str) -> None:
        """Of a client, of a colleague, and where nobody else is named, or several are."""
        found = read(head)

        assert found.sender is not None
        assert found.sender.normalised in (
            "olena@mail.example",
            "operator@netpoint.example",
            "support@netpoint.example",
        )
        assert f"{found.sender.normalised}" in head.split("\n", maxsplit=1)[0]
