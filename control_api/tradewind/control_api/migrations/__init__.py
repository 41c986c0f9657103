"""The one migration history of the database. Imports alembic and sqlalchemy only: the base install can migrate."""
