"""Each setting stands once in an edition: what its policies must not contradict, and what is then left out of them.

The service hours and their zone stand in `hours` (2.1.5, I-29), the Company's addresses in `channels` (2.1, I-31), the
edition in `edition`. A policy that is handed over with the same is taken; with others it is refused with a sentence
that says where the setting stands, for two places of one edition that differ would both be counted with.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import attrs

from netpoint_stp.errors import UsageError, did_you_mean
from netpoint_stp.policy.topic import Shared, Topic
from netpoint_stp.rules import RuleTable

if TYPE_CHECKING:
    from netpoint_stp.channels.contacts.contact import Channel
    from netpoint_stp.policy.queue.policy import QueuePolicy
    from netpoint_stp.regulation.regulation import Regulation

_IN_ONE_MODULE: Final = frozenset({"notices", "scope", "sides"})
_PURPOSES: Final = ("real", "example")
_SETTING: Final = {"hours": "service hours", "zone": "a zone"}


def policy_class(name: str) -> type[Topic]:
    """Return the class of a topic's policy, by the topic's name."""
    words = "".join(part.title() for part in name.split("_"))
    module = name if name in _IN_ONE_MODULE else f"{name}.policy"
    found: type[Topic] = getattr(import_module(f"netpoint_stp.policy.{module}"), f"{words}Policy")
    return found


def alone(name: str, topic: Topic, regulation: "Regulation", problems: list[str]) -> Any:
    """Return a policy without what its edition holds, None where that is the published one.

    Adds to `problems` where the two differ.
    """
    wanted = policy_class(name)
    left_out: dict[str, Any] = {}
    for setting in topic.INHERITS:
        own = getattr(topic, f"_{setting}")
        if own is None:
            continue
        left_out[setting] = None
        held = regulation.hours if setting == "hours" else regulation.hours.zone
        if own != held:
            problems.append(
                f"`{name}` has {_SETTING[setting]} of its own; change `hours` of the edition, "
                "which all its topics count with"
            )
    plain = attrs.evolve(topic, shared=Shared(), **left_out) if left_out or topic.shared != Shared() else topic
    return None if _is_published(plain, wanted()) else plain


def _is_published(topic: Topic, published: Topic) -> bool:
    """Return whether a policy is the published one, whatever the edition: then there is nothing to keep."""
    for field in attrs.fields(type(topic)):
        ours, theirs = getattr(topic, field.name), getattr(published, field.name)
        if isinstance(theirs, RuleTable):
            if ours is not theirs and (ours.name, ours.facts, ours.rules) != (theirs.name, theirs.facts, theirs.rules):
                return False
        elif field.name != "edition" and ours != theirs:
            return False
    return True


def useless(regulation: "Regulation") -> list[str]:
    """Return which of an edition's own settings nothing can be made of."""
    from netpoint_stp.wording.templates import Templates

    problems = []
    if regulation.purpose not in _PURPOSES:
        problems.append(
            f"`purpose`: `{regulation.purpose}` is no choice here{did_you_mean(regulation.purpose, _PURPOSES)}"
        )
    try:
        Templates(regulation.messages)
    except UsageError as error:
        problems.append(f"`messages`: {error}")
    return problems


_FIGURES: Final = {
    ("queue", "completion_time"): "intake.completion_time",
    ("refusal", "answer_time"): "refusal.answer_time",
    ("alerts", "good_time"): "alerts.good_time",
    ("notices", "lead_time"): "notices.lead_time",
    ("notices", "failure_time"): "notices.failure_time",
    ("errors_notified", "instruction_time"): "error_notification.instruction_time",
}
"""The terms that the text leaves to the Company, by topic and field, with their keys."""


def no_terms(topics: Mapping[str, Topic | None]) -> Iterator[str]:
    """Yield the terms of an edition that are none: nothing can be done in no time."""
    for (topic, name), key in _FIGURES.items():
        figure = getattr(topics.get(topic), name, None)
        if figure is not None and figure <= timedelta():
            yield f"`{key}`: it is not above nothing; leave it out where no figure is set"


def contradictions(
    channels: "Mapping[str, Channel]",
    queue: "QueuePolicy | None",
    levels: Collection[str] | None,
    purpose: str,
    *,
    known: Collection[str] | None = None,
) -> Iterator[str]:
    """Yield what of the parts of an edition does not go together (3.13; readings I-20, I-31).

    `known` are the names of channels that a queue may take from (by default those of `channels`), `levels` those that
    there are; None where they could not be read, so that nothing follows from them.
    """
    names = channels.keys() if known is None else known
    for key, channel in channels.items():
        yield from _of_channel(key, channel, purpose)
    yield from _shared_mailboxes(channels)
    for each in () if queue is None else queue.given_queues or ():
        yield from (
            f"`queues`: queue `{each.name}` takes from `{name}`, which is no channel of this profile"
            for name in sorted(each.channels)
            if name not in names
        )
        yield from (
            f"`queues`: queue `{each.name}` takes level `{name}`, which is no level of this profile"
            for name in sorted(each.support_levels)
            if levels is not None and name not in levels
        )


def _of_channel(key: str, channel: "Channel", purpose: str) -> Iterator[str]:
    from netpoint_stp.channels.pieces import Role

    if key != channel.name:
        yield f"`channels.{key}`: the channel is named `{channel.name}`; give both one name"
    if channel.official and channel.addressed and not any(Role.REQUESTS in each.roles for each in channel.contacts):
        yield (f"`channels.{key}`: no contact is for requests, yet messages by this channel are addressed; name one")
    if purpose == "real":
        yield from (
            f"`channels.{key}.contacts`: `{point.address}` is a reserved example; give your own"
            for point in channel.contacts
            if point.is_example
        )


def _shared_mailboxes(channels: "Mapping[str, Channel]") -> Iterator[str]:
    from netpoint_stp.channels.pieces import PartyKind

    mailboxes: dict[str, str] = {}
    for channel in channels.values():
        for point in channel.contacts:
            if mailboxes.setdefault(point.address, channel.name) != channel.name and point.kind is PartyKind.EMAIL:
                yield f"`channels`: `{point.address}` stands under `{mailboxes[point.address]}` and `{channel.name}`"
