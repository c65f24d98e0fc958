"""A small final in a real browser, from the rules of its selection to a certificate that a passer-by verifies."""

from __future__ import annotations

import re
from io import BytesIO
from struct import pack
from urllib.parse import urljoin

import segno
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.judging.models import Mark, MarkClash, MarkSending, ScoreSheet, SheetSignature
from app.kit.database import session
from tests.browser import finaldays, finals
from tests.browser.waiting import until, until_controlled

NAME = "Small final"
ORGANIZER, JUDGE = "P000001", "P000002"  # the second ones
POSTS = ("M&E technician", "M&E service advisor")
TORQUES = ("109", "109.2", "109.4")
KEPT = "No line: {} kept on this device"


def test_a_final_from_its_rules_to_a_certificate(open_page, behind):
    look = finals.nobody
    desk = open_page("DEMO-ORGANIZER", 1440, "en")
    finals.given(desk, ORGANIZER, "Organizer")
    finals.given(desk, JUDGE, "Judge")
    other_desk = arriving(open_page, behind, ORGANIZER, 1440)
    seats = invited(open_page, behind, desk, other_desk, look)
    follow_up(desk, look)
    finaldays.set_awards(desk, look)
    finals.arrange(desk, "DEMO-JUDGE", JUDGE, look)
    finals.draw_and_plan(desk, look)
    finaldays.write_sheets(open_page("DEMO-TRAINER", 1440, "en"), NAME, look)
    finaldays.open_sheets(desk, look)
    judged(open_page, behind, look)
    published(open_page, desk, other_desk, look)
    assert finaldays.draw_certificates(desk, look) >= 3 + len(POSTS)
    certified(open_page, next(iter(seats.values())), look)
    said = behind.test_cli_runner().invoke(args=["audit", "verify"])
    assert (said.exit_code, said.output[:14]) == (0, "The log holds.")


def arriving(open_page, behind, number, width=360):
    page = open_page("", width, "en")
    finals.sign_in_by_link(page, behind, number)
    return page


def invited(open_page, behind, desk, other_desk, look):
    """Two sign; three are invited, one of them declines, a reserve moves up; the pages of those who come."""
    finals.make_final(desk, NAME, look)
    finals.write_rules(desk, look)
    chosen, reserve = finals.propose_selection(desk, look)
    finals.sign_selection(other_desk, NAME, look)
    pages = {number: arriving(open_page, behind, number) for number in chosen}
    gone = pages.pop(chosen[0])
    finals.answer(gone, look, comes=False)
    gone.close()
    pages[reserve] = arriving(open_page, behind, reserve)
    for page in pages.values():
        finals.answer(page, look, comes=True)
    return pages


def follow_up(desk, look):
    desk.goto("/desk/finals")
    finals.follow(desk, NAME)
    finals.go_to(desk, "Invitations")
    expect(desk.get_by_text("moved up for")).to_have_count(1)
    expect(desk.locator(".finals-figures strong")).to_have_text(["0", "3", "1", "0"])
    look("invitations", desk)


# Judging ----------------------------------------------------------------------------------------------------------


def judged(open_page, behind, look):
    """Three sheets are marked by two, of whom the chief loses the line on the way; three by one. All sign."""
    chief = open_page("DEMO-JUDGE", 360, "en", service_workers="allow")
    other = arriving(open_page, behind, JUDGE, 1440)
    chiefs, both = finaldays.sheets_of(chief, look), finaldays.sheets_of(other, look)
    shared = [one for one in chiefs if one in both]  # the chief has sheets of other finals in this house
    alone = [one for one in both if one not in shared]
    assert (len(shared), len(alone), len(both)) == (3, 3, 6)
    without_a_line(chief, shared, look)
    for place, address in enumerate(both):
        finaldays.open_sheet(other, address)
        mark_alone(other, place, look) if address in alone else mark_too(other, address == shared[0], look)
    for address in shared:
        finaldays.open_sheet(chief, address)
        finaldays.sign(chief, look)
        finaldays.sign_as_chief(chief, look)
    assert_all_arrived_once(behind, both)


def without_a_line(page, addresses, look):
    """Sheets are opened with a line, and marked without one; what was kept comes through when it is back."""
    until_controlled(page)
    for address in addresses:
        finaldays.open_sheet(page, address)
        until(page, f"caches.open('pages').then(pages => pages.match('{address}'))")
    page.context.set_offline(True)
    for address, torque in zip(addresses, TORQUES, strict=True):
        page.goto(address)
        finaldays.mark(page, care=finaldays.number_on(page), torque=torque)
        expect(page.locator("[data-sync]")).to_have_text(KEPT.format(2))
    look("sheet, no line", page)
    page.reload()
    expect(page.locator("[data-sync]")).to_have_text(KEPT.format(2))
    expect(page.locator("[data-measure]")).to_have_value(TORQUES[-1])
    page.context.set_offline(False)
    for address in addresses:
        finaldays.open_sheet(page, address)


def mark_alone(page, place, look):
    """The higher the number, the better they work."""
    finaldays.mark(page, care=finaldays.number_on(page), torque=f"110.{place + 1}", dropped=1)
    finaldays.sign(page, look)
    finaldays.sign_as_chief(page, look)


def mark_too(page, disagrees, look):
    """What lies 2 apart is talked about and marked again."""
    care = finaldays.number_on(page)
    expect(page.get_by_text("Another judge has measured this.")).to_be_visible()
    if disagrees:
        finaldays.mark(page, care=(care + 2) % 4)
        expect(page.get_by_text("Talk, and mark again")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("button", name="Sign my marks")).to_be_disabled()
        look("sheet, talk", page)
    finaldays.mark(page, care)
    expect(page.get_by_text("Talk, and mark again")).to_be_hidden(timeout=30_000)
    finaldays.sign(page, look)


def assert_all_arrived_once(behind, addresses):
    """Each touch is one sending, each mark stands once, nothing clashes; all have signed."""
    tokens = [one.rsplit("/", 1)[1] for one in addresses]
    with behind.app_context():
        ids = select(ScoreSheet.id).where(ScoreSheet.token.in_(tokens))

        def count(model):
            return session().scalar(select(func.count()).select_from(model).where(model.sheet_id.in_(ids)))

        torques = session().scalars(select(Mark.value).where(Mark.sheet_id.in_(ids), Mark.item == "aspect-1")).all()
        assert set(TORQUES) < set(torques)
        assert (len(torques), count(Mark), count(MarkClash)) == (6, 9 + 6 + 3, 0)  # care, torque, what was dropped
        assert count(MarkSending) == 9 + 6 + 3 + 1  # and one after the talk
        assert count(SheetSignature) == 3 * 3 + 3 * 2


# Results ----------------------------------------------------------------------------------------------------------


def published(open_page, desk, other_desk, look):
    """Frozen first; two sign; a passer-by sees nothing until it is shown, then the names of who agreed."""
    finals.go_to(desk, "Results")
    finals.press(desk, "Freeze the results")
    address = desk.get_by_role("link", name="What everybody sees").get_attribute("href")
    finaldays.propose_results(desk, POSTS, look)
    other_desk.goto("/desk/finals")
    finals.follow(other_desk, NAME)
    finals.go_to(other_desk, "Results")
    finaldays.sign_results(other_desk, POSTS, look)
    passer_by = open_page("", 360, "en")
    passer_by.goto(address)
    expect(passer_by.get_by_text("Nothing is published yet.")).to_be_visible()
    look("published, frozen", passer_by)
    desk.reload()
    finals.press(desk, "Show everything that is published")
    passer_by.reload()
    expect(passer_by.locator("tbody tr")).to_have_count(3)
    look("published", passer_by)


def certified(open_page, page, look):
    """A finalist takes the certificate home; its code leads a passer-by to the page that verifies it."""
    page.goto("/final")
    finals.follow(page, "My result in the final")
    expect(page.get_by_text("Place ").first).to_be_visible()
    look("my result", page)
    page.goto("/me")
    finals.follow(page, "My certificates")
    look("my certificates", page)
    with page.expect_download() as file:
        page.get_by_role("link", name=re.compile("^PDF")).first.click()
    address = str(page.get_by_role("link", name="The page that verifies it").first.get_attribute("href"))
    assert modules(code_on(file.value.path().read_bytes())) in codes_of(urljoin(page.url, address))
    passer_by = open_page("", 360, "en")
    passer_by.goto(address)
    expect(passer_by.get_by_text("This certificate is genuine.")).to_be_visible()
    look("certificate, verified", passer_by)


def code_on(pdf):
    """The QR code of a certificate as a picture: what the PDF holds of it (CCITT, group 4), with the head of a TIFF."""
    head, data = re.search(rb"<<((?:(?!endobj).)*?/Subtype /Image.*?)stream\n(.*?)\nendstream", pdf, re.S).groups()
    wide, high = (int(re.search(rb"/%b (\d+)" % name, head)[1]) for name in (b"Width", b"Height"))
    tags = ((256, wide), (257, high), (258, 1), (259, 4), (262, 0), (273, 8 + 2 + 12 * 8 + 4), (278, high),
            (279, len(data)))  # fmt: skip
    entries = b"".join(pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return Image.open(BytesIO(b"II*\0" + pack("<I", 8) + pack("<H", len(tags)) + entries + pack("<I", 0) + data))


def codes_of(address):
    """All codes that say this: a code's mask is free."""
    codes = (segno.make(address, error="m", mask=mask).matrix for mask in range(8))
    return [[[bool(one) for one in row] for row in code] for code in codes]


def modules(picture, scale=4, border=1):
    """Which modules of a code are dark; those of the margin are not."""
    light, size = picture.getpixel((0, 0)), picture.width // scale
    places = range(border, size - border)
    return [[picture.getpixel((x * scale + 2, y * scale + 2)) != light for x in places] for y in places]
