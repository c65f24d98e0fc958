"""stub"""

from quizzes.formats.faults import Place


def check(text: str, class_id: str) -> tuple[str, list[tuple[Place, str]]]:
    return text, []  # class_id
