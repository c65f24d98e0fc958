"""What a page is made of, as a program reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

ADDRESSES = {
    "href", "src", "action", "formaction", "poster", "data", "srcset", "xlink:href", "cite", "background", "ping",
    "hx-get", "hx-post", "hx-put", "hx-delete", "hx-patch", "hx-push-url", "data-ask",
}  # fmt: skip
READ_OUT = {"aria-label", "alt", "title", "placeholder", "data-say", "data-say10", "data-say5", "aria-description"}
REFERENCES = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
CONTROLS = {"input", "select", "textarea"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class Reading(HTMLParser):
    """The tags of a page with their attributes, and its texts, each with its language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.in_label: set[int] = set()
        self._open: list[tuple[str, str]] = []  # each with the language of what is in it
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if any(name == "label" for name, _language in self._open):
            self.in_label.add(len(self.tags))
        self.tags.append((tag, attributes))
        if tag not in VOID:
            self._open.append((tag, attributes.get("lang") or self.language))

    @property
    def language(self) -> str:
        """The language of what is being read."""
        return self._open[-1][1] if self._open else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _language in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open and self._open[-1][0] not in ("script", "style"):
            self.texts.append((" ".join(data.split()), self.language))

    def count(self, tag: str) -> int:
        return sum(1 for name, _attributes in self.tags if name == tag)

    def attribute(self, tag: str, name: str) -> str | None:
        return next((attributes.get(name) for found, attributes in self.tags if found == tag), None)

    def attributes(self) -> Iterator[tuple[str, str, str]]:
        """Every (tag, attribute, value)."""
        for tag, attributes in self.tags:
            yield from ((tag, name, value) for name, value in attributes.items())

    def addresses(self) -> Iterator[str]:
        """Wherever the page leads or asks, its own refreshes included."""
        for tag, name, value in self.attributes():
            if name in ADDRESSES:
                yield value
            elif tag == "meta" and name == "content" and "url=" in value:
                yield value.split("url=", 1)[1]

    def said(self) -> Iterator[str]:
        """All that people read or hear in the language of the page."""
        own = self.attribute("html", "lang")
        yield from (text for text, language in self.texts if language == own)
        yield from (" ".join(value.split()) for _tag, name, value in self.attributes() if name in READ_OUT)

    def ids_given_twice(self) -> list[str]:
        ids = Counter(value for _tag, name, value in self.attributes() if name == "id")
        return [one for one, times in ids.items() if times > 1]

    def dangling_references(self) -> set[str]:
        """Ids that something on the page refers to and that nothing on it has."""
        ids = {value for _tag, name, value in self.attributes() if name == "id"}
        referred = {one for _tag, name, value in self.attributes() if name in REFERENCES for one in value.split()}
        jumps = {
            value[1:] for tag, name, value in self.attributes() if tag == "a" and name == "href" and value[:1] == "#"
        }
        return (referred | jumps) - ids

    def controls_without_a_label(self) -> list[dict[str, str]]:
        labelled = {attributes.get("for") for tag, attributes in self.tags if tag == "label"}

        def is_labelled(place: int, attributes: dict[str, str]) -> bool:
            named = "aria-label" in attributes or "aria-labelledby" in attributes
            return named or place in self.in_label or attributes.get("id") in labelled

        return [
            attributes
            for place, (tag, attributes) in enumerate(self.tags)
            if tag in CONTROLS and attributes.get("type") not in UNLABELLED and not is_labelled(place, attributes)
        ]
