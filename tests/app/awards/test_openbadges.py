"""A badge is signed as a whole, verifies with the public key, and tells no more than the certificate."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from urllib.parse import urlsplit

import jsonschema_rs
import pytest
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15

from app.awards import certificates, queries
from app.kit import clock
from app.kit.database import transaction
from tests.app.awards.badgeschema import CREDENTIAL
from tests.app.awards.making import Crowned, person
from tests.conftest import sign_in

SCHEMA = jsonschema_rs.Draft202012Validator(CREDENTIAL)


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


def number_after(text: str) -> str:
    """Two more: odd, as such numbers are."""
    return urlsafe_b64encode((int.from_bytes(decoded(text)) + 2).to_bytes(257)).rstrip(b"=").decode()


def verified(text: str, jwk: dict) -> dict:
    """What a token claims, if this key has signed it. The service signs by cryptography; this is PyCryptodome."""
    header, body, signature = text.split(".")
    number, exponent = (int.from_bytes(decoded(jwk[name])) for name in ("n", "e"))
    pkcs1_15.new(RSA.construct((number, exponent))).verify(SHA256.new(f"{header}.{body}".encode()), decoded(signature))
    claims: dict = json.loads(decoded(body))
    return claims


def header_of(text: str) -> dict:
    found: dict = json.loads(decoded(text.split(".")[0]))
    return found


def key_of(client, text: str) -> dict:
    """What the `kid` of a token leads to."""
    found: dict = client.get(urlsplit(header_of(text)["kid"]).path).json
    return found


def test_the_header_has_what_the_standard_names_and_nothing_else(badge, client):
    header = header_of(badge[2])
    assert set(header) == {"alg", "typ", "kid", "jwk"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    assert set(header["jwk"]) == {"kty", "n", "e"}  # the private key has more
    assert header["kid"].startswith("http://127.0.0.1:8000/credentials/keys/")


def test_the_kid_leads_to_the_key_which_is_in_the_set_and_in_the_header(badge, client):
    found = key_of(client, badge[2])
    assert client.get("/credentials/keys").json == {"keys": [found]}
    assert header_of(badge[2])["jwk"] == {name: found[name] for name in ("kty", "n", "e")}
    assert (found["kid"], found["use"]) == (header_of(badge[2])["kid"], "sig")
    assert client.get("/credentials/keys/another").status_code == 404


def test_a_badge_verifies_with_the_public_key_and_is_the_credential_itself(badge, client):
    _one, found, text = badge
    claims = verified(text, key_of(client, text))
    plain = client.get(f"/me/certificates/{found.id}.json").json
    registered = {"iss": plain["issuer"]["id"], "jti": plain["id"], "sub": plain["credentialSubject"]["id"]}
    begins = int(datetime.fromisoformat(plain["validFrom"]).timestamp())
    assert claims == plain | registered | {"nbf": begins}
    assert plain["issuer"] == {name: client.get("/credentials/issuer").json[name] for name in plain["issuer"]}


def test_a_badge_with_another_name_or_another_key_does_not_verify(badge, client):
    text = badge[2]
    header, body, signature = text.split(".")
    key = key_of(client, text)
    changed = urlsafe_b64encode(decoded(body).replace(b"Wang", b"Wong")).rstrip(b"=").decode()
    assert changed != body
    with pytest.raises(ValueError, match="Invalid signature"):
        verified(f"{header}.{changed}.{signature}", key)
    with pytest.raises(ValueError, match="Invalid signature"):
        verified(text, key | {"n": number_after(key["n"])})


def test_a_badge_is_what_open_badges_3_requires(badge, client):
    plain = client.get(f"/me/certificates/{badge[1].id}.json").json
    assert list(map(str, SCHEMA.iter_errors(plain))) == []
    assert datetime.fromisoformat(plain["validFrom"]) <= clock.now()


@pytest.mark.parametrize("missing", ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"])
def test_the_schema_sees_what_is_missing(badge, client, missing):
    plain = client.get(f"/me/certificates/{badge[1].id}.json").json
    del plain[missing]
    assert not SCHEMA.is_valid(plain)


def test_the_schema_sees_contexts_in_another_order_and_a_subject_without_its_achievement(badge, client):
    plain = client.get(f"/me/certificates/{badge[1].id}.json").json
    assert not SCHEMA.is_valid(plain | {"@context": plain["@context"][::-1]})
    assert not SCHEMA.is_valid(plain | {"type": ["VerifiableCredential"]})
    del plain["credentialSubject"]["achievement"]
    assert not SCHEMA.is_valid(plain)


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
