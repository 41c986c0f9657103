"""Run migrations on the connection that `tradewind.db.migrate` hands over, inside its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite alters a table by copying it: batch mode; PostgreSQL ignores the flag.
context.configure(connection=connection, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
