"""A folder written by hand, put into our style: it says the same, and its comments stay where they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.formats import comments, curriculum, tidying

CARD = (
    "# The card\nid: electric   # never changes\nnumber: 5\ntitle: {en: Electric, zh: 电动}\nsummary: {en: s, zh: 简}\n"
)
CLASS = """\
# About volts
minutes: 3   # at most
id: low-volt
order: 2
requires:
  - wires
  - basics   # before anything else
posts: [body-technician, me-technician]
title:
  # both short
  en: "Low volt"
  zh: '低压'
body:
  en: |  # Markdown
    # Not a comment
    Twelve **volts**.
  zh: 十二伏。
sources: [ "GB/T 1" ]
questions:
  # The easy one
  - kind: true-false
    # its id
    id: low-volt-1
    text: {en: Is it so?, # a word
      zh: 对吗}
    posts: [me-technician, body-technician]   # as the class
    answer: false
    why: {en: "No.", zh: 不}
    explanation: {en: Because, zh: 因为}
    difficulty: 1
    source: s
# The end
"""
TIDY = """\
# About volts
id: low-volt
posts: [me-technician, body-technician]
minutes: 3  # at most
order: 2
# before anything else
requires: [basics, wires]
title:
  # both short
  en: Low volt
  zh: 低压
body:
  en: |  # Markdown
    # Not a comment
    Twelve **volts**.
  zh: 十二伏。
sources: [GB/T 1]
questions:
  # The easy one
  # as the class
  # its id
  - id: low-volt-1
    kind: true-false
    text: {en: "Is it so?", zh: 对吗}  # a word
    answer: false
    why: {en: No., zh: 不}
    explanation: {en: Because, zh: 因为}
    difficulty: 1
    source: s
# The end
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    shelf = tmp_path / "5-electric"
    shelf.mkdir()
    (shelf / "section.yaml").write_text(CARD)
    (shelf / "low-volt.yaml").write_text(CLASS)
    for name in ("wires", "basics"):
        alone = CLASS.replace("low-volt", name).replace("  - wires\n  - basics", "").replace("requires:\n", "")
        (shelf / f"{name}.yaml").write_text(alone)
    return tmp_path


def tidied(folder: Path) -> dict[str, str]:
    return {page.path.name: page.after.decode() for page in tidying.pages(folder)}


def test_comments_stay_with_what_they_are_about(folder):
    found = tidied(folder)
    assert found["low-volt.yaml"] == TIDY
    assert found["section.yaml"].startswith("# The card\nid: electric  # never changes\n")


def test_no_comment_is_lost(folder):
    for name, text in tidied(folder).items():
        before = (folder / "5-electric" / name).read_text()
        assert sorted(words_of(text)) == sorted(words_of(before))


def words_of(text: str) -> list[str]:
    found = comments.find(text).values()
    return [words for one in found for words in (*one.above, *filter(None, [one.beside]))]


def test_what_it_says_stays_the_same_and_a_second_time_nothing_changes(folder):
    before = curriculum.read(folder)
    assert before.faults == ()
    for page in tidying.pages(folder):
        page.path.write_bytes(page.after)
    after = curriculum.read(folder)
    assert as_stored(after) == as_stored(before)
    assert not [page.path for page in tidying.pages(folder) if page.differs]


def as_stored(reading: curriculum.Reading) -> list:
    (section,) = reading.curriculum.sections
    assert reading.faults == ()
    return [
        (
            one.id,
            set(one.posts),
            set(one.requires),
            one.content(),
            [(each.id, each.content()) for each in one.questions],
        )
        for one in section.classes
    ]


def test_a_drawing_has_an_element_a_line_unless_a_comment_would_be_lost(folder):
    shelf = folder / "5-electric"
    text = CLASS.replace("sources:", "figure: {file: low-volt.svg, alt: {en: a, zh: b}}\nsources:")
    (shelf / "low-volt.yaml").write_text(text)
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 20"><g><text x="1" y="12">5 &lt; 6</text></g></svg>'
    )
    (shelf / "low-volt.svg").write_text(drawn)
    assert curriculum.read(folder).faults == ()
    assert tidied(folder)["low-volt.svg"].splitlines()[1:] == [
        "  <g>",
        '    <text x="1" y="12">5 &lt; 6</text>',
        "  </g>",
        "</svg>",
    ]
    (shelf / "low-volt.svg").write_text(drawn.replace("<g>", "<!-- why --><g>"))
    assert "low-volt.svg" not in tidied(folder)
