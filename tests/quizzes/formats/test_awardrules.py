"""Awards as a file: all faults at once, each at its line; what is written reads back the same."""

from __future__ import annotations

import pytest

from quizzes.formats.awardrules import proposals, read_file, write
from quizzes.formats.posts import POSTS
from quizzes.rules.awards import AwardKind

GOOD = """awards:
  - key: "champion"
    name: {zh: "冠军", en: "Champion"}
    kind: "place"
    post: "me-technician"
    place: 1
  - key: "long"
    name: {zh: "长期服务奖", en: "Long service"}
    kind: "long-service"
    years: 15
"""


def test_a_good_file_is_read():
    assert [one.key for one in read_file(GOOD.encode(), POSTS).awards] == ["champion", "long"]


def test_the_proposals_are_thirteen_awards_of_seven_posts_and_five_of_all():
    found = proposals([(code, f"某{code}", code) for code in POSTS])
    places = [one for one in found if one.kind is AwardKind.PLACE]
    assert (len(places), len({one.post for one in places}), len(found) - len(places)) == (13, 7, 5)
    assert sum(one.place == 1 for one in places) == 7


def test_what_is_written_reads_back_the_same():
    found = proposals([(code, f"某“{code}”: #", code) for code in POSTS])
    assert read_file(write(found).encode(), POSTS).awards == found


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("me-technician", "nobody", 5, "post"),
        ("place: 1", "place: 4", 6, "value"),
        ("    place: 1\n", "", 2, "place"),
        ("years: 15", "least: 2", 7, "years"),
        ("years: 15", "years: 15\n    place: 1", 11, "only-place"),
        ('"long"', '"champion"', 2, "twice"),
        ("kind:", "kinds:", 4, "unknown-key"),
        ("awards:", "awards", 1, "yaml"),
        (GOOD, "awards: []", 1, "no-list"),
        (GOOD, "- 1", 1, "no-list"),
    ],
)
def test_a_planted_fault_is_told_at_its_line(old, new, line, code):
    reading = read_file(GOOD.replace(old, new, 1).encode(), POSTS)
    assert reading.awards == ()
    assert code in {one.code for one in reading.faults}
    assert line in {one.place.line for one in reading.faults} or code == "yaml"


def test_what_is_no_text_is_refused():
    assert read_file(b"\xff\xfe\x00", POSTS).faults[0].code == "not-utf-8"
    assert read_file(b"a" * 200_000, POSTS).faults[0].code == "too-large"
