"""The badges: each with its rule in words, and in numbers. A rule looks at counts of facts and at nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WIN_NEEDS_RIGHT = 3  # right answers that a won PK needs to count for "pk-won"
Counts = Mapping[str, int]
Text = dict[str, str]


@dataclass(frozen=True)
class Badge:
    """`count` names what is counted, `needs` how much of it; None: all there is, which is the count "<count>:all".

    `of_season`: can be had once in each season; else once for ever. `falls`: a decision can make its count smaller.
    `family` and `mark` say what its mark looks like, `tier` (1 to 3) how much it is worth among its like.
    """

    key: str
    name: Text
    rule: Text
    count: str
    needs: int | None
    family: str
    mark: str
    tier: int = 1
    of_season: bool = True
    falls: bool = False


def _section(key: str, mark: str, en: str, zh: str, rule_en: str, rule_zh: str) -> Badge:
    rule = {
        "en": f"Complete every class on {rule_en} that is meant for your post.",
        "zh": f"学完你岗位的全部{rule_zh}微课。",
    }
    name = {"en": en, "zh": zh}
    return Badge(f"section-{key}", name, rule, f"section:{key}", None, "learning", mark, tier=2, of_season=False)


def _stop(key: str, tier: int, en: str, zh: str) -> Badge:
    rule = {"en": f"Reach {en} on the tour.", "zh": f"旅程到达{zh}。"}
    return Badge(f"stop-{key}", {"en": en, "zh": zh}, rule, f"stop:{key}", 1, "road", key, tier=tier)


BADGES: tuple[Badge, ...] = (
    Badge(
        "classes-1", {"en": "First class", "zh": "第一课"},
        {"en": "Complete a micro-class.", "zh": "学完一节微课。"},
        "classes", 1, "learning", "book", of_season=False,
    ),
    Badge(
        "classes-25", {"en": "Twenty-five classes", "zh": "二十五课"},
        {"en": "Complete 25 micro-classes.", "zh": "学完 25 节微课。"},
        "classes", 25, "learning", "book", tier=2, of_season=False,
    ),
    Badge(
        "classes-100", {"en": "A hundred classes", "zh": "百课"},
        {"en": "Complete 100 micro-classes.", "zh": "学完 100 节微课。"},
        "classes", 100, "learning", "book", tier=3, of_season=False,
    ),
    _section("service-process", "clipboard", "Service", "服务之道", "the service process", "服务流程"),
    _section("vehicle-technology", "gear", "Under the skin", "技术行家", "vehicle technology", "车辆技术"),
    _section("body-paint", "drop", "Smooth as paint", "钣喷匠心", "body and paint", "钣金喷漆"),
    _section("parts-warranty", "box", "The right part", "备件管家", "parts and warranty", "备件与保修"),
    _section("new-energy", "bolt", "High-voltage safe", "高压安全", "high-voltage safety", "新能源与高压安全"),
    _section("new-models-digital", "screen", "Up to date", "与时俱进", "new models and tools", "新车型与数字化"),
    Badge(
        "mastered-100", {"en": "A hundred answers", "zh": "百题在胸"},
        {"en": "Master 100 questions in a season.", "zh": "一个赛季掌握 100 道题。"},
        "mastered", 100, "learning", "check", tier=2,
    ),
    Badge(
        "mastered-500", {"en": "Walking handbook", "zh": "活手册"},
        {"en": "Master 500 questions in a season.", "zh": "一个赛季掌握 500 道题。"},
        "mastered", 500, "learning", "check", tier=3,
    ),
    Badge(
        "days-10", {"en": "Ten days", "zh": "十天"},
        {"en": "Complete the daily set on 10 days of a season.", "zh": "一个赛季完成 10 天的每日任务。"},
        "days", 10, "rhythm", "sun",
    ),
    Badge(
        "days-100", {"en": "A hundred days", "zh": "百日"},
        {"en": "Complete the daily set on 100 days of a season.", "zh": "一个赛季完成 100 天的每日任务。"},
        "days", 100, "rhythm", "sun", tier=3,
    ),
    Badge(
        "streak-7", {"en": "A week on the road", "zh": "一周不停"},
        {"en": "Complete the daily set 7 days in a row.", "zh": "连续 7 天完成每日任务。"},
        "streak", 7, "rhythm", "flame",
    ),
    Badge(
        "streak-30", {"en": "A month on the road", "zh": "一月不停"},
        {"en": "Complete the daily set 30 days in a row.", "zh": "连续 30 天完成每日任务。"},
        "streak", 30, "rhythm", "flame", tier=3,
    ),
    Badge(
        "reviews-10", {"en": "It has stayed", "zh": "记得牢"},
        {"en": "Answer 10 due reviews in a row rightly.", "zh": "到期复习连续答对 10 题。"},
        "reviews", 10, "rhythm", "loop", tier=2,
    ),
    Badge(
        "pk-first", {"en": "First win", "zh": "首胜"},
        {"en": "Win a PK against a person, live or by challenge.", "zh": "赢下一场真人 PK，实时或约战都算。"},
        "pk-won", 1, "pk", "seats", falls=True,
    ),
    Badge(
        "pk-25", {"en": "Twenty-five wins", "zh": "二十五胜"},
        {
            "en": f"Win 25 PKs against people in a season, each with at least {WIN_NEEDS_RIGHT} right answers.",
            "zh": f"一个赛季赢下 25 场真人 PK，每场至少答对 {WIN_NEEDS_RIGHT} 题。",
        },
        "pk-won-well", 25, "pk", "seats", tier=3, falls=True,
    ),
    Badge(
        "pk-all-right", {"en": "Five of five", "zh": "五题全对"},
        {"en": "Win a PK against a person with every answer right.", "zh": "全部答对，赢下一场真人 PK。"},
        "pk-all-right", 1, "pk", "five", tier=2, falls=True,
    ),
    _stop("dunhuang", 1, "Dunhuang", "敦煌"),
    _stop("samarkand", 2, "Samarkand", "撒马尔罕"),
    _stop("istanbul", 2, "Istanbul", "伊斯坦布尔"),
    _stop("munich", 3, "Munich", "慕尼黑"),
    Badge(
        "goals-1", {"en": "We did it", "zh": "一起达成"},
        {"en": "Take part in a week in which your dealer earns a star.", "zh": "参与一周，经销商当周得星。"},
        "goals", 1, "together", "star",
    ),
    Badge(
        "goals-8", {"en": "Always there", "zh": "一直在"},
        {"en": "Take part in 8 such weeks of a season.", "zh": "一个赛季中，这样的周参与满 8 周。"},
        "goals", 8, "together", "star", tier=3,
    ),
    Badge(
        "kudos-10", {"en": "Good company", "zh": "好伙伴"},
        {"en": "Cheer 10 different people in a season.", "zh": "一个赛季为 10 位不同的人喝彩。"},
        "cheered", 10, "together", "hands", tier=2,
    ),
    Badge(
        "years-5", {"en": "Five years", "zh": "五年"},
        {"en": "Five years with your dealer network.", "zh": "入职满五年。"},
        "years", 5, "years", "rings", of_season=False,
    ),
    Badge(
        "years-15", {"en": "Fifteen years", "zh": "十五年"},
        {"en": "Fifteen years with your dealer network.", "zh": "入职满十五年。"},
        "years", 15, "years", "rings", tier=3, of_season=False,
    ),
)  # fmt: skip
BY_KEY = {badge.key: badge for badge in BADGES}


@dataclass(frozen=True)
class Progress:
    """How far somebody is with a badge. `need` is 0 where it is not for them."""

    have: int
    need: int

    @property
    def earned(self) -> bool:
        return 0 < self.need <= self.have


def progress(badge: Badge, counts: Counts) -> Progress:
    """How far these counts go; what is not counted counts as nothing."""
    need = counts.get(f"{badge.count}:all", 0) if badge.needs is None else badge.needs
    return Progress(min(counts.get(badge.count, 0), need), need)


def earned(counts: Counts, among: Iterable[Badge] = BADGES) -> tuple[Badge, ...]:
    """The badges that these counts earn."""
    return tuple(badge for badge in among if progress(badge, counts).earned)


def affected(*counts: str) -> tuple[Badge, ...]:
    """The badges that look at one of these counts."""
    return tuple(badge for badge in BADGES if badge.count in counts)
