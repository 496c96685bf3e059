"""Version 1: interactions, cases, journals, the line and leases.

This says what the tables were at that version and is not changed afterwards; the newest ones stand in `tables`.
"""

from typing import Any, Final

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, SmallInteger, UniqueConstraint, column, insert, table

from netpoint_stp.backends.sql.columns import BYTES, DIGEST, LONG_TEXT, NUMBER, AnyText, code

revision: Final = "0001"
down_revision: Final[str | None] = None

_MARIADB: Final[dict[str, Any]] = {
    f"{name}_{setting}": value
    for name in ("mysql", "mariadb")
    for setting, value in (("engine", "InnoDB"), ("charset", "utf8mb4"))
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stp_writer",
        Column("id", NUMBER, primary_key=True, autoincrement=False),
        **_MARIADB,
    )
    op.create_table(
        "stp_interactions",
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
        **_MARIADB,
    )
    op.create_index("stp_interactions_content", "stp_interactions", ["content_digest"])
    op.create_index("stp_interactions_message", "stp_interactions", ["message_digest"])
    op.create_index("stp_interactions_sender", "stp_interactions", ["sender_digest"])
    op.create_table(
        "stp_quarantined",
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
    op.create_table(
        "stp_raws",
        Column("letter", code(1), nullable=False),
        Column("number", NUMBER, nullable=False),
        Column("piece", NUMBER, nullable=False),
        Column("recorded_at", NUMBER, nullable=False),
        Column("key_id", code(16)),
        Column("data", BYTES, nullable=False),
        PrimaryKeyConstraint("letter", "number", "piece"),
        **_MARIADB,
    )
    op.create_index("stp_raws_recorded", "stp_raws", ["recorded_at"])
    op.create_table(
        "stp_cases",
        Column("kind", code(1), nullable=False),
        Column("number", NUMBER, nullable=False),
        Column("state", code(16), nullable=False),
        Column("events", NUMBER, nullable=False),
        Column("digest", code(64), nullable=False),
        Column("opening_key", DIGEST),
        Column("subscriber_digest", DIGEST),
        PrimaryKeyConstraint("kind", "number"),
        UniqueConstraint("kind", "opening_key", name="stp_cases_opened_once"),
        **_MARIADB,
    )
    op.create_index("stp_cases_state", "stp_cases", ["kind", "state", "number"])
    op.create_index("stp_cases_subscriber", "stp_cases", ["subscriber_digest"])
    op.create_table(
        "stp_journal",
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
    op.create_table(
        "stp_case_interactions",
        Column("interaction", NUMBER, nullable=False),
        Column("kind", code(1), nullable=False),
        Column("number", NUMBER, nullable=False),
        PrimaryKeyConstraint("interaction", "kind", "number"),
        sqlite_with_rowid=False,
        **_MARIADB,
    )
    op.create_table(
        "stp_line",
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
    op.create_table(
        "stp_leases",
        Column("number", NUMBER, primary_key=True, autoincrement=False),
        Column("queue", AnyText),
        Column("worker", AnyText, nullable=False),
        Column("token", NUMBER, nullable=False),
        Column("taken_at", NUMBER, nullable=False),
        Column("until", NUMBER, nullable=False),
        **_MARIADB,
    )
    op.create_index("stp_leases_until", "stp_leases", ["until"])
    op.execute(insert(table("stp_writer", column("id"))).values(id=1))


def downgrade() -> None:
    """Take the tables away, with all that they hold."""
    for name in reversed(_TABLES):
        op.drop_table(name)


_TABLES: Final = (
    "stp_writer",
    "stp_interactions",
    "stp_quarantined",
    "stp_raws",
    "stp_cases",
    "stp_journal",
    "stp_case_interactions",
    "stp_line",
    "stp_leases",
)
