"""Judging the final: score sheets, marks, signatures, results, appeals."""
