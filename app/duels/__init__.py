"""The knowledge PK (in code: duel)."""
