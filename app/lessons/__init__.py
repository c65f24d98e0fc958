"""Learning: sections, micro-classes, their checks, and what each person has mastered."""
