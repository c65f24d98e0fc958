"""Boards: the standings as people see them."""
