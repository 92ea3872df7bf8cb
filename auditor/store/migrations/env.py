"""Alembic's entry: runs on the connection that `auditor.store.migrate` hands over."""

from alembic import context

from auditor.store.migrate import is_ours
from auditor.store.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_name=lambda name, kind, _parents: is_ours(name, kind),
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
