"""People: regions, dealers, posts, persons, the roster, sign-in, and who may do what."""
