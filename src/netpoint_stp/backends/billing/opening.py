"""Billing opened by URL (3.6): `ubilling+mysql://user:password@host/name`, `abills+…`, `billing+…?mapping=FILE`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from netpoint_stp.backends.billing.database import DRIVERS, ReadOnlyDatabase, parse_url
from netpoint_stp.backends.billing.directory import BillingDirectory
from netpoint_stp.backends.billing.mapping.files import load_mapping, preset, presets
from netpoint_stp.backends.billing.mapping.model import BillingMapping
from netpoint_stp.backends.registry import Backend, BackendUrl, Port
from netpoint_stp.errors import UsageError
from netpoint_stp.ports.directories import Clock
from netpoint_stp.subjects.documents import DigestKey

OWN_MAPPING: Final = "billing"
"""The scheme that has no mapping of its own."""

_OURS: Final = ("mapping", "passport_key")


def open_billing(
    url: BackendUrl,
    *,
    mapping: BillingMapping | None = None,
    key: DigestKey | None = None,
    clock: Clock | None = None,
) -> BillingDirectory:
    """Open a directory over a billing database.

    The scheme is `ubilling`, `abills` or `billing`, `+`, and `mysql`, `mariadb`, `postgresql` or `sqlite`. Of the
    URL's query, `mapping` names a mapping file (laid over the preset of the scheme), `passport_key` a file with at
    least 32 bytes under which passports are compared; the rest is for the driver. `mapping` and `key` given here take
    the place of both. Raises `UsageError`, `ProfileError`, `SchemaMismatchError` and `UnavailableError`; none shows
    the URL.
    """
    name, _, kind = url.scheme.partition("+")
    if not kind:
        kinds = ", ".join(f"`{name}+{one}:`" for one in DRIVERS)
        raise UsageError(f"`{name}:` does not say which kind of database it is; write one of {kinds}")
    parsed = parse_url(url.rest, kind)
    ours = {one: _one(parsed, one) for one in _OURS}
    chosen = mapping or _mapping(name, ours["mapping"])
    database = ReadOnlyDatabase(parsed.difference_update_query(_OURS), chosen.name)
    secret = key or _key(ours["passport_key"])
    try:
        return BillingDirectory(database, chosen, key=secret, clock=clock)
    except BaseException:
        database.close()
        raise


def _mapping(name: str, path: str | None) -> BillingMapping:
    if path is not None:
        return load_mapping(Path(path), over=name if name in presets() else None)
    if name in presets():
        return preset(name)
    raise UsageError(f"`{name}:` has no mapping of its own; name a file with `?mapping=`")


def _key(path: str | None) -> DigestKey | None:
    if path is None:
        return None
    trouble = ""
    try:
        return DigestKey(Path(path).read_bytes())
    except OSError as error:
        trouble = error.strerror or "it cannot be read"
    raise UsageError(f"the file that `passport_key` names gives no key: {trouble}; name one with 32 random bytes")


def _one(url: URL, name: str) -> str | None:
    given: str | Sequence[str] | None = url.query.get(name)
    if given is None or isinstance(given, str):
        return given
    raise UsageError(f"the URL names `{name}` more than once; name it once")


BACKEND: Final = Backend("billing", {Port.DIRECTORY: open_billing})
