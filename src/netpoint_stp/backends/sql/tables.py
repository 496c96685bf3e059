"""The tables, as the newest migration leaves them (3.1, 3.13): what is written once, and what follows from it.

Written once: `interactions`, `quarantined`, `journal`, `decisions`. What follows from the journal and is kept for
looking up: `cases`, `line` (the requests free to be taken, in their order), `leases`, `case_interactions`. `raws` lies
apart and is erased; `outbox` changes as messages go out. Primary keys are given by the writer, under the store's lock;
the number of an interaction is its arrival number.
"""

from typing import Any, Final

from sqlalchemy import Column, Index, MetaData, PrimaryKeyConstraint, SmallInteger, Table, UniqueConstraint

from netpoint_stp.backends.sql.columns import BYTES, DIGEST, LONG_TEXT, NUMBER, AnyText, code

METADATA: Final = MetaData()
_MARIADB: Final[dict[str, Any]] = {
    f"{name}_{setting}": value
    for name in ("mysql", "mariadb")
    for setting, value in (("engine", "InnoDB"), ("charset", "utf8mb4"))
}

WRITER: Final = Table(
    "stp_writer",
    METADATA,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    **_MARIADB,
)
"""One row, which MariaDB's writers lock one after the other; the other databases have locks for that."""

INTERACTIONS: Final = Table(
    "stp_interactions",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("recorded_at", NUMBER, nullable=False),
    Column("channel", AnyText, nullable=False),
    Column("key_digest", DIGEST, nullable=False),
    Column("content_digest", DIGEST, nullable=False),
    Column("content_suffices", SmallInteger, nullable=False),
    Column("message_digest", DIGEST, nullable=False),
    Column("sender_digest", DIGEST),
    Column("reused_number", NUMBER),
    Column("body", LONG_TEXT, nullable=False),
    UniqueConstraint("key_digest", "content_digest", name="stp_interactions_once"),
    Index("stp_interactions_content", "content_digest"),
    Index("stp_interactions_message", "message_digest"),
    Index("stp_interactions_sender", "sender_digest"),
    **_MARIADB,
)

QUARANTINED: Final = Table(
    "stp_quarantined",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("recorded_at", NUMBER, nullable=False),
    Column("received_at", NUMBER),
    Column("channel", AnyText, nullable=False),
    Column("reason", code(32), nullable=False),
    Column("detail", AnyText, nullable=False),
    Column("digest", AnyText, nullable=False),
    Column("content_digest", DIGEST, nullable=False),
    UniqueConstraint("content_digest", name="stp_quarantined_once"),
    **_MARIADB,
)

RAWS: Final = Table(
    "stp_raws",
    METADATA,
    Column("letter", code(1), nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("piece", NUMBER, nullable=False),
    Column("recorded_at", NUMBER, nullable=False),
    Column("key_id", code(16)),
    Column("data", BYTES, nullable=False),
    PrimaryKeyConstraint("letter", "number", "piece"),
    Index("stp_raws_recorded", "recorded_at"),
    **_MARIADB,
)
"""Raw messages in pieces, of interactions (`I`) and of quarantined items (`Q`)."""

CASES: Final = Table(
    "stp_cases",
    METADATA,
    Column("kind", code(1), nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("state", code(16), nullable=False),
    Column("events", NUMBER, nullable=False),
    Column("digest", code(64), nullable=False),
    Column("opening_key", DIGEST),
    Column("subscriber_digest", DIGEST),
    PrimaryKeyConstraint("kind", "number"),
    UniqueConstraint("kind", "opening_key", name="stp_cases_opened_once"),
    Index("stp_cases_state", "kind", "state", "number"),
    Index("stp_cases_subscriber", "subscriber_digest"),
    **_MARIADB,
)

JOURNAL: Final = Table(
    "stp_journal",
    METADATA,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("kind", code(1), nullable=False),
    Column("case_number", NUMBER, nullable=False),
    Column("number", NUMBER, nullable=False),
    Column("at", NUMBER, nullable=False),
    Column("event", code(32), nullable=False),
    Column("by_kind", code(16), nullable=False),
    Column("by_id", AnyText, nullable=False),
    Column("state", code(16), nullable=False),
    Column("data", LONG_TEXT, nullable=False),
    Column("clauses", LONG_TEXT, nullable=False),
    Column("readings", LONG_TEXT, nullable=False),
    Column("edition", AnyText, nullable=False),
    Column("decision_id", AnyText),
    Column("event_key", AnyText),
    Column("key_digest", DIGEST),
    Column("prev_digest", code(64), nullable=False),
    Column("digest", code(64), nullable=False),
    UniqueConstraint("kind", "case_number", "number", name="stp_journal_of_case"),
    UniqueConstraint("kind", "case_number", "key_digest", name="stp_journal_once"),
    **_MARIADB,
)

CASE_INTERACTIONS: Final = Table(
    "stp_case_interactions",
    METADATA,
    Column("interaction", NUMBER, nullable=False),
    Column("kind", code(1), nullable=False),
    Column("number", NUMBER, nullable=False),
    PrimaryKeyConstraint("interaction", "kind", "number"),
    sqlite_with_rowid=False,
    **_MARIADB,
)

LINE: Final = Table(
    "stp_line",
    METADATA,
    Column("queue_digest", DIGEST, nullable=False),
    Column("in_turn", SmallInteger, nullable=False),
    Column("placed_at", NUMBER, nullable=False),
    Column("arrival", NUMBER, nullable=False),
    Column("number", NUMBER, nullable=False),
    PrimaryKeyConstraint("queue_digest", "in_turn", "placed_at", "arrival", "number"),
    UniqueConstraint("number", name="stp_line_once"),
    sqlite_with_rowid=False,
    **_MARIADB,
)
"""A request that waits in a queue; the primary key is the order of the line (3.13, 3.14)."""

LEASES: Final = Table(
    "stp_leases",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("queue", AnyText),
    Column("worker", AnyText, nullable=False),
    Column("token", NUMBER, nullable=False),
    Column("taken_at", NUMBER, nullable=False),
    Column("until", NUMBER, nullable=False),
    Index("stp_leases_until", "until"),
    **_MARIADB,
)

OUTBOX: Final = Table(
    "stp_outbox",
    METADATA,
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    Column("key_digest", DIGEST, nullable=False),
    Column("body", LONG_TEXT, nullable=False),
    Column("channel", AnyText, nullable=False),
    Column("case_kind", code(1)),
    Column("case_number", NUMBER),
    Column("message_digest", DIGEST),
    Column("posted_at", NUMBER, nullable=False),
    Column("not_before", NUMBER, nullable=False),
    Column("attempts", NUMBER, nullable=False),
    Column("pending", SmallInteger, nullable=False),
    Column("sent_at", NUMBER),
    Column("receipt", AnyText),
    Column("trouble", AnyText),
    Column("given_up_at", NUMBER),
    UniqueConstraint("key_digest", name="stp_outbox_once"),
    Index("stp_outbox_pending", "pending", "id"),
    Index("stp_outbox_message", "message_digest"),
    **_MARIADB,
)

DECISIONS: Final = Table(
    "stp_decisions",
    METADATA,
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("id_digest", DIGEST, nullable=False),
    Column("decision_id", AnyText, nullable=False),
    Column("path", AnyText, nullable=False),
    Column("revision", AnyText, nullable=False),
    Column("labels", LONG_TEXT, nullable=False),
    Column("observations", LONG_TEXT, nullable=False),
    Column("input", LONG_TEXT, nullable=False),
    Column("result", LONG_TEXT, nullable=False),
    Column("case_id", AnyText),
    Column("at", NUMBER, nullable=False),
    UniqueConstraint("id_digest", name="stp_decisions_once"),
    **_MARIADB,
)
