"""The daily set: one class, what is due for review, one PK. Done, it is the day's task."""
