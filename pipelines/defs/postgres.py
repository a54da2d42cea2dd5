"""Dagster's records in PostgreSQL, at the address in BILATERAL_POSTGRES_URL.

Loaded by Dagster itself, named in the dagster.yaml that storage.py writes, and only where the extra is installed.
"""

import os
from typing import Any

from dagster_postgres import DagsterPostgresStorage
from dagster_postgres.utils import DagsterPostgresException
from sqlalchemy.exc import SQLAlchemyError

from pipelines.defs.storage import POSTGRES_URL


class Records(DagsterPostgresStorage):
    """Dagster's own storage, with an address from the environment and errors that never show its password."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "Records":
        url = os.environ.get(POSTGRES_URL, "")
        scheme, _, rest = url.partition("://")
        if scheme not in ("postgresql", "postgres"):
            raise RuntimeError(f"{POSTGRES_URL}: expected postgresql://user:password@host:port/database")
        try:
            # by name: SQLAlchemy would take another driver than the one that Dagster brings along
            return cls(f"postgresql+psycopg2://{rest}", inst_data=inst_data)
        except (SQLAlchemyError, DagsterPostgresException) as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            raise RuntimeError(
                f"{POSTGRES_URL}: no connection to {rest.rpartition('@')[2]} ({reason}). Check that the server runs,"
                " that user and password are right, and that the database exists."
            ) from None
