"""Version 2: the outbox and the decision log.

This says what the tables were at that version and is not changed afterwards; the newest ones stand in `tables`.
"""

from typing import Any, Final

from alembic import op
from sqlalchemy import Column, SmallInteger, UniqueConstraint

from netpoint_stp.backends.sql.columns import DIGEST, LONG_TEXT, NUMBER, AnyText, code

revision: Final = "0002"
down_revision: Final[str | None] = "0001"

_MARIADB: Final[dict[str, Any]] = {
    f"{name}_{setting}": value
    for name in ("mysql", "mariadb")
    for setting, value in (("engine", "InnoDB"), ("charset", "utf8mb4"))
}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "stp_outbox",
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
        **_MARIADB,
    )
    op.create_index("stp_outbox_pending", "stp_outbox", ["pending", "id"])
    op.create_index("stp_outbox_message", "stp_outbox", ["message_digest"])
    op.create_table(
        "stp_decisions",
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


def downgrade() -> None:
    """Take the tables away, with all that they hold."""
    op.drop_table("stp_decisions")
    op.drop_table("stp_outbox")
