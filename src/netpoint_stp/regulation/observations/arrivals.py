"""Observations of what reached the Company (2.1, 3.1–3.5): channel, moments, addresses, details stated, task."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs

from netpoint_stp.channels.evidence import AutomaticReason
from netpoint_stp.channels.interaction import PartyKind, Registration, Role, Taken, TimestampSource
from netpoint_stp.channels.task import TaskReading
from netpoint_stp.policy.intake.policy import SubscriberDetails, Task
from netpoint_stp.regulation.observations.accounts import BillingMatch
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.account import AccountDetail


@attrs.frozen(kw_only=True)
class CompanyAddress:
    """An address of the Company that something went to; `address` is None for a mailbox that is not a contact.

    `roles` are the uses that it had for whoever read it. The edition that judges looks those of a contact up anew.
    """

    address: str | None
    kind: PartyKind
    roles: tuple[Role, ...]


@attrs.frozen(kw_only=True)
class Said:
    """What a person says of an interaction where reading it tells less or otherwise; None: nothing was said."""

    details: SubscriberDetails | Unknown | None = None
    task: Task | Unknown | None = None


NOTHING_SAID: Final = Said()


@attrs.frozen(kw_only=True)
class IntakeObservations:
    """Path `intake`: an interaction, as far as it has to be known to say whether it is a request (3.1–3.5).

    `received_at` is by `clock`; `counts_from` is the moment of receipt that counts. `other_addresses` is the number of
    addresses that are not the Company's; `delivery_known` is True if an envelope tells where it was delivered.
    `subject_complains`: the subject calls it a complaint. `marked_as` is a mark by staff (I-12). `call` and
    `registration` are None for anything but a call or a record of the helpdesk. `match` is None if no directory was
    asked. `read_with` holds digests of the settings with which it was read.
    """

    channel: str
    received_at: datetime | None
    clock: TimestampSource
    counts_from: datetime | None = None
    automatic: tuple[AutomaticReason, ...]
    addresses: tuple[CompanyAddress, ...]
    other_addresses: int
    delivery_known: bool
    subject_complains: bool
    marked_as: Role | None
    call: Taken | None
    registration: Registration | None
    stated: tuple[AccountDetail, ...]
    contradictory: tuple[AccountDetail, ...]
    match: BillingMatch | None
    task: TaskReading
    said: Said
    read_with: Mapping[str, str] = attrs.field(factory=dict, hash=False)
