"""Books from other sources than ITCH: LOBSTER, Databento DBN, Binance captures, CSV and Parquet with a column map.

A decoder turns a file into batches of events, a `SourceSession` feeds them to native books. docs/sources.md has each
format's rules and what the counts mean.
"""
