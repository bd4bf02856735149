"""Run by Alembic, inside the transaction that store.py opened."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
