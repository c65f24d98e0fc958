"""A class and questions with which there is nothing wrong, to be spoiled one place at a time."""

from __future__ import annotations

from typing import Any

from quizzes.proofreading.findings import Found
from quizzes.proofreading.manuscript import NO_FIGURE, Asked, Leaf, Manuscript
from quizzes.proofreading.proof import Proof, proof
from quizzes.proofreading.targets import Targets

OPENING = {
    "en": "A tired battery looks healthy until somebody loads it. Test it under load before you sell a new one to "
    "anybody, because a guess costs the customer money and the workshop its name.",
    "zh": "蓄电池老化了，空载电压往往还是正常的，一带载就露馅。"
    "换新之前先做带载测试：猜错了，客户多花钱，店里丢口碑，回头还得返工。",
}
STEP = {
    "en": "Charge it first, wait until it rests, put the load on, read the voltage and write it down.",
    "zh": "先充满，静置，再接上负载，读出电压并写到工单上。",
}
ENDS = {
    "en": "**The usual mistake:** reading the voltage without any load.\n\n**Remember:** no load, no answer.",
    "zh": "**常见错误：** 不带载就下结论。\n\n**记住：** 不带载，不算数。",
}
LISTED = {"en": 7, "zh": 9}


def body(language: str) -> str:
    steps = "\n".join(f"{number}. {STEP[language]}" for number in range(1, 1 + LISTED[language]))
    return f"{OPENING[language]}\n\n### {language}\n\n{steps}\n\n{ENDS[language]}"


def text(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def option(en: str, zh: str, right: bool = False) -> dict[str, Any]:
    return {"text": text(en, zh), "right": right, "why": text("", "") if right else text("It is not.", "不是。")}


OPTIONS = [
    option("Under load", "带载电压", right=True),
    option("At rest", "静态电压"),
    option("Its colour", "外壳颜色"),
    option("Its weight", "电池重量"),
]


def asked(key: str = "load-1", kind: str = "single", **changed: Any) -> Asked:
    content: dict[str, Any] = {
        "kind": kind,
        "text": text("What do you measure first?", "先测什么？"),
        "explanation": text("The load tells.", "带载才知道。"),
        "difficulty": 2,
        "source": "EN 50342-1",
        "tags": [],
    }
    if kind in ("single", "several"):
        content["options"] = OPTIONS
    if kind == "true-false":
        content |= {"answer": True, "why": text("So it is.", "就是这样。")}
    if kind == "numeric":
        content |= {"answer": 12.6, "tolerance": 0.1, "unit": "V", "why": text("A slip.", "笔误。")}
    return Asked(key, key.rpartition("-")[0], ("me-technician",), content | changed)


def leaf(key: str = "load", **changed: Any) -> Leaf:
    """`changed`: fields of the class, or of its content."""
    content: dict[str, Any] = {
        "title": text("Test it under load", "带载测试"),
        "body": text(body("en"), body("zh")),
        "minutes": 3,
        "sources": ["EN 50342-1"],
        "figure": NO_FIGURE,
        "section": "electric",
        "requires": list(changed.get("requires", ())),
        "questions": [],
    }
    fields: dict[str, Any] = {
        "order": 1,
        "posts": ("me-technician",),
        "requires": (),
        "questions": (asked(f"{key}-1"),),
        "has_figure": False,
    }
    own = {name: changed[name] for name in fields.keys() & changed.keys()}
    content |= {name: value for name, value in changed.items() if name not in fields}
    return Leaf(key=key, section="electric", content=content, **{**fields, **own})


def manuscript(*leaves: Leaf) -> Manuscript:
    return Manuscript(("electric",), leaves)


def proven(*leaves: Leaf, **targets: Any) -> Proof:
    return proof(manuscript(*leaves), Targets(**targets))


def told(*leaves: Leaf, **targets: Any) -> list[Found]:
    return list(proven(*leaves, **targets).found)


def codes(*leaves: Leaf, **targets: Any) -> dict[str, bool]:
    """What is found, and whether it is a fault."""
    return {one.code: one.is_fault for one in told(*leaves, **targets)}


def of_question(**changed: Any) -> dict[str, bool]:
    kind = changed.pop("kind", "single")
    return codes(leaf(questions=(asked("load-1", kind, **changed),)))
