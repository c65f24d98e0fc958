"""What points to a person or a car is found however it is written; what only looks like it is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quizzes.rules.privacy import Trace, findings, id_fits, pieces, vin_fits

FOUND = {
    # plates, also of new-energy cars, as people type them
    "车牌京A12345。": "京A12345",
    "京A·12345": "京A·12345",
    "粤B 12345 来店": "粤B 12345",
    "沪 a-88m66": "沪 a-88m66",
    "苏E•D1234K": None,
    "苏E.9K8L7": "苏E.9K8L7",
    "京AD12345停在门口": "京AD12345",
    "京A·D12345": "京A·D12345",
    "粤B12345D": "粤B12345D",
    "粤 B 1 2 3 4 5": "粤 B 1 2 3 4 5",
    "京Ａ１２３４５": "京Ａ１２３４５",
    "京A1234警": "京A1234警",
    "粤Z1234港": "粤Z1234港",
    "京A12\u200b345": "京A12\u200b345",
    "使014578": "使014578",
    # VINs: check digit fits, does not, full width, in groups
    "VIN 1M8GDM9AXKP042788": "1M8GDM9AXKP042788",
    "wba8e9c50gk646135": "wba8e9c50gk646135",
    "ＬＳＶＡＡ２１８７Ｎ２１２３４５６": None,
    "LBV5S3103FSJ25638": "LBV5S3103FSJ25638",
    "1M8GD M9AXK P042788": "1M8GD M9AXK P042788",
    "车架号LBV5S3103FSJ25638。": "LBV5S3103FSJ25638",
    # phones
    "电话13812345678": "13812345678",
    "138 1234 5678": "138 1234 5678",
    "138-1234-5678": "138-1234-5678",
    "+86 13812345678": "+86 13812345678",
    "１３８１２３４５６７８": "１３８１２３４５６７８",
    "138.1234.5678": "138.1234.5678",
    "1381 234 5678": "1381 234 5678",
    "1 3 8 1 2 3 4 5 6 7 8": "1 3 8 1 2 3 4 5 6 7 8",
    "010-62345678": "010-62345678",
    "(021) 6234 5678": "(021) 6234 5678",
    "0755-82345678": "0755-82345678",
    "０５７１－８７６５４３２１": "０５７１－８７６５４３２１",
    "call +49 89 1234 5678": "+49 89 1234 5678",
    # ID numbers and addresses
    "身份证11010519491231002X": "11010519491231002X",
    "110105 19491231 002x": "110105 19491231 002x",
    "440524188001010014": None,
    "130503670401001": "130503670401001",
    "write to li.wei@example.com": "li.wei@example.com",
    "ｌｉ＠ｅｘａｍｐｌｅ．ｃｎ": "ｌｉ＠ｅｘａｍｐｌｅ．ｃｎ",
}
EXPECTED = {text: words for text, words in FOUND.items() if words}
NOTHING = [
    "",
    "零件号 11427566327，拧紧力矩 25 Nm + 90°",
    "part number 0986424797 and 0 445 110 369",
    "A2054501234 换成 A 205 450 12 34",
    "故障码 P0420、P0300、U0100、B1A2C",
    "2024-06-01 14:30 进店，2024年6月1日提车",
    "20240601 工单，订单号 2024060100123",
    "13.8 V、14.2 V、12.6 V、0.35 A",
    "13.8 14.2 14.1 12.9",
    "更换机油 5W-30，4.5 L，里程 128345 km",
    "轮胎 225/45 R17 91W",
    "R134a 650 g，R1234yf",
    "换新A4L的三滤",
    "更新P0420的说明",
    "使用 12345 次",
    "川流不息，京味十足，鲁班奖",
    "3000 元，60000 公里，36 个月",
    "IMEI 不写",
    "ISO 10002:2018、GB/T 29632-2021",
    "THE CAR HAS 100 KM AND THE TANK IS FULL 2024",
    "CAN 60 Ω、120 Ω",
    "工单202406领料 3 件",
    "400-820-8888",
    "12315 热线",
    "一年 365 天，24 小时",
    "a @ b, 5@10",
]


@pytest.mark.parametrize(("text", "words"), EXPECTED.items())
def test_what_points_to_somebody_is_found_at_its_place(text, words):
    assert [text[one.start : one.end] for one in findings(text)] == [words]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_it_is_left_alone(text):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("京A12345", Trace.PLATE), ("1M8GDM9AXKP042788", Trace.VIN), ("13812345678", Trace.PHONE),
        ("010-62345678", Trace.PHONE), ("11010519491231002X", Trace.ID_NUMBER), ("a@b.cn", Trace.EMAIL),
    ],
)  # fmt: skip
def test_each_is_called_by_its_name(text, trace):
    assert [one.trace for one in findings(text)] == [trace]


@pytest.mark.parametrize(
    ("vin", "fits"),
    [
        ("1M8GDM9AXKP042788", True),
        ("11111111111111111", True),
        ("LBV5S3104FSJ25638", False),
    ],
)
def test_the_check_digit_of_a_vin_is_a_hint_only(vin, fits):
    assert vin_fits(vin) is fits
    if any(sign.isalpha() for sign in vin):
        assert [one.sure for one in findings(vin)] == [fits]


@pytest.mark.parametrize(("number", "fits"), [("11010519491231002X", True), ("110105194912310021", False)])
def test_a_wrong_check_digit_of_an_id_number_is_still_found(number, fits):
    assert id_fits(number) is fits
    assert [one.sure for one in findings(number)] == [fits]


def test_several_are_told_in_their_order_and_the_text_is_kept():
    text = "京A12345 的车主 138 1234 5678，邮箱 a@b.cn。"
    cut = pieces(text)
    assert "".join(words for words, _trace in cut) == text
    assert [trace for _words, trace in cut if trace] == [Trace.PLATE, Trace.PHONE, Trace.EMAIL]


@given(
    some.text(alphabet=some.sampled_from("京A使1234567890Xx-. ·@ａ１\u200bÄßı云"), max_size=60) | some.text(max_size=60)
)
def test_any_text_is_cut_without_losing_a_sign(text):
    assert "".join(words for words, _trace in pieces(text)) == text


@pytest.mark.parametrize("sign", ["1", "A", " 1", "-1", "京", "1.", "a@", "京A", "+1 ", "0"])
def test_a_long_text_takes_no_time(sign):
    began = time.process_time()
    findings(sign * 4000)
    assert time.process_time() - began < 2.0  # 0.07 at most where it was written; minutes if it went through all pairs
