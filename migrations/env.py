"""How Alembic reaches the database: by a connection it is given, or by the owner's URL."""

from alembic import context
from sqlalchemy import Connection, create_engine

from regionqa.core.tables import Base
from regionqa.mapped import every_model

every_model()


def run(connection: Connection) -> None:
    """Run the asked-for migrations, each in its own transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        transactional_ddl=True,  # SQLite too: the engine begins explicitly
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url", "")).connect() as opened:
        run(opened)
        opened.commit()
