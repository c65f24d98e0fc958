"""What people send: taken in safely, or refused with a reason that says what to do."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from app.kit.errors import Invalid
from app.media import clips, pictures, recognising
from app.media.recognising import take
from tests.app.media import files

ENGLISH = {"Accept-Language": "en"}
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ATTACKS = {
    "nothing": (b"", "This file is empty"),
    "a text": (b"hello, I am a picture.jpg", "neither a picture"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "neither a picture"),
    "a drawing": (SVG, "SVG"),
    "a drawing after a comment": (b"<!-- " + b"x" * 900 + b" -->" + SVG, "SVG"),
    "a program": (b"\x7fELF" + bytes(500), "neither a picture"),
    "an archive": (b"PK\x03\x04" + bytes(500), "neither a picture"),
    "a document": (b"%PDF-1.7\n" + bytes(500), "neither a picture"),
    "a picture of phones": (b"\0\0\0\x18ftypheic" + bytes(200), "HEIC"),
    "a film of browsers": (b"\x1aE\xdf\xa3" + bytes(200), "WebM"),
    "sound of browsers": (b"OggS" + bytes(200), "WebM or Ogg"),
    "a start of a photo alone": (b"\xff\xd8\xff\xe0", "damaged"),
    "a photo cut off": (files.picture()[:2000], "damaged"),
    "a PNG cut off": (files.picture(form="PNG")[:300], "damaged"),
    "a bomb": (files.png_that_says(60_000, 60_000), "million pixels"),
    "a large bomb": (files.png_that_says(2**31 - 1, 2**31 - 1), "million pixels"),
    "a thread": (files.picture(4000, 4), "smaller than 16"),
    "noise behind the start of a GIF": (b"GIF89a" + bytes(range(256)) * 4, "damaged|million|smaller"),
    "a film cut off": (files.mp4()[:-100], "damaged"),
    "a film with an archive behind it": (files.mp4() + b"PK\x03\x04" + bytes(400), "damaged"),
    "a film without a track": (files.mp4(handler=b"meta"), "damaged"),
    "a film of newer phones": (files.mp4(b"hvc1"), "HEVC"),
    "a film of length nought": (files.mp4(seconds=0), "damaged"),
    "a film too long": (files.mp4(seconds=181), "longer than 3 minutes"),
    "boxes in boxes without end": (b"\0\0\0\x10ftypisom\0\0\0\0" + b"".join(
        (8 * (4000 - n)).to_bytes(4, "big") + b"moov" for n in range(4000)), "damaged"),
    "sound cut off": (b"ID3\x04\0\0\0\0\0\0" + files.mp3(3), "damaged"),
    "sound with a page behind it": (files.mp3() + b"<script>alert(1)</script>", "damaged"),
    "sound with packed samples": (files.wav(code=85), "packed samples"),
    "a wave cut off": (files.wav()[:-50], "damaged"),
    "sound too long": (files.mp3(24_000), "longer than 10 minutes"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_no_sound_picture_or_film_is_refused_with_a_reason(app, name):
    data, reason = ATTACKS[name]
    with app.test_request_context(headers=ENGLISH), pytest.raises(Invalid) as refused:
        take(data)
    with app.test_request_context(headers=ENGLISH):
        assert re.search(reason, str(refused.value.message))


def test_too_large_a_picture_is_refused_before_it_is_opened(app):
    with app.test_request_context(headers=ENGLISH), pytest.raises(Invalid) as refused:
        take(files.picture() + bytes(pictures.MOST_BYTES))
    with app.test_request_context(headers=ENGLISH):
        assert "16 MB" in str(refused.value.message)


def test_too_large_a_film_is_refused(app):
    film = files.mp4() + files.box(b"mdat", bytes(clips.MOST_BYTES["video"]))
    with app.test_request_context(headers=ENGLISH), pytest.raises(Invalid) as refused:
        take(film)
    with app.test_request_context(headers=ENGLISH):
        assert "32 MB" in str(refused.value.message)


@pytest.mark.parametrize(
    ("size", "widths"),
    [((300, 200), (300,)), ((360, 200), (360,)), ((800, 600), (360, 720, 800)), ((4000, 3000), (360, 720, 1440))],
)
def test_a_picture_comes_in_the_sizes_that_phones_need_and_never_larger_than_it_is(size, widths):
    found = take(files.picture(*size))
    assert found.widths == widths
    for width in widths:
        made = Image.open(BytesIO(found.files[str(width)]))
        assert (made.format, made.width) == ("WEBP", width)
        assert made.height == round(size[1] * width / size[0])


def test_a_tall_picture_is_fitted_by_its_height():
    found = take(files.picture(1000, 20_000))
    assert (found.width, found.height) == (144, 2880)


def test_a_photo_is_turned_upright_and_tells_no_more_where_it_was_taken():
    found = take(files.with_place())
    assert (found.width, found.height) == (40, 80)
    made = Image.open(BytesIO(found.files["40"]))
    assert (dict(made.getexif()), made.info.get("exif"), made.info.get("xmp")) == ({}, None, None)
    assert made.convert("RGB").getpixel((20, 5))[0] > 150  # what was on the left is on top


@pytest.mark.parametrize(
    ("form", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "1"), ("PNG", "RGBA"), ("GIF", "P"), ("WEBP", "RGB")],
)
def test_pictures_of_every_make_become_plain_ones(form, mode):
    made = Image.open(BytesIO(take(files.picture(100, 50, form, mode)).files["100"])).convert("RGB")
    left, right = made.getpixel((10, 25)), made.getpixel((90, 25))
    if mode in ("L", "1"):
        assert max(left) - min(left) < 12
    else:
        assert left[0] > left[2] + 80
        assert right[2] > right[0] + 80


def test_sixteen_bits_become_eight():
    deep = Image.new("I;16", (64, 32), 40_000)
    out = BytesIO()
    deep.save(out, "PNG")
    made = Image.open(BytesIO(take(out.getvalue()).files["64"])).convert("L")
    assert abs(made.getpixel((30, 15)) - 156) <= 2


def test_what_is_transparent_stands_on_white():
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    out = BytesIO()
    clear.save(out, "PNG")
    assert min(Image.open(BytesIO(take(out.getvalue()).files["64"])).convert("RGB").getpixel((30, 30))) > 250


def test_of_a_moving_picture_the_first_frame_is_kept_and_that_is_said():
    found = take(files.moving())
    assert found.notes == ("first-frame",)
    made = Image.open(BytesIO(found.files["40"]))
    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((20, 20))[0] > 150


def test_a_picture_that_hides_another_file_behind_it_loses_that(app):
    with app.test_request_context(headers=ENGLISH):
        found = take(files.picture() + b"PK\x03\x04<script>alert(1)</script>")
    assert all(b"script" not in data for data in found.files.values())


def test_a_film_keeps_its_bytes_in_their_places_and_loses_where_it_was_taken():
    found = take(files.mp4())
    assert (found.kind, found.type, found.width, found.height, found.seconds) == ("video", "video/mp4", 640, 360, 3.0)
    assert b"31.22" not in found.files["clip"]
    assert len(found.files["clip"]) == len(files.mp4())
    assert recognising.take(found.files["clip"]).files["clip"] == found.files["clip"]


def test_a_film_of_a_phone_held_upright_is_taller_than_wide():
    found = take(files.mp4(turned=True))
    assert (found.width, found.height) == (360, 640)


def test_sound_alone_in_an_mp4_is_a_recording():
    found = take(files.mp4(b"mp4a", b"soun"))
    assert (found.kind, found.type, found.width) == ("audio", "audio/mp4", None)


def test_of_sound_only_its_frames_are_kept():
    tagged = b"ID3\x04\0\0\0\0\0\x0asecret1234" + files.mp3() + b"TAG" + b"name" * 31 + b"\0"
    found = take(tagged)
    assert (found.files["clip"], found.type) == (files.mp3(), "audio/mpeg")
    assert found.seconds == pytest.approx(40 * 1152 / 44100, abs=0.1)


def test_of_a_wave_only_form_and_samples_are_kept():
    found = take(files.wav())
    assert b"secret" not in found.files["clip"]
    assert (found.type, found.seconds) == ("audio/wav", 0.5)
    assert take(found.files["clip"]).files["clip"] == found.files["clip"]
