"""A page is light to load, even the first time and on a slow line."""

from __future__ import annotations

import pytest

from tests.browser.pages import READERS, pages_of

FIRST_LOAD_BYTES = 100_000


@pytest.mark.parametrize("who", READERS)
def test_the_first_load_of_each_page_is_small(open_page, who):
    page = open_page(who)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    loaded: list[int] = []
    network.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    sizes = {}
    for one in pages_of(who):
        network.send("Network.clearBrowserCache")
        loaded.clear()
        page.goto(one.url, wait_until="networkidle")
        sizes[one.name] = sum(loaded)
    assert min(sizes.values()) > 1000
    assert {name: size for name, size in sizes.items() if size >= FIRST_LOAD_BYTES} == {}
