"""A small curriculum that is right, to be spoiled one place at a time."""

from __future__ import annotations

from pathlib import Path

CARD = """\
id: electric
number: 5
title: {en: Electric, zh: 电动}
summary: {en: One line, zh: 一句话}
"""

CLASS = """\
id: low-volt
posts: [me-technician, body-technician]
minutes: 3
order: 2
title: {en: Low volt, zh: 低压}
body:
  en: |
    Twelve **volts**.
  zh: |
    十二**伏**。
figure:
  file: low-volt.svg
  alt: {en: A battery, zh: 蓄电池}
sources:
  - "GB/T 1"
questions:
  - id: low-volt-1
    kind: single
    text: {en: Which one?, zh: 哪个?}
    options:
      - {right: true, text: {en: This, zh: 这个}}
      - text: {en: That, zh: 那个}
        why: {en: It is not, zh: 不是}
    explanation: {en: Because, zh: 因为}
    difficulty: 2
    source: "GB/T 1"
  - id: low-volt-2
    kind: several
    text: {en: Which ones?, zh: 哪些?}
    options:
      - {right: true, text: {en: One, zh: 一}}
      - {right: true, text: {en: Two, zh: 二}}
      - text: {en: Three, zh: 三}
        why: {en: Too many, zh: 太多}
    explanation: {en: Because, zh: 因为}
    difficulty: 3
    source: "GB/T 1"
    posts: [all]
    tags: [counting]
  - id: low-volt-3
    kind: true-false
    text: {en: Is it so?, zh: 对吗?}
    answer: false
    why: {en: It is not, zh: 不对}
    explanation: {en: Because, zh: 因为}
    difficulty: 1
    source: "GB/T 1"
  - id: low-volt-4
    kind: numeric
    text: {en: How many?, zh: 多少?}
    answer: 12.6
    tolerance: 0.1
    unit: V
    why: {en: Not 24, zh: 不是 24}
    explanation: {en: Because, zh: 因为}
    difficulty: 4
    source: "GB/T 1"
  - id: low-volt-5
    kind: ordering
    text: {en: In which order?, zh: 什么顺序?}
    steps:
      - {en: First, zh: 先}
      - {en: Then, zh: 再}
      - {en: Last, zh: 后}
    why: {en: The usual order, zh: 常见顺序}
    explanation: {en: Because, zh: 因为}
    difficulty: 5
    source: "GB/T 1"
  - id: low-volt-6
    kind: matching
    text: {en: What belongs together?, zh: 怎么配?}
    pairs:
      - left: {en: Volt, zh: 伏特}
        right: {en: Voltage, zh: 电压}
      - left: {en: Ampere, zh: 安培}
        right: {en: Current, zh: 电流}
    why: {en: The usual mix-up, zh: 常见混淆}
    explanation: {en: Because, zh: 因为}
    difficulty: 2
    source: "GB/T 1"
  - id: low-volt-7
    kind: short
    text: {en: Which tool?, zh: 什么工具?}
    accepted:
      en: [torque wrench, torque spanner]
      zh: [扭力扳手]
    case_matters: true
    why: {en: No feeling for it, zh: 凭手感}
    explanation: {en: Because, zh: 因为}
    difficulty: 2
    source: "GB/T 1"
  - id: low-volt-8
    kind: cloze
    text: {en: "A full {{1}} has {{2}}, a flat one {{3}}.", zh: "充满的{{1}}约{{2}}，亏电的{{3}}。"}
    gaps:
      - kind: short
        accepted: {en: [battery], zh: [蓄电池, 电瓶]}
        why: {en: Not the cell, zh: 不是单体}
      - {kind: number, answer: 12.7, tolerance: 0.1, unit: V}
      - kind: choice
        options:
          - text: {en: more, zh: 更高}
          - {right: true, text: {en: less, zh: 更低}}
    why: {en: The usual slip, zh: 常见疏忽}
    explanation: {en: Because, zh: 因为}
    difficulty: 3
    source: "GB/T 1"
"""

DRAWING = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn by hand -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 100">
  <defs><marker id="low-volt-tip" viewBox="0 0 8 8" orient="auto"><path d="M1 1L7 4L1 7"/></marker></defs>
  <rect class="fill" x="10" y="10" width="60" height="40"/>
  <path class="line" fill="none" d="M10 60H90" marker-end="url(#low-volt-tip)"/>
  <text lang="en" class="ink" x="20" y="40" font-size="12">Plus &amp; minus</text>
  <text lang="zh" class="ink" x="20" y="40" font-size="12">正负极</text>
  <text class="ink small" x="80" y="40">12 V</text>
</svg>
"""

FILES = {"5-electric/section.yaml": CARD, "5-electric/low-volt.yaml": CLASS, "5-electric/low-volt.svg": DRAWING}


def lay_out(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the curriculum; further files, or other words in these, come by path. None leaves a file out."""
    for path, content in {**FILES, **changed}.items():
        if content is not None:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def small_class(name: str, **lines: str) -> str:
    """A valid class with one question, and with further top-level lines, such as requires="[a]"."""
    head = CLASS.split("figure:")[0].replace("low-volt", name)
    more = "".join(f"{key}: {value}\n" for key, value in lines.items())
    question = CLASS[CLASS.index("sources:") : CLASS.index("  - id: low-volt-2")].replace("low-volt", name)
    return head + more + question
