"""Which encoding a text file is in."""

from __future__ import annotations

import pytest

from quizzes.formats.decoding import LONGEST, Undecodable, decode, lines_of

CHINESE = "哪一个保险丝？ {=F12 ~F13}"
WESTERN = "Où est le café naïf, à côté? “Ça” – 5 €"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_is_read_however_it_was_saved(encoding):
    assert decode(CHINESE.encode(encoding)) == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_western_letters_are_read_however_they_were_saved(encoding):
    assert decode(WESTERN.encode(encoding)) == WESTERN


def test_utf_16_is_read_either_way_round():
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert decode(mark + CHINESE.encode(encoding)) == CHINESE


def test_signs_that_only_gb18030_has_are_read():
    assert decode("镕堃，昇：㐂𠮷".encode("gb18030")) == "镕堃，昇：㐂𠮷"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0", b"a\0b", b"\xff\xfe\0\0a\0\0\0", b"\xff\xfea"])
def test_what_is_no_text_is_said_so(data):
    with pytest.raises(Undecodable, match="UTF-8"):
        decode(data)


def test_lines_end_alike():
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"
    assert list(lines_of(b"a\r\nb\r\nc\n\xef\xbb\xbfd")) == ["a\n", "b\n", "c\n", "d"]
    assert list(lines_of(b"")) == []


def test_of_a_line_that_is_too_long_only_the_beginning_is_read():
    long, last = lines_of(b"a" * 200_000 + b"\nb")
    assert (set(long), len(long), last) == ({"a"}, LONGEST, "b")
