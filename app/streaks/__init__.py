"""Streaks with mercy: days in a row, with rest days, leave, holidays, freezes and earn-back."""
