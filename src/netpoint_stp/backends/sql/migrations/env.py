"""What Alembic runs: the migrations, over the connection that `schema.migrate` has made and locked."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table="stp_version",
    transactional_ddl=connection.dialect.name in {"sqlite", "postgresql"},
)
with context.begin_transaction():
    context.run_migrations()
