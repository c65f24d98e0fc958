"""A workbook to begin with: headings that explain themselves, choices to pick from, an example of each kind."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from quizzes.formats.exchange import Kind
from quizzes.formats.sheetgathering import EXAMPLE

ROWS = 1_000  # below the heading that offer choices
LETTERS = "ABCD"


def _lettered(pattern: str, tongues: Sequence[str]) -> tuple[str, ...]:
    return tuple(pattern.format(letter, tongue) for letter in LETTERS for tongue in tongues)


HEADINGS: Mapping[str, Sequence[str]] = {
    "en": (
        "id",
        "kind",
        "question (zh)",
        "question (en)",
        *_lettered("{} ({})", ("zh", "en")),
        "answer",
        "tolerance",
        "unit",
        *_lettered("why {} ({})", ("zh", "en")),
        "why wrong (zh)",
        "why wrong (en)",
        *_lettered("match {} ({})", ("zh", "en")),
        "explanation (zh)",
        "explanation (en)",
        "difficulty",
        "source",
        "posts",
        "tags",
    ),
    "zh": (
        "编号",
        "题型",
        "题目（中）",
        "题目（英）",
        *_lettered("选项{}（{}）", "中英"),
        "答案",
        "公差",
        "单位",
        *_lettered("错因{}（{}）", "中英"),
        "错因（中）",
        "错因（英）",
        *_lettered("对应{}（{}）", "中英"),
        "解析（中）",
        "解析（英）",
        "难度",
        "来源",
        "岗位",
        "标签",
    ),
}
PLACES = {name: place for place, name in enumerate(HEADINGS["en"])}
KINDS = {
    "en": ("single", "several", "true-false", "numeric", "ordering", "matching", "short", "cloze"),
    "zh": ("单选", "多选", "判断", "数值", "排序", "配对", "简答", "填空"),
}
ABOUT: Mapping[str, tuple[str, str]] = {  # of a column: what to write there, in Chinese and English
    "id": (
        "题目的编号，可留空。写 EXAMPLE 的行是示例，不会导入。",
        "The question's key; may be empty. Rows with EXAMPLE are examples and are not brought in.",
    ),
    "kind": ("从列表选择；留空则按答案判断。", "Pick one; where it is empty the answer tells."),
    "question (zh)": ("题干，最多 300 个字符。", "The question in Chinese, 300 characters at most."),
    "question (en)": ("英文题干，可以以后再补。", "The question in English; may follow later."),
    "A (zh)": (
        "选项。排序题写步骤，配对题写左侧。填空题第一个空：写法用 | 隔开，数值写 #12.6 ± 0.1 V，选项写 *对的|错的。",
        "Options; the steps of an order, the left-hand sides of pairs. Of a text with gaps the first: spellings with "
        "| between them, a number as #12.6 ± 0.1 V, a choice as *right|wrong.",
    ),
    "answer": (
        "字母（B、AC），对或错，数字；排序题写正确顺序，可留空；简答题写算对的写法，用 | 隔开（可加“答案（英）”列）。",
        "Letters (B, AC), true or false, a number; the right order of steps, or nothing; of a short answer all that "
        "counts, with | between (there may be a column “answer (en)” for each language).",
    ),
    "tolerance": ("允许的偏差，只用于数值题。", "How far off still counts; numbers only."),
    "why A (zh)": ("这个选项为什么不对。", "Why this option is wrong."),
    "why wrong (zh)": (
        "常见错误为什么不对：用于没有选项的题型（判断、数值、排序、配对、简答、填空）。",
        "Why the usual mistake is wrong: of all kinds without options of their own (true-false, numeric, ordering, "
        "matching, short, cloze).",
    ),
    "match A (zh)": ("与 A 对应的内容，只用于配对题。", "What belongs to A; pairs only."),
    "explanation (zh)": ("为什么是这个答案。", "Why it is so."),
    "difficulty": ("1（容易）到 5（难）。", "1 (easy) to 5 (hard)."),
    "source": ("标准、手册或法规。", "The standard, manual or law where it is written."),
    "posts": ("岗位代码，用逗号隔开。", "Codes of posts, with commas between them."),
}


def _both(zh: str, en: str, *pairs: tuple[str, str, str], **plain: str) -> dict[str, str]:
    """The question, then (column, Chinese, English), then what has no language."""
    found = {"question (zh)": zh, "question (en)": en}
    for name, chinese, english in pairs:
        found |= {f"{name} (zh)": chinese, f"{name} (en)": english}
    return found | plain


EXAMPLES: tuple[tuple[Kind, Mapping[str, str]], ...] = (
    (
        Kind.SINGLE,
        _both(
            "铅酸蓄电池充满后的静态电压约为多少？",
            "About which resting voltage has a full lead-acid battery?",
            ("A", "12.7 V", "12.7 V"),
            ("B", "11.0 V", "11.0 V"),
            ("why B", "这是亏电的电压。", "That one is flat."),
            answer="A",
        ),
    ),
    (
        Kind.SEVERAL,
        _both(
            "哪些是高压部件？",
            "Which are high-voltage parts?",
            ("A", "动力电池", "Traction battery"),
            ("B", "雨刮电机", "Wiper motor"),
            ("C", "驱动电机", "Drive motor"),
            answer="A,C",
        ),
    ),
    (
        Kind.TRUE_FALSE,
        _both(
            "高压线束是橙色的。",
            "High-voltage cables are orange.",
            ("why wrong", "橙色正是高压的标志。", "Orange is just what marks high voltage."),
            answer="true",
        ),
    ),
    (
        Kind.NUMERIC,
        _both(
            "VIN 有几位？",
            "How many signs has a VIN?",
            ("why wrong", "车架号不分长短，总是 17 位。", "It is never shorter or longer: 17 of every car."),
            answer="17",
            tolerance="0",
        ),
    ),
    (
        Kind.ORDERING,
        _both(
            "举升车辆的顺序？",
            "In which order is a car lifted?",
            ("A", "放好托臂", "Place the arms"),
            ("B", "稍微举起", "Lift a little"),
            ("C", "检查是否稳固", "Check that it is firm"),
            answer="ABC",
        ),
    ),
    (
        Kind.MATCHING,
        _both(
            "单位对应什么？",
            "What does each unit measure?",
            ("A", "V", "V"),
            ("match A", "电压", "voltage"),
            ("B", "A", "A"),
            ("match B", "电流", "current"),
        ),
    ),
    (
        Kind.SHORT,
        _both(
            "拧紧车轮螺栓用什么工具？", "With which tool are wheel bolts tightened?", answer="扭力扳手|torque wrench"
        ),
    ),
    (
        Kind.CLOZE,
        _both(
            "{{1}}的沸点至少 {{2}}，含水后会{{3}}。",
            "{{1}} boils at {{2}} or more; with water in it, {{3}}.",
            ("A", "制动液|刹车油", "Brake fluid"),
            ("B", "#230 °C", "#230 °C"),
            ("C", "*降低|升高", "*lower|higher"),
        ),
    ),
)


def template(language: str, posts: Sequence[str]) -> bytes:
    """An xlsx workbook in this language ("zh" or "en"); `posts`: the codes that there are."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(HEADINGS[language], start=1):
        cell = sheet.cell(1, place, heading)
        cell.font = Font(bold=True)
        about = ABOUT.get(HEADINGS["en"][place - 1])
        if about:
            codes = "\n".join(posts) if about is ABOUT["posts"] else ""
            cell.comment = Comment("\n".join(filter(None, (*about, codes))), "Paddock", height=260, width=320)
        sheet.column_dimensions[get_column_letter(place)].width = 22
    for number, (kind, texts) in enumerate(EXAMPLES, start=2):
        sheet.cell(number, 1, EXAMPLE)
        sheet.cell(number, 2, KINDS[language][[one for one, _texts in EXAMPLES].index(kind)])
        for name, text in texts.items():
            sheet.cell(number, PLACES[name] + 1, text).number_format = "@"
    for name, offered in (("kind", KINDS[language]), ("difficulty", "12345")):
        letter = get_column_letter(PLACES[name] + 1)
        choices = DataValidation("list", formula1=f'"{",".join(offered)}"', allow_blank=True)
        choices.add(f"{letter}2:{letter}{ROWS}")
        sheet.add_data_validation(choices)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
