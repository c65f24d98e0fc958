"""Badges: each has a stated rule, follows from facts, and is awarded once."""
