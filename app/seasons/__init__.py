"""Seasons: when the contest runs, in which time zone, by which rules."""
