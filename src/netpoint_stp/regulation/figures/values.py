"""The value of a figure in words: codes by what they mean, what the profile names by its names.

JSON and CSV have the codes (`Figure.as_dict`); what a person reads has none of them.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final, TypeAlias

from netpoint_stp.policy.identification.requirements import parse_requirement
from netpoint_stp.policy.queue.policy import QueueSettings
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.wording import Language, in_words, say

Value: TypeAlias = "bool | int | str | timedelta | tuple[str, ...] | tuple[QueueSettings, ...] | None"
"""What a figure can be; None where none is set."""

_CODED: Final[Mapping[str, str]] = {
    "channels": "value.channel",
    "queue.live_channels": "value.channel",
    "complaints.calendar": "value.calendar",
    "error_notification.fields": "errors_notified.field",
    "readings.reaction_clock": "report.clock",
}
"""Figures whose values are codes, with where the catalogues tell them; of all others under `figures.value.`."""


def tell_value(key: str, value: Value, lang: Language) -> str:
    """Return the value of the figure with this key in words."""
    match value:
        case None | ():
            return say("figures.unset", lang)
        case bool():
            return say("value.yes" if value else "value.no", lang)
        case timedelta():
            from netpoint_stp.moments import tell_duration

            return tell_duration(value, lang)
        case tuple():
            separator = "; " if any(isinstance(each, QueueSettings) for each in value) else ", "
            return separator.join(
                _line(each, lang) if isinstance(each, QueueSettings) else _code(key, each, lang) for each in value
            )
        case str():
            first, _, _ = key.partition(".")
            return _TOLD.get(key, _TOLD.get(first, _code_of(key)))(value, lang)
        case _:
            return str(value)


def tell_channel(name: str, lang: Language) -> str:
    """Return a channel in words; one that the text does not list as the profile names it."""
    return in_words("value.channel", name, lang)


def _code(key: str, code: str, lang: Language) -> str:
    return in_words(_CODED.get(key, f"figures.value.{key}"), code, lang)


def _code_of(key: str) -> Callable[[str, Language], str]:
    return lambda code, lang: _code(key, code, lang)


def _calendar(value: str, lang: Language) -> str:
    """Return a calendar by its name, with until when the law is known where the Company says more (I-15)."""
    name, space, rest = value.partition(" ")
    return f"{in_words('value.calendar', name, lang)}{space}{rest}"


def _requirement(value: str, lang: Language) -> str:
    """Return in words which details are needed: each way of giving them, of which one will do."""
    requirement = parse_requirement(value)
    if requirement.is_nothing:
        return say("figures.nothing_needed", lang)
    ways = [
        say("identification.and", lang).join(
            say(f"value.account_detail.{detail.value}", lang) for detail in AccountDetail if detail in way
        )
        for way in requirement.ways()
    ]
    return say("identification.or", lang).join(ways)


def _week(value: str, lang: Language) -> str:
    """Return the hours of a week, which a figure has as `hours.writing` writes them."""
    from netpoint_stp.hours.telling import tell_week
    from netpoint_stp.hours.week import read_week
    from netpoint_stp.hours.writing import NO_WINDOW

    parts = value.split("; ") if value[:1].isalpha() else [f"daily {value}"]
    named = (part.partition(" ") for part in parts)
    windows = {days: windows.split(", ") for days, _, windows in named if windows != NO_WINDOW}
    return tell_week(read_week(windows, []), lang, otherwise=False)


def _line(queue: QueueSettings, lang: Language) -> str:
    """Return a line with the channels that it takes, and the levels where it is for some alone."""
    channels = ", ".join(tell_channel(name, lang) for name in sorted(queue.channels))
    levels = f" ({', '.join(sorted(queue.support_levels))})" if queue.support_levels else ""
    return say("figures.line", lang, name=queue.name, channels=channels) + levels


_TOLD: Final[Mapping[str, Callable[[str, Language], str]]] = {
    "actions": _requirement,
    "intake.determinable": _requirement,
    "complaints.calendar": _calendar,
    "hours.week": _week,
}
"""Figures that are told otherwise than code by code."""
