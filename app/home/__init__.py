"""The page "today": what to do next, my place, my way."""
