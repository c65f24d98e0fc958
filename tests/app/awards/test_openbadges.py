"""A badge is signed as a whole, verifies with the public key, and tells no more than the certificate."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from app.awards import certificates, queries
from app.kit import clock
from app.kit.database import transaction
from tests.app.awards.making import Crowned, person
from tests.conftest import sign_in


@pytest.fixture
def badge(app, client):
    one = Crowned()
    one.publish(1, 2, 3)
    one.follow()
    with transaction():
        certificates.issue(one.final.id, one.organizer, clock.now())
    holder = person(one.finalists[0])
    found = queries.of_person(holder)[0]
    sign_in(client, holder)
    return one, found, client.get(f"/me/certificates/{found.id}.jwt").text


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verified(text: str, keys: dict) -> dict:
    """What a token claims, if the public key that its header names has signed it."""
    header, body, signature = text.split(".")
    named = json.loads(decoded(header))
    assert (named["alg"], named["typ"]) == ("RS256", "JWT")
    (key,) = [one for one in keys["keys"] if one["kid"] == named["kid"]]
    number, exponent = (int.from_bytes(decoded(key[name])) for name in ("n", "e"))
    assert named["jwk"] == {name: key[name] for name in ("kty", "n", "e")}
    public = rsa.RSAPublicNumbers(exponent, number).public_key()
    public.verify(decoded(signature), f"{header}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    claims: dict = json.loads(decoded(body))
    return claims


def test_a_badge_verifies_with_the_public_key_and_is_the_credential_itself(badge, client):
    _one, found, text = badge
    claims = verified(text, client.get("/credentials/keys").json)
    plain = client.get(f"/me/certificates/{found.id}.json").json
    assert {name: claims[name] for name in plain} == plain
    assert (claims["iss"], claims["jti"]) == (plain["issuer"]["id"], plain["id"])


def test_a_badge_with_another_name_does_not_verify(badge, client):
    _one, _found, text = badge
    header, body, signature = text.split(".")
    with pytest.raises(InvalidSignature):
        verified(f"{header}.{body[:-4]}AAAA.{signature}", client.get("/credentials/keys").json)


def test_a_badge_has_the_shape_of_open_badges_3(badge, client):
    """What the schema of 1EdTech (ob_v3p0_achievementcredential_schema.json) requires of it."""
    _one, found, _text = badge
    plain = client.get(f"/me/certificates/{found.id}.json").json
    assert {"@context", "id", "type", "issuer", "validFrom", "credentialSubject"} <= set(plain)
    assert plain["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert plain["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert {"id", "type", "name", "description", "criteria"} <= set(plain["credentialSubject"]["achievement"])
    (who,) = plain["credentialSubject"]["identifier"]
    assert set(who) == {"type", "hashed", "identityHash", "identityType"}


def test_a_badge_that_was_taken_back_is_on_the_list_without_its_address(badge, client):
    one, found, _text = badge
    identity = client.get(f"/me/certificates/{found.id}.json").json["id"]
    assert client.get("/credentials/revocations").json["revokedCredential"] == []
    with transaction():
        certificates.revoke(one.final.id, found.id, "A wrong name", one.organizer, clock.now())
    answer = client.get("/credentials/revocations")
    assert answer.json["revokedCredential"] == [{"id": identity, "revoked": True}]
    assert found.token not in json.dumps(answer.json)
    assert client.get(f"/me/certificates/{found.id}.jwt").status_code == 409


def test_the_key_is_made_once_and_nobody_elses_to_read(badge, app):
    path = app.config["SETTINGS"].home / "badge_key.pem"
    assert path.stat().st_mode & 0o077 == 0
