"""Items as Hypothesis draws them, with texts that try the formats made of XML."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from quizzes.formats.exchange import Area, Blank, Choice, Item, Kind, Markup, Medium, Pair, Picture, Range

UNPLACED = tuple(kind for kind in Kind if kind is not Kind.HOTSPOT)
SIGNS = "abz AZ 09 äß中文车 <>&\"'{}[]()=~#%:*/\\|@$`_.-+;,\U0001f697\n]]>"
SHARES = (-1.0, -0.5, -0.3333333, 0.0, 0.05, 0.1666667, 0.25, 0.3333333, 0.5, 1.0)


def words(most: int = 12) -> st.SearchStrategy[str]:
    """Text without blank edges, which XML does not keep, and without what only looks like a gap."""
    return st.text(SIGNS, min_size=1, max_size=most).map(_settled).filter(bool)


def _settled(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.replace("{{", "{").split("\n") if line.strip()).strip()


def choices(texts: st.SearchStrategy[str], least: int = 2) -> st.SearchStrategy[tuple[Choice, ...]]:
    """At least one of them right."""
    one = st.builds(Choice, texts, st.sampled_from(SHARES), st.just("") | words())
    many = st.lists(one, min_size=least, max_size=5, unique_by=lambda choice: choice.text)
    return many.map(lambda found: (replace(found[0], fraction=1.0), *found[1:]))


def ranges() -> st.SearchStrategy[tuple[Range, ...]]:
    numbers = st.floats(-1e12, 1e12, allow_nan=False) | st.integers(-1000, 1000).map(lambda whole: whole / 10)
    one = st.builds(
        lambda low, high, share, said: Range(min(low, high) + 0.0, max(low, high) + 0.0, share, said),
        *(numbers, numbers, st.sampled_from(SHARES), st.just("") | words()),
    )
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda each: (each.low, each.high)).map(
        lambda found: (replace(found[0], fraction=1.0), *found[1:])
    )


def typed() -> st.SearchStrategy[str]:
    return words().map(lambda text: " ".join(text.split())).filter(lambda text: text != "*")


def blanks() -> st.SearchStrategy[Blank]:
    weights = st.integers(1, 9)
    return st.one_of(
        st.builds(lambda found, weight: Blank(Kind.SINGLE, found, weight=weight), choices(words()), weights),
        st.builds(lambda found, weight: Blank(Kind.SHORT, found, weight=weight), choices(typed(), 1), weights),
        st.builds(lambda found, weight: Blank(Kind.NUMERIC, ranges=found, weight=weight), ranges(), weights),
    )


def media() -> st.SearchStrategy[tuple[Medium, ...]]:
    names = st.sampled_from(("lamp.png", "图-1.jpg", "sound.mp3"))
    kinds = {"png": "image/png", "jpg": "image/jpeg", "mp3": "audio/mpeg"}
    one = st.builds(lambda name, data: Medium(name, data, kinds[name[-3:]]), names, st.binary(min_size=1, max_size=20))
    return st.lists(one, max_size=2, unique_by=lambda medium: medium.name).map(tuple)


@st.composite
def items(draw: st.DrawFn, kinds: tuple[Kind, ...] = UNPLACED) -> Item:
    """A plain item of any of these kinds, with all that items can have."""
    kind = draw(st.sampled_from(kinds))
    common = {
        "title": draw(st.just("") | typed()),
        "feedback": draw(st.just("") | words()),
        "category": tuple(draw(st.lists(names(), max_size=3))),
        "tags": tuple(draw(st.lists(names(), max_size=2, unique=True))),
        "ident": draw(st.just("") | typed()),
        "media": draw(media()),
    }
    item = Item(kind, draw(words(30)), markup=Markup.PLAIN, **common)
    return replace(item, **draw(parts(kind, item.text)))


def names() -> st.SearchStrategy[str]:
    return typed().filter(lambda text: not text.startswith(("/", "$")) and not text.endswith("/") and text != "top")


def parts(kind: Kind, text: str) -> st.SearchStrategy[dict]:
    if kind in (Kind.SINGLE, Kind.SEVERAL):
        return st.fixed_dictionaries({"choices": choices(words())})
    if kind is Kind.TRUE_FALSE:
        said = st.just("") | words()
        made = st.builds(lambda is_true, yes, no: _true_false(is_true, yes, no), st.booleans(), said, said)
        return st.fixed_dictionaries({"choices": made})
    if kind is Kind.SHORT:
        return st.fixed_dictionaries({"choices": choices(typed(), 1), "case_matters": st.booleans()})
    if kind is Kind.NUMERIC:
        return st.fixed_dictionaries({"ranges": ranges()})
    if kind is Kind.ORDERING:
        return st.fixed_dictionaries({"steps": st.lists(words(), min_size=2, max_size=5, unique=True).map(tuple)})
    if kind is Kind.HOTSPOT:
        return places()
    if kind is Kind.MATCHING:
        return st.fixed_dictionaries({"pairs": pairs()})
    return st.lists(blanks(), min_size=1, max_size=3).flatmap(lambda found: _cloze(text, tuple(found)))


def places() -> st.SearchStrategy[dict]:
    """Two to four areas on a picture, with what they are called and what is said of them."""
    share = st.integers(0, 4_000).map(lambda one: one / 10_000)
    side = st.integers(500, 5_000).map(lambda one: one / 10_000)
    rect = st.builds(lambda *at: Area("rect", at), share, share, side, side)
    circle = st.builds(lambda *at: Area("circle", at), share, share, side)
    polygon = st.builds(lambda x, y, w: Area("polygon", (x, y, x + w, y, x, y + w)), share, share, side).map(_rounded)
    names = st.lists(st.builds(Choice, typed(), st.just(0.0), st.just("") | words()), min_size=4, max_size=4)
    return st.builds(
        lambda areas, named, alt, is_marked, right: {
            "areas": tuple(areas),
            "choices": tuple(replace(one, fraction=float(at <= right)) for at, one in enumerate(named[: len(areas)])),
            "picture": Picture("car.png", alt, 640, 481, is_marked),
            "media": (Medium("car.png", b"PNG", "image/png"),),
        },
        *(st.lists(rect | circle | polygon, min_size=2, max_size=4), names, st.just("") | typed(), st.booleans()),
        st.integers(0, 0) | st.integers(0, 3),
    )


def _rounded(area: Area) -> Area:
    return Area(area.shape, tuple(round(one, 4) for one in area.at))


def _true_false(is_true: bool, yes: str, no: str) -> tuple[Choice, Choice]:
    return Choice("true", float(is_true), yes), Choice("false", float(not is_true), no)


def pairs() -> st.SearchStrategy[tuple[Pair, ...]]:
    """Pairs first, then what misleads; every right-hand side once."""
    lefts = st.lists(words(), min_size=2, max_size=4, unique=True)
    rights = st.lists(typed(), min_size=6, max_size=6, unique=True)
    return st.builds(
        lambda left, right, more: tuple(
            Pair(*each) for each in zip([*left, *[""] * more], right[: len(left) + more], strict=True)
        ),
        *(lefts, rights, st.integers(0, 2)),
    )


def _cloze(text: str, found: tuple[Blank, ...]) -> st.SearchStrategy[dict]:
    gaps = "".join(f" {{{{{number}}}}} and" for number in range(1, len(found) + 1))
    is_short = any(blank.kind is Kind.SHORT for blank in found)
    return st.fixed_dictionaries(
        {
            "text": st.just(f"{text}{gaps} on"),
            "blanks": st.just(found),
            "case_matters": st.booleans() if is_short else st.just(False),
        }
    )


@st.composite
def mutations(draw: st.DrawFn, files: tuple[bytes, ...]) -> bytes:
    """A good file with a piece taken out, doubled, or replaced."""
    good = draw(st.sampled_from(files))
    start = draw(st.integers(0, len(good)))
    end = draw(st.integers(start, min(len(good), start + 60)))
    pieces = st.binary(max_size=5) | st.just(good[start:end] * 2) | st.just(b"<![CDATA[")
    return good[:start] + draw(pieces) + good[end:]
