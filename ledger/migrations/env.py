"""How Alembic reaches the ledger: on the connection, and in the transaction, that `ledger.store` opened."""

from alembic import context

from ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
