"""The ledger: the only source of points; standings follow it in the same transaction."""
