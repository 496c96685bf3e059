"""Other ways of talking to the Company (3.4): kept, answered courteously, and no request."""

import pytest

from netpoint_stp.channels.helpdesk import read_helpdesk
from netpoint_stp.channels.interaction import Interaction, Quarantined
from netpoint_stp.channels.unofficial import courteous_answer, earlier_talk, read_unofficial
from netpoint_stp.clauses import LANGUAGES, Language
from netpoint_stp.errors import UsageError


def interaction(found: Interaction | Quarantined) -> Interaction:
    assert isinstance(found, Interaction)
    return found


class TestClause_3_4:
    """Other ways are personal communication, answered courteously."""

    def _talk(self, id_: str = "talk-123") -> Interaction:
        return interaction(
            read_unofficial(
                "ICQ ", {"id": id_, "from": "ivan", "text": "no link", "received_at": "2026-11-20T10:00:00+02:00"}
            )
        )

    def test_kept(self) -> None:
        """It is kept under the channel's name, as personal communication."""
        found = self._talk()

        assert (found.channel, found.personal_communication, found.text.own) == ("icq", True, "no link")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_answer(self, lang: Language) -> None:
        """The answer names every official way, in the reader's language."""
        answer = courteous_answer(lang, ["support@netpoint.example", "8(099)761-91-38"])

        assert "- support@netpoint.example\n- 8(099)761-91-38" in answer
        assert len({courteous_answer(other, ["x"]) for other in LANGUAGES}) == len(LANGUAGES)

    def test_answer_without_ways(self) -> None:
        """An answer that names no way is an error."""
        with pytest.raises(UsageError, match="name at least one"):
            courteous_answer("uk", [" "])

    @pytest.mark.parametrize("words", ["as I wrote (talk-123), no link", "TALK-123"])
    def test_official_message_that_refers_to_it(self, words: str) -> None:
        """A later official message that names it is found to refer to it; the request is the official one."""
        official = interaction(read_helpdesk({"id": "1", "account": "ivanov", "text": words}))

        assert earlier_talk(official, [self._talk("other-1"), self._talk()]) == self._talk()

    def test_no_reference(self) -> None:
        """A message that names none refers to none, however alike."""
        official = interaction(read_helpdesk({"id": "1", "account": "ivanov", "text": "no link"}))

        assert earlier_talk(official, [self._talk(), self._talk("")]) is None

    def test_channel_without_name(self) -> None:
        """A channel must be named."""
        with pytest.raises(UsageError, match="telegram"):
            read_unofficial(" ", {"text": "x"})
