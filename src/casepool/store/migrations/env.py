"""How Alembic runs here: on the connection that the store hands over, in the transaction that the store began."""

from alembic import context

from casepool.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
