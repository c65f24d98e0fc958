"""Mutated files against the readers of formats: `python -m tests.benches.fuzz_formats moodle 100000`.

Every reader must come back, without raising, within a second, with no more memory than ten times the file and 256 kB,
for whatever is in the file. Printed are the count, the slowest file, the largest memory over ten times its file, and
how many questions were still read.
"""

from __future__ import annotations

import importlib
import io
import random
import resource
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from quizzes.formats import catalogue
from quizzes.formats.exchange import Area, Blank, Choice, Item, Kind, Markup, Medium, Pair, Picture, Range
from tests.quizzes.formats.dense_files import dense
from tests.quizzes.formats.memory import CONSTANT, over

SEED = 7
DENSE = 2_000  # bytes of each of the dense files
FORMATS = {module: name for name, module in catalogue.MODULES.items()}
REPACKED = 0.5  # the share of packages that are broken within
SLOW = 1.0  # seconds
MEASURED = 200  # one file in so many is read with its memory watched
SNIPPETS = (
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"<?",
        b"</",
        b"/>",
        b"&#0;",
        b"&lt;",
        b"\0",
        b"\xff",
        b"{1:",
    ),
    *(
        b"{",
        b"}",
        b"~",
        b"=",
        b"#",
        b"%50%",
        b"\\",
        b"1e999",
        b"-1",
        b"NaN",
        b"\r\n",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"::",
    ),
    *(b"<!DOCTYPE a>", b"<text>", b"</text>", b"<question type='cloze'>", b"<qti-prompt>", b"[[1]]", b"{{1}}", b"->"),
)


@dataclass
class Tally:
    files: int = 0
    items: int = 0
    slowest: float = 0.0
    over: int = 0  # bytes over ten times the file


def samples() -> list[Item]:
    """An item of each kind."""
    choices = (Choice("Lamp", 1.0, "Yes."), Choice("Horn & <co>", 0.0), Choice("Rad{~=#}", -0.5))
    picture = Medium("lamp.png", bytes(range(256)), "image/png")
    common = {"title": "T", "feedback": "Because.", "category": ("Cars", "Lamps"), "tags": ("light",), "ident": "q-1"}
    gaps = (
        Blank(Kind.SINGLE, choices),
        Blank(Kind.SHORT, (Choice("led", 1.0),)),
        Blank(Kind.NUMERIC, ranges=(Range(11.9, 12.1),)),
    )
    html = Item(Kind.SINGLE, '<p>Which <b>?</b> <img src="lamp.png" alt=""></p>', markup=Markup.HTML, choices=choices)
    areas = (Area("circle", (0.5, 0.5, 0.1)), Area("polygon", (0.0, 0.0, 1.0, 0.0, 0.0, 1.0)))
    shown = Picture("lamp.png", "A lamp", 640, 480)
    return [
        Item(Kind.SINGLE, "Which?", choices=choices, **common),
        Item(Kind.SEVERAL, "Which?", choices=(Choice("a", 0.5), Choice("b", 0.5), *choices[1:]), media=(picture,)),
        Item(Kind.TRUE_FALSE, "Is it?", choices=(Choice("true", 1.0), Choice("false", 0.0, "No."))),
        Item(Kind.NUMERIC, "How many?", ranges=(Range(4.9, 5.1), Range(4, 6, 0.5, "Nearly."))),
        Item(Kind.ORDERING, "In which order?", steps=("one", "two", "three")),
        Item(Kind.MATCHING, "What belongs?", pairs=(Pair("a", "1"), Pair("b", "2"), Pair("", "3"))),
        Item(Kind.SHORT, "What?", choices=(Choice("lamp*", 1.0), Choice("light", 0.5, "Hm."))),
        Item(Kind.CLOZE, "A {{1}} is a {{2}} of {{3}} V.", blanks=gaps),
        Item(Kind.HOTSPOT, "Where?", choices=choices[:2], areas=areas, media=(picture,), picture=shown),
        Item(html.kind, html.text, markup=html.markup, choices=html.choices, media=(picture,)),
    ]


def mutated(good: bytes, dice: random.Random) -> bytes:
    """The file with a few pieces changed, doubled, swapped or gone."""
    data = bytearray(good)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 10))):
        place, length = dice.randrange(len(data) + 1), int(dice.expovariate(0.05)) + 1
        change = dice.randrange(6)
        if change == 0:
            data[place : place + 1] = bytes([dice.randrange(256)])
        elif change == 1:
            del data[place : place + length]
        elif change == 2:
            data[place:place] = dice.choice(SNIPPETS)
        elif change == 3:
            data[place:place] = data[place : place + length] * dice.choice((1, 2, 50))
        elif change == 4:
            other = dice.randrange(len(data) + 1)
            data[place : place + length] = data[other : other + length]
        else:
            del data[dice.randrange(len(data) // 2, len(data) + 1) :]
        if not data:
            return b""
    return bytes(data)


def bases(name: str, dice: random.Random) -> Iterator[bytes]:
    """Good files to start from: each item alone, and all together."""
    module = importlib.import_module(f"quizzes.formats.{name}")
    items = samples()
    lots = [*([item] for item in items), items]
    versions: tuple[tuple[str, ...], ...] = (("2.1",), ("3.0",)) if name == "qti" else ((),)
    files = [module.write(lot, *version).data for lot in lots for version in versions]
    files += [member for file in files for member in members(file)]
    files += [data for _what, data in dense(FORMATS[name], DENSE)]
    while True:
        yield dice.choice(files)


def members(file: bytes) -> list[bytes]:
    """The items in a package, as files of their own."""
    if not file.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return [package.read(name) for name in package.namelist() if name.startswith("items/")]


def repacked(file: bytes, dice: random.Random) -> bytes:
    """A package that is whole, with a member that is not."""
    if not file.startswith(b"PK"):
        return mutated(file, dice)
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        inside = {name: package.read(name) for name in package.namelist()}
    name, packed = dice.choice(sorted(inside)), io.BytesIO()
    inside[name] = mutated(inside[name], dice)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for member, data in inside.items():
            package.writestr(member, data)
    return packed.getvalue()


def main(arguments: list[str]) -> int:
    name, count = arguments[0], int(arguments[1])
    dice, tally = random.Random(SEED), Tally()
    module, start = importlib.import_module(f"quizzes.formats.{name}"), time.perf_counter()
    for number, good in zip(range(count), bases(name, dice), strict=False):
        bad = repacked(good, dice) if dice.random() < REPACKED else mutated(good, dice)
        watch(module, bad, number % MEASURED == 0, tally)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {tally.files} files in {time.perf_counter() - start:.0f} s, {tally.items} questions read")
    print(
        f"slowest {tally.slowest:.3f} s, memory at most {tally.over // 1000} kB over ten times a file; in all {peak} MB"
    )
    return 0


def watch(module: object, data: bytes, is_measured: bool, tally: Tally) -> None:
    started = time.process_time()
    try:
        reading = module.read(data)  # type: ignore[attr-defined]
    except BaseException:
        print(f"raised for {data!r}")
        raise
    seconds = time.process_time() - started
    assert seconds < SLOW, f"{seconds:.2f} s for {data!r}"
    if is_measured:
        tally.over = max(tally.over, over(module.read, data))  # type: ignore[attr-defined]
        assert tally.over <= CONSTANT, f"{tally.over} bytes over ten times {data!r}"
    tally.files += 1
    tally.items += len(reading.items)
    tally.slowest = max(tally.slowest, seconds)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
