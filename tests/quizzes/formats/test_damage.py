"""Whatever happens to a file, reading it says what is wrong and never raises."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from quizzes.formats.curriculum import Reading, read
from quizzes.formats.tree import plant
from tests.quizzes.formats.samples import CLASS, lay_out

WHOLE = CLASS.encode()
YAML_SCRAPS = (
    *(b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!x ", b"? ", b"- ", b": ", b"#", b"|", b">", b"'", b'"', b"%", b"@"),
    *(b"\t", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"---\n", b"...\n", b"%YAML 9.9\n", b"<<: ", b"~", b".nan"),
    *(b'"\\ud800"', b'"\\UFFFFFFFF"', b'"\\x"', b"\xc2\x85", b"\xe2\x80\xa8", b"9" * 5000, b"!!binary x", b"0x_"),
)
scraps = st.one_of(st.sampled_from(YAML_SCRAPS), st.binary(max_size=6))
wounds = st.lists(st.tuples(st.integers(0, len(WHOLE)), scraps, st.integers(0, 12)), min_size=1, max_size=4)


def reading_of(content: bytes) -> Reading:
    with TemporaryDirectory() as folder:
        return read(lay_out(Path(folder), **{"5-electric/low-volt.yaml": content}))


@settings(max_examples=50, deadline=None)
@given(wounds)
@example([(0, b'"\\UFFFFFFFF"', 0)])
@example([(0, b'"\\ud800": ', 0)])
@example([(0, b"%YAML 9.9\n---\n", 0)])
@example([(0, b"\x00", 0)])
@example([(0, b'"a\\nb\\e[31m": 1\n', 0)])
def test_a_damaged_class_never_raises(damage: list[tuple[int, bytes, int]]) -> None:
    content = WHOLE
    for place, scrap, lost in damage:
        content = content[:place] + scrap + content[place + lost :]
    reading = reading_of(content)
    classes = [each for section in reading.curriculum.sections for each in section.classes]
    assert reading.faults or classes
    assert all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in reading.faults)
    assert "\n" not in "".join(map(str, reading.faults))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"%@#,\n \\~.0x"), max_size=40))
def test_no_text_makes_the_planting_of_a_tree_raise(text: str) -> None:
    tree = plant(text)
    assert tree.is_broken <= bool(tree.slips)
