"""What is to be said aloud when an edition is loaded: departures from the text, channels that nobody serves."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from netpoint_stp.rules.explanation import tell
from netpoint_stp.wording import Coded, Language, Message

if TYPE_CHECKING:
    from netpoint_stp.regulation.figures.figures import Figure
    from netpoint_stp.regulation.regulation import Regulation


@attrs.frozen(kw_only=True)
class Caution:
    """One thing to be said aloud: no error, for the settings are lawful, yet hardly what somebody meant.

    `code` is `departure` (a figure of the text is another one, and no amendment is declared; its `key` says which) or
    `unserved_channel` (an official channel that is neither live nor in a queue; `key` is its name).
    """

    code: str
    key: str
    message: Message = attrs.field(repr=False)

    def told(self, lang: Language) -> str:
        """Return it in a sentence."""
        return tell(self.message, lang)

    def as_dict(self, lang: Language) -> dict[str, str]:
        """Return it as JSON can carry it, with its sentence."""
        return {"code": self.code, "key": self.key, "told": self.told(lang)}


@attrs.frozen
class _Figure:
    """A figure as part of a sentence."""

    figure: "Figure"

    def told(self, lang: Language) -> str:
        return self.figure.told(lang)


def cautions(regulation: "Regulation") -> tuple[Caution, ...]:
    """Return what is to be said of an edition, departures first; none for the published text."""
    return (*_departures(regulation), *_unserved(regulation))


def _departures(regulation: "Regulation") -> Iterator[Caution]:
    for figure in regulation.departures:
        if not figure.amended:
            message = Message("figures.caution.departure", {"figure": _Figure(figure)})
            yield Caution(code="departure", key=figure.key, message=message)


def _unserved(regulation: "Regulation") -> Iterator[Caution]:
    """Yield the official channels whose requests would wait in no queue (3.13; reading I-20)."""
    queued = {name for queue in regulation.queue.queues for name in queue.channels}
    for name, channel in regulation.channels.items():
        if channel.official and name not in queued | regulation.queue.live_channels:
            message = Message("figures.caution.unserved_channel", {"channel": Coded("value.channel", name)})
            yield Caution(code="unserved_channel", key=name, message=message)
