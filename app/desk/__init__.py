"""The organizers' desk of a final: the state of everything on one page, and everything that can be taken along."""
