"""Faults under load: what is killed, cut off or made to wait while people play, and what became of their answers."""
