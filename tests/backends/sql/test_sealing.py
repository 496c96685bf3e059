"""Raw messages under keys: opened with the right one alone, in the right place, in the right order."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from tests.backends.sql.conftest import Opener

from netpoint_stp.backends.sql import RawKey, SqlStore, read_keys
from netpoint_stp.backends.sql.sealing import PIECE, Chunk, Sealer
from netpoint_stp.backends.sql.store import connected
from netpoint_stp.backends.sql.tables import RAWS
from netpoint_stp.errors import BackendError, UsageError
from netpoint_stp.ports.clocks import SetClock
from netpoint_stp.testing.conformance.trial import START, Trial, message

KEY, OTHER = RawKey(bytes(range(32))), RawKey(bytes(range(1, 33)))


@given(st.binary(max_size=200), st.sampled_from([(), (KEY,), (OTHER, KEY)]))
def test_what_is_sealed_can_be_opened(raw: bytes, keys: tuple[RawKey, ...]) -> None:
    """With a key and without, the bytes come back; under a key they are not to be seen."""
    sealer = Sealer(keys)
    pieces = list(sealer.pieces("I-1", raw))

    assert sealer.joined("I-1", pieces) == raw
    assert {piece.key_id for piece in pieces} == ({keys[0].id} if keys else {None})
    if keys and len(raw) > 8:
        assert raw not in b"".join(piece.data for piece in pieces)


def test_large_messages_lie_in_pieces_that_cannot_change_places() -> None:
    """Pieces are bound to their place and to what they belong to."""
    sealer = Sealer([KEY])
    raw = bytes(2 * PIECE + 1)
    one, two, three = sealer.pieces("I-1", raw)

    assert sealer.joined("I-1", [one, two, three]) == raw
    for owner, pieces in (
        ("I-2", [one, two, three]),
        ("I-1", [Chunk(0, two.key_id, two.data), Chunk(1, one.key_id, one.data), three]),
        ("I-1", [one, two]),
        ("I-1", [one, three]),
        ("I-1", [Chunk(0, one.key_id, one.data[:-1]), two, three]),
        ("I-1", [Chunk(0, one.key_id, b"")]),
    ):
        with pytest.raises(BackendError, match="not as it was written"):
            sealer.joined(owner, pieces)


def test_a_new_key_is_for_writing_and_the_old_one_still_opens(opened: Opener) -> None:
    """Keys can be changed: what lay under the old one is read as long as it is given too."""
    clock = SetClock(START)
    Trial(opened(clock=clock, keys=[OTHER]), clock).record(message("<1>"), b"old")
    both = opened(clock=clock, keys=[KEY, OTHER])
    Trial(both, clock).record(message("<2>"), b"new")

    assert (both.raw("I-1"), both.raw("I-2")) == (b"old", b"new")
    alone = opened(clock=clock, keys=[KEY])
    assert alone.raw("I-2") == b"new"
    with pytest.raises(BackendError, match=f"encrypted under key `{OTHER.id}`; give that key"):
        alone.raw("I-1")


def test_a_piece_edited_by_hand_is_refused(opened: Opener, url: str) -> None:
    """Encrypted bytes that were edited do not open."""
    clock = SetClock(START)
    store = opened(clock=clock, keys=[KEY])
    Trial(store, clock).record(message("<1>"), b"raw")
    database = connected(url)
    with database.writer.begin() as connection:
        data = connection.execute(select(RAWS.c.data)).scalar_one()
        connection.execute(update(RAWS).values(data=bytes([data[0] ^ 1]) + data[1:]))
    database.close()

    with pytest.raises(BackendError, match="raw message of `I-1` is not as it was written"):
        store.raw("I-1")


def test_an_empty_raw_message_is_not_none(store: SqlStore) -> None:
    """Nothing given is None, nothing in it is empty."""
    trial = Trial(store, SetClock(START))
    empty, none = trial.record(message("<1>"), b""), trial.record(message("<2>"), None)

    assert store.raw(empty.id) == b""
    assert store.raw(none.id) is None


def test_a_large_raw_message_comes_back(store: SqlStore) -> None:
    """One of several pieces, of every byte there is, on every database."""
    raw = bytes(range(256)) * (3 * PIECE // 256) + b"end"
    recorded = Trial(store, SetClock(START)).record(message("<1>"), raw)

    assert store.raw(recorded.id) == raw


def test_keys_are_read_from_a_file_and_never_shown(tmp_path: Path) -> None:
    """One a line, empty lines aside; neither `repr` nor errors show one."""
    place = tmp_path / "keys"
    place.write_text(f"{KEY.text}\n\n{OTHER.text}\n")

    assert read_keys(place) == (KEY, OTHER)
    assert KEY.text not in repr(KEY)
    assert "secret" not in repr(KEY)
    assert len({RawKey.fresh().text for _ in range(4)}) == 4


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "cannot be read"),
        ("", "is empty"),
        ("secret!", "not written in base64"),
        ("c2hvcnQ=", "has 32 bytes"),
        ("ключ", "cannot be read"),
    ],
)
def test_a_wrong_key_file_is_refused_without_its_content(tmp_path: Path, content: str | None, wrong: str) -> None:
    """The reason is told, and nothing that could be a key."""
    place = tmp_path / "keys"
    if content is not None:
        place.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=wrong) as refused:
        read_keys(place)

    assert not content or content not in str(refused.value)


def test_two_sealings_of_one_text_differ() -> None:
    """Each piece has a nonce of its own: under one nonce twice the key would give the texts away."""
    sealer = Sealer([RawKey.fresh()])
    sealed = [piece.data for _ in range(50) for piece in sealer.pieces("I-1", b"the same text")]

    assert len(set(sealed)) == 50
    assert len({data[:12] for data in sealed}) == 50
