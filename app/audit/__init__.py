"""The log that proves what happened: append-only, each line holds the one before."""
