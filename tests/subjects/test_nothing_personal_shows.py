"""What tells a person, or a secret, stands in no `repr` of a record, in whatever room the record is."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import attrs

import netpoint_stp

PERSONAL = frozenset(
    {
        *("login", "logins", "contract_number", "connection_address", "passport", "passports", "secret"),
        *("subscriber_id", "contract_id", "contract_ids", "proposed", "phones", "emails", "representatives"),
        *("normalised", "received", "raw", "quoted", "signature", "message_id", "in_reply_to", "references"),
        *("taken_by", "taker_name", "request_text", "worker", "agent", "caller", "called", "caller_name"),
        *("hidden_from", "observations", "input", "staff_names", "holder_name", "plain", "folded", "note_on"),
        *("city", "region", "building", "block", "flat", "floor", "entrance", "room", "postcode", "content_id"),
    }
)
"""Names of fields that hold account information, what a client wrote, or who did something."""
NO_VALUES = {"AddressData", "BillingMapping", "Cases", "DetailsData", "_FromLog"}
"""Records that say where something is to be read, not what stands there."""


def records() -> Iterator[type[attrs.AttrsInstance]]:
    """Yield every attrs class of the library that shows its fields, but for the data that `testing` makes up."""
    for module in pkgutil.walk_packages(netpoint_stp.__path__, "netpoint_stp."):
        if not any(part in module.name for part in (".migrations", ".testing", "__main__")):
            for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
                if found.__module__ == module.name and attrs.has(found) and "__repr__" in vars(found):
                    yield found


def test_no_field_that_tells_a_person_is_shown() -> None:
    """Field by field: what is hidden in one record is hidden in all."""
    every = list(records())
    shown = [
        f"{record.__module__}.{record.__name__}.{field.name}"
        for record in every
        for field in attrs.fields(record)
        if field.name in PERSONAL and field.repr is not False and record.__name__ not in NO_VALUES
    ]

    assert len(every) > 300
    assert shown == []
