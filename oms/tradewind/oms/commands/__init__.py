"""Sub-commands that store or read runs. A module here imports typer alone at its top."""
