"""Who the people of a benchmark's house are."""

PASSWORD = "a bench has no secrets"  # of everybody


def login(number: int) -> str:
    return f"B{number:05}"
