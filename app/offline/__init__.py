"""Paddock as an app on the phone: it can be installed, and what was opened can be read without a line."""
