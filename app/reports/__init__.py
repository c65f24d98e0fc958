"""The organizer's figures: what the season adds up to, by day, region, post, dealer and decade of birth."""
