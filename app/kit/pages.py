"""How templates are put together: once for each language, with its words in them.

A page has a hundred texts and icons that are the same for everybody who reads its language. They are looked up when the
template is compiled, not when it is shown. See docs/decisions/0018.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from flask import has_request_context, request
from flask.templating import Environment
from flask_babel import force_locale, gettext
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from app.kit import i18n

WORDS = ("_", "gettext")
Maker = Callable[[str], str]
PLACE = re.compile(r"%\((\w+)\)s")


class Pages(Environment):
    """Templates, in a set of their own for each language. `language`: of this set; None in the one that all are made
    from, which knows every template but holds none. `mounted`: the house has a place below another address, so that
    addresses are not known before a request.

    Templates share what all of them know, where Jinja lays an empty layer over it for each one: looking through both
    took a tenth of a page's time. No template here has anything of its own.
    """

    language: str | None = None
    mounted = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._sets: dict[tuple[str, bool], Pages] = {}
        self._fixed: dict[str, Maker] = {}

    def know_fixed(self, **makers: Maker) -> None:
        """Let templates call these with a text. What they make of it is the same as long as the process lives, in a
        house that is not mounted below another address.
        """
        self.globals.update(makers)
        self._fixed.update(makers)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if self.language is not None:
            return super()._load_template(name, globals)
        return self._set()._load_template(name, globals)

    def _set(self) -> Pages:
        """The templates in the language of the moment; where there is none, in no request, as they are written."""
        try:
            language = i18n.tag()
        except RuntimeError:
            language = ""
        key = (language, not has_request_context() or bool(request.root_path))
        found = self._sets.get(key)
        if found is None:
            found = self.overlay()
            found.language, found.mounted = key
            found = self._sets.setdefault(key, found)
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        if self.language not in i18n.LANGUAGES:
            return parsed
        escapes = self.autoescape(name) if callable(self.autoescape) else self.autoescape
        with force_locale(self.language):
            folded: nodes.Template = Folding(bool(escapes), {} if self.mounted else self._fixed).visit(parsed)
        folded.set_environment(self)
        return folded


class Folding(NodeTransformer):
    """Puts texts in the language of the moment, and what is fixed, into a parsed template in place of their calls."""

    def __init__(self, escapes: bool, fixed: dict[str, Maker]) -> None:
        """`escapes`: the template makes HTML."""
        self._safe: type[str] = Markup if escapes else str
        self._fixed = fixed

    def visit_Output(self, output: nodes.Output) -> nodes.Output:  # noqa: N802  (Jinja calls it so)
        """A text with places in it falls apart into what is in between."""
        output.nodes = [part for child in output.nodes for part in self._parts(child)]
        self.generic_visit(output)
        return output

    def _parts(self, child: nodes.Expr) -> Iterator[nodes.Expr]:
        text = self._text(child)
        pieces = PLACE.split(text) if text is not None else []
        if (
            text is None
            or not isinstance(child, nodes.Call)
            or any("%" in piece.replace("%%", "") for piece in pieces[::2])
        ):
            yield child
            return
        given = {word.key: word.value for word in child.kwargs}
        if not given.keys() >= set(pieces[1::2]) or len(set(pieces[1::2])) < len(pieces[1::2]):
            yield child
            return
        for number, piece in enumerate(pieces):
            yield given[piece] if number % 2 else nodes.TemplateData(piece.replace("%%", "%"), lineno=child.lineno)

    def visit_Call(self, call: nodes.Call) -> nodes.Expr:  # noqa: N802  (Jinja calls it so)
        self.generic_visit(call)
        text = self._text(call)
        if text is not None:
            whole = nodes.Const(self._safe(text), lineno=call.lineno)
            if not call.kwargs:
                return nodes.Const(whole.value % {}, lineno=call.lineno)
            given = [nodes.Pair(nodes.Const(word.key), word.value) for word in call.kwargs]
            return nodes.Mod(whole, nodes.Dict(given), lineno=call.lineno)
        make = self._fixed.get(_name(call))
        if make is not None and _is_plain(call) and not call.kwargs:
            return nodes.Const(make(call.args[0].value), lineno=call.lineno)  # type: ignore[attr-defined]
        return call

    def _text(self, call: nodes.Node) -> str | None:
        """What a call for a text stands for; None where it is another one, or its text is not known yet."""
        if isinstance(call, nodes.Call) and _name(call) in WORDS and _is_plain(call):
            return str(gettext(call.args[0].value))  # type: ignore[attr-defined]
        return None


def _name(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def _is_plain(call: nodes.Call) -> bool:
    """Whether it is called with one text that stands in the template (and words beside it)."""
    more = call.dyn_args is not None or call.dyn_kwargs is not None
    return not more and len(call.args) == 1 and isinstance(call.args[0], nodes.Const)
