"""The control plane: HTTP API, workers and the migrations of the one database."""
