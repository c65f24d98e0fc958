"""Templates are put together for each language, with its words and icons in them."""

import pytest
from flask import render_template
from flask_babel import force_locale
from jinja2 import DictLoader

from app.kit import i18n

TEMPLATES = {
    "plain.html": "<p>{{ _('Sign in') }}</p>{{ icon('check') }}",
    "named.html": "{{ _('100%%') }}|{{ _('Question %(number)s of 5', number=what) }}|{{ _('Sign in')|upper }}",
    "twice.html": "{{ _('%(a)s and %(b)s', a=what, b=_('Sign in')) }}|{{ _('50%% of %(a)s', a=what) }}",
    "other.html": "{{ _('%(a)d of %(b)s', a=4, b=what) }}|{{ _('%(a)s, %(a)s', a=what) }}",
    "mail.txt": "{{ _('Level %(level)s', level=what) }}",
    "outer.html": "{% from 'inner.html' import said %}{{ said() }}{% include 'plain.html' %}",
    "inner.html": "{% macro said() %}<b title=\"{{ _('Sign in') }}\">{% endmacro %}",
}
ICON = '<svg class="icon" aria-hidden="true"><use href="/static/vendor/lucide'


@pytest.fixture
def shown(app):
    app.jinja_env.loader, app.jinja_env.bytecode_cache = DictLoader(TEMPLATES), None

    def show(name, language="zh", what="<3>", **request):
        with app.test_request_context(**request), force_locale(language):
            return render_template(name, what=what)

    return show


def test_a_text_is_in_the_language_of_each_request(shown):
    for _time in range(2):
        assert shown("plain.html", "en").startswith(f"<p>Sign in</p>{ICON}")
        assert shown("plain.html", "zh").startswith(f"<p>登录</p>{ICON}")


def test_what_is_put_into_a_text_is_escaped_and_words_are_not(shown):
    assert shown("named.html", "en") == "100%|Question &lt;3&gt; of 5|SIGN IN"
    assert shown("twice.html", "en") == "&lt;3&gt; and Sign in|50% of &lt;3&gt;"
    assert shown("other.html", "en") == "4 of &lt;3&gt;|&lt;3&gt;, &lt;3&gt;"
    assert shown("mail.txt", "en") == "Level <3>"


def test_macros_and_includes_are_in_the_same_language(shown):
    assert shown("outer.html", "zh").startswith('<b title="登录"><p>登录</p>')
    assert shown("outer.html", "en").startswith('<b title="Sign in"><p>Sign in</p>')


def test_a_text_is_looked_up_once_and_not_for_each_reader(shown, monkeypatch):
    shown("named.html")
    monkeypatch.setattr(i18n.WORDS, "gettext", None)
    assert "&lt;4&gt;" in shown("named.html", what="<4>")
    with pytest.raises(TypeError):
        shown("twice.html")  # nobody has read this one yet


def test_a_house_below_another_address_has_icons_of_its_own(shown):
    assert 'href="/static/' in shown("plain.html")
    assert 'href="/academy/static/' in shown("plain.html", environ_overrides={"SCRIPT_NAME": "/academy"})
    assert 'href="/static/' in shown("plain.html")
