"""The database: declarative base and column types, engine and session, migrations. No queries (see repositories)."""
