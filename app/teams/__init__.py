"""Dealers as teams: the goal of the week, pairs of dealers that reach theirs together, and kudos."""
