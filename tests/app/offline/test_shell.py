"""What can be read without a line is there whole: its styles and scripts are kept from the start."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest

from app.kit.assets import STATIC
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season, make_section

FILE = re.compile(r'"(/static/[^"]+\.(?:css|js)(?:\?[^"]+)?)"')
IMPORT = re.compile(r'@import url\("([^"]+)"\)')


@pytest.mark.parametrize("address", ["/learn", "/class/{key}", "/day/practice"])
def test_the_styles_and_scripts_of_a_page_that_is_kept_are_kept_too(app, client, address):
    post = make_post()
    make_season()
    (one,) = make_section("new-energy", 1, post, asks=[make_question(post)])
    reader = sign_in(client, make_person(post=post))
    page = reader.get(address.format(key=one.key))
    assert page.status_code == 200
    asked = set(FILE.findall(page.text))
    assert asked
    styles = {urlsplit(one).path for one in asked if ".css" in one}
    imported = {urljoin(one, name) for one in styles for name in IMPORT.findall(_written(one))}
    assert imported  # they are asked for under the address that stands in the style
    assert asked | imported <= set(FILE.findall(client.get("/worker.js").text))


def _written(address: str) -> str:
    return (STATIC / address.removeprefix("/static/")).read_text(encoding="utf-8")
