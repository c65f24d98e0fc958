"""A final for practice: made ready to be judged, and played through until its certificates."""
