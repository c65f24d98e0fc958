"""Every template compiles and leads only to what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from flask_babel import force_locale
from jinja2 import nodes
from werkzeug.routing import BuildError

from app.kit.assets import SPRITE, STATIC
from app.kit.i18n import LANGUAGES, TRANSLATIONS

TEMPLATES = sorted(
    str(path.relative_to(TRANSLATIONS.parent / "templates"))
    for path in (TRANSLATIONS.parent / "templates").rglob("*.html")
)


def source_of(name: str) -> str:
    return (TRANSLATIONS.parent / "templates" / name).read_text(encoding="utf-8")


def calls(tree: nodes.Node, function: str) -> Iterator[nodes.Call]:
    """Every call of this function in a template."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == function:
            yield call


def literals(tree: nodes.Node, function: str) -> set[str]:
    """What this function is called with in a template where that is a plain text."""
    return {call.args[0].value for call in calls(tree, function) if isinstance(call.args[0], nodes.Const)}


@pytest.mark.parametrize("language", [None, *LANGUAGES])
def test_every_template_compiles_and_finds_what_it_extends_and_includes(app, language):
    with force_locale(language) if language else nullcontext():
        _compile_all(app)


def _compile_all(app):
    for name in TEMPLATES:
        app.jinja_env.get_template(name)
        for node in app.jinja_env.parse(source_of(name)).find_all(
            (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)
        ):
            if isinstance(node.template, nodes.Const):
                app.jinja_env.get_template(node.template.value)


def test_every_link_leads_to_a_page_that_exists_and_names_what_that_needs(app):
    wrong = []
    with app.test_request_context():
        for name in TEMPLATES:
            for call in calls(app.jinja_env.parse(source_of(name)), "url_for"):
                endpoint = call.args[0].value if isinstance(call.args[0], nodes.Const) else None
                if endpoint is not None and not _can_be_built(app, endpoint, {word.key for word in call.kwargs}):
                    wrong.append(f"{name}:{call.lineno} {endpoint}")
    assert wrong == []


def _can_be_built(app, endpoint: str, given: set[str]) -> bool:
    try:
        app.url_for(endpoint, **dict.fromkeys(given, 1))
    except BuildError:
        return False
    return True


def test_the_check_of_links_finds_a_planted_one(app):
    with app.test_request_context():
        assert _can_be_built(app, "home.today", set())
        assert not _can_be_built(app, "home.tomorrow", set())
        assert not _can_be_built(app, "duels.show", set())


def test_every_file_and_icon_is_there(app):
    icons = set(re.findall(r'id="([^"]+)"', (STATIC / SPRITE).read_text(encoding="utf-8")))
    wrong = []
    for name in TEMPLATES:
        tree = app.jinja_env.parse(source_of(name))
        wrong += [(name, one) for one in literals(tree, "static_url") if not (STATIC / one).is_file()]
        wrong += [(name, one) for one in literals(tree, "icon") - icons]
    assert wrong == []


def test_no_template_has_inline_styles_handlers_or_scripts_without_a_nonce():
    inline = r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\b(?:src|nonce)=)"
    found = {name: re.findall(inline, source_of(name), re.IGNORECASE) for name in TEMPLATES}
    assert {name: some for name, some in found.items() if some} == {}


def test_every_form_that_changes_something_carries_its_token():
    forms = [(name, form) for name in TEMPLATES for form in re.findall(r"(?is)<form\b.*?</form>", source_of(name))]
    changing = [(name, form) for name, form in forms if re.search(r'(?i)method="?post', form)]
    assert changing
    assert [one for one in changing if "csrf_token()" not in one[1] and "hidden_tag()" not in one[1]] == []
