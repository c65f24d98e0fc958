"""Questions that were found wrong: corrected or withdrawn by two people, and what they decided reckoned again."""
