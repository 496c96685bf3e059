"""What a backend can observe and do, declared by itself: what it cannot is said to be unknown, never guessed."""

from enum import Enum


class DirectoryCapability(Enum):
    """What a directory of subscribers can tell."""

    FIND_BY_LOGIN = "find_by_login"
    FIND_BY_CONTRACT_NUMBER = "find_by_contract_number"
    FIND_BY_ADDRESS = "find_by_address"
    FIND_BY_PASSPORT = "find_by_passport"
    """From a passport alone; otherwise it is only compared where something else leads to an account."""
    VERIFY_PASSPORT = "verify_passport"
    PROPOSE_BY_PHONE = "propose_by_phone"
    PROPOSE_BY_EMAIL = "propose_by_email"
    HOLDER = "holder"
    """Whether the holder is a natural or a legal person."""
    REPRESENTATIVES = "representatives"
    SERVICES = "services"
    """Which services a contract covers."""
    SUPPORT_LEVELS = "support_levels"
    INTERRUPTIONS = "interruptions"
    SEVERAL_CONTRACTS = "several_contracts"
    """One subscriber may have several contracts; without it every account is a contract and a subscriber."""

    __hash__ = object.__hash__


class StoreCapability(Enum):
    """What a store of requests does beyond what every store must."""

    DURABLE = "durable"
    """What was committed is there after the process has died."""
    SHARED = "shared"
    """Several processes can use it at once."""
    ENCRYPTS_RAW = "encrypts_raw"
    """Raw messages and quarantined items lie encrypted."""

    __hash__ = object.__hash__


class SendingCapability(Enum):
    """What a sender, alerter or notice board does beyond handing a message on."""

    DEDUPLICATES = "deduplicates"
    """A message under a key that it has already handed on is not handed on again."""
    WITHDRAWS = "withdraws"
    """What was published can be taken back."""

    __hash__ = object.__hash__


class SourceCapability(Enum):
    """What a source of messages, calls or problems does beyond giving them."""

    OWN_RECEIPT_TIME = "own_receipt_time"
    """It tells when the Company received each, by a clock of the Company."""
    REMEMBERS_DONE = "remembers_done"
    """What was marked done is not given again, also after a restart."""

    __hash__ = object.__hash__
