"""Observations of account information and of persons (1.2, 3.6, 4.3.2): compared, permitted, asked for."""

from collections.abc import Mapping
from typing import Final

import attrs

from netpoint_stp.policy.identification.policy import Act, Candidates
from netpoint_stp.rules import Unknown
from netpoint_stp.subjects.account import AccountDetail
from netpoint_stp.subjects.people import Standing


@attrs.frozen(kw_only=True)
class BillingMatch:
    """What comparing account information with billing came to: which details agree, never their values.

    `agreement` is what all contracts that may be meant have in common. `contracts` is what each of them says; empty if
    all say the same. `sender_known`: the sender's contact is registered for exactly one subscriber (I-4).
    """

    agreement: Mapping[AccountDetail, bool | Unknown] = attrs.field(hash=False)
    contracts: tuple[Mapping[AccountDetail, bool | Unknown], ...] = attrs.field(default=(), hash=False)
    candidates: Candidates | Unknown
    contradiction: bool | Unknown
    sender_known: bool | Unknown

    @property
    def each_contract(self) -> tuple[Mapping[AccountDetail, bool | Unknown], ...]:
        """Return what each contract that may be meant says of the details given; one entry if all say the same."""
        return self.contracts or (self.agreement,)


NOTHING_GIVEN: Final = BillingMatch(agreement={}, candidates=Candidates.NONE, contradiction=False, sender_known=False)
"""What a comparison with billing comes to if no account information was given."""


@attrs.frozen(kw_only=True)
class IdentityObservations:
    """Path `identity`: the account information given for an action (3.6); `action` None: nobody said which."""

    action: str | None
    match: BillingMatch | None
    contract_matters: bool | Unknown


@attrs.frozen(kw_only=True)
class PermissionObservations:
    """Path `permission`: what somebody wants done, and how they stand to the subscriber (1.2, I-1)."""

    act: Act | Unknown
    standing: Standing | Unknown


@attrs.frozen(kw_only=True)
class AskingObservations:
    """Path `asking`: a detail to be asked for (3.6, 4.3.2).

    `listed` is False if what is asked for is none of the details that the text lists.
    """

    action: str | None
    detail: AccountDetail
    listed: bool
    match: BillingMatch | None
