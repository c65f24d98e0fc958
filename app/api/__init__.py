"""The JSON API under /api/v1: the deeds of the pages, for programs, by personal tokens or the browser's session."""
