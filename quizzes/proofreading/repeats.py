"""The same thing asked or taught twice: by its text, and by what it is about.

"About" is no understanding. It is the cosine of the words that are rare in this curriculum (TF-IDF, Salton and Buckley
1988; Chinese by pairs of signs, frequent words left out) over the question with its right answer; both languages must
agree. Two questions about one fact in other words are missed; two that turn on the same rare words and ask different
things are told although nothing is wrong.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from quizzes.proofreading import words
from quizzes.rules.likeness import ALIKE, Texts, pairs_of

Vector = Mapping[str, float]
ENGLISH_WORD = re.compile(r"[a-z]{3,}|\d+(?:\.\d+)?")
CHINESE_PART = re.compile(r"[\u3400-\u9fff]+|[a-z]{2,}|\d+(?:\.\d+)?")
STOP = frozenset(words.STOP.split())
STOP_SIGNS = frozenset(words.STOP_SIGNS)


@dataclass(frozen=True)
class Pair:
    one: str
    other: str
    share: float


def same_texts(texts: Mapping[str, str]) -> Iterator[Pair]:
    """Texts that are the same but for signs, spaces and capitals."""
    first: dict[str, str] = {}
    for key, text in texts.items():
        plain = "".join(sign for sign in text.casefold() if sign.isalnum())
        if plain and first.setdefault(plain, key) != key:
            yield Pair(first[plain], key, 1.0)


def near_texts(texts: Mapping[str, str]) -> Iterator[Pair]:
    """Each text with the earlier one that reads nearly like it (likeness.ALIKE)."""
    index, earlier = Texts(), dict[int, str]()
    for number, (key, text) in enumerate(texts.items()):
        if near := index.near(text, earlier):
            yield Pair(near, key, 1.0)
        index.add(number, text)
        earlier[number] = key


def is_near(one: str, other: str) -> bool:
    mine, theirs = pairs_of(one), pairs_of(other)
    return 2 * len(mine & theirs) >= ALIKE * (len(mine) + len(theirs))


def english_words(text: str) -> list[str]:
    """Without endings that only say how many or when."""
    return [_stem(word) for word in ENGLISH_WORD.findall(text.casefold()) if word not in STOP]


def _stem(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(?:ings?|ed|es|s|ly)$", "", word)


def chinese_words(text: str) -> list[str]:
    """Neighbouring signs, two by two; what is written in letters or figures as it stands."""
    found: list[str] = []
    for part in CHINESE_PART.findall(text.casefold()):
        if part[0] < "\u3400":
            found.append(part)
        else:
            found += [one + other for one, other in pairwise(part) if not {one, other} & STOP_SIGNS]
    return found


WORDS: Mapping[str, Callable[[str], list[str]]] = {"en": english_words, "zh": chinese_words}


def vectors(texts: Mapping[str, str], language: str) -> dict[str, Vector]:
    """Of each text its words with their weight; the length of each vector is 1."""
    counted = {key: Counter(WORDS[language](text)) for key, text in texts.items()}
    holding = Counter(word for found in counted.values() for word in found)
    rarity = {word: math.log((1 + len(counted)) / (1 + times)) + 1 for word, times in holding.items()}
    return {
        key: _unit({word: (1 + math.log(n)) * rarity[word] for word, n in words.items()})
        for key, words in counted.items()
    }


def _unit(weights: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    short, long = sorted((one, other), key=len)
    return sum(weight * long.get(word, 0.0) for word, weight in short.items())


def about_the_same(texts: Mapping[str, Mapping[str, str]], least: float) -> Iterator[Pair]:
    """Pairs of texts whose words agree at least so much in both languages, in the order of the texts."""
    english, chinese = (vectors({key: text[one] for key, text in texts.items()}, one) for one in ("en", "zh"))
    for (one, other), found in _cosines(english).items():
        if found >= least and (share := min(found, cosine(chinese[one], chinese[other]))) >= least:
            yield Pair(one, other, share)


def _cosines(space: Mapping[str, Vector]) -> Mapping[tuple[str, str], float]:
    """Of all pairs that share a word, by an index of the words."""
    holding: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for key, weights in space.items():
        for word, weight in weights.items():
            holding[word].append((key, weight))
    found: dict[tuple[str, str], float] = defaultdict(float)
    for held in holding.values():
        for (one, weight), (other, of_other) in combinations(held, 2):
            found[one, other] += weight * of_other
    return found
