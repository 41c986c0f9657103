"""Strategies and what is computed and drawn from them."""
