"""Interruptions that billing can tell of (3.9.3, I-8): frozen, switched off, suspended for debt, or dated breaks."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from attrs import frozen

from netpoint_stp.backends.billing.mapping.model import BillingMapping, SuspensionRule
from netpoint_stp.backends.billing.values import Row, holds, moment_of, text_of, total
from netpoint_stp.moments import in_zone, zone
from netpoint_stp.rules import UNKNOWN, Unknown
from netpoint_stp.subjects.interruptions import ServiceInterruption

Breaks = tuple[ServiceInterruption, ...]
Span = tuple[datetime, datetime | None]


@frozen(kw_only=True)
class InterruptionQuery:
    """What is asked: the breaks at a moment, by what billing holds now."""

    at: datetime
    now: datetime
    services: frozenset[str] | None
    """Of the contract; None: not known."""


def interruptions(
    rows: Sequence[tuple[SuspensionRule, Iterable[Row]]], asked: InterruptionQuery, mapping: BillingMapping
) -> Breaks | Unknown:
    """Return the breaks of an account that cover a moment, by their start, then by service.

    Where some are certain they are returned, whatever else may be. Where none is: `UNKNOWN` if a state cannot be told,
    if the account is in a state of which billing does not know the services, and if the mapping does not say that
    there are no other states; else there is none. A state without a start is known of the present alone, so it says
    nothing of moments further away than `holds_for`; its break begins, as far as is known, when it was seen.
    """
    found: dict[ServiceInterruption, None] = {}
    certain = mapping.interruptions is not None and mapping.interruptions.complete
    for state, each in rows:
        for row in each:
            breaks = _breaks(state, row, asked, mapping)
            if isinstance(breaks, Unknown):
                certain = False
            else:
                found.update(dict.fromkeys(breaks))
    if not found and not certain:
        return UNKNOWN
    return tuple(sorted(found, key=lambda one: (one.start, one.service, one.kind.value)))


def _breaks(state: SuspensionRule, row: Row, asked: InterruptionQuery, mapping: BillingMapping) -> Breaks | Unknown:
    span = _span(state, row, asked, mapping)
    if isinstance(span, Unknown):
        return UNKNOWN
    if span is None:
        return ()
    services = tuple(_services(state, row, asked, mapping))
    if not services:
        return UNKNOWN
    start, end = span
    return tuple(
        ServiceInterruption(
            service=service, kind=state.kind, start=start, end=end, reason=state.reason, agreement=state.agreement
        )
        for service in services
    )


def _span(state: SuspensionRule, row: Row, asked: InterruptionQuery, mapping: BillingMapping) -> Span | Unknown | None:
    """Return from when until when the break that covers the moment lasts; None: the state has none that does."""
    signs = _signs(state, row)
    if False in signs:  # which says nothing of a moment far from now
        return None if _present(asked, mapping) else UNKNOWN
    texts = [None if value is None else text_of(value, row, mapping) for value in (state.start, state.end)]
    start, end = (moment_of(text, mapping.zone) for text in texts)
    if end is not None and end <= asked.at:
        return None
    if None in signs or (texts[1] is not None and end is None) or (texts[0] is not None and start is None):
        return UNKNOWN
    if start is not None:
        return None if asked.at < start else (_utc(start), None if end is None else _utc(end))
    if not _present(asked, mapping):
        return UNKNOWN
    return _utc(min(asked.at, asked.now)), None if end is None else _utc(end)


def _signs(state: SuspensionRule, row: Row) -> list[bool | None]:
    """Return whether each sign of a state is there: its conditions, and an amount that is owed; None: not known."""
    signs: list[bool | None] = [] if state.when is None else [holds(state.when, row)]
    if state.total:
        amount = total(state.total, row)
        signs.append(None if amount is None else amount < state.below)
    return signs


def _present(asked: InterruptionQuery, mapping: BillingMapping) -> bool:
    settings = mapping.interruptions
    return settings is not None and abs(asked.now - asked.at) <= settings.holds_for


def _services(state: SuspensionRule, row: Row, asked: InterruptionQuery, mapping: BillingMapping) -> Iterator[str]:
    named = None if state.service is None else text_of(state.service, row, mapping)
    if named is not None:
        yield named
    elif state.service is None:
        yield from sorted(asked.services or (mapping.interruptions.services if mapping.interruptions else ()))


def _utc(moment: datetime) -> datetime:
    return in_zone(moment, zone("UTC"))
