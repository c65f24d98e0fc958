"""A certificate as an Open Badge 3.0: a W3C verifiable credential, signed as VC-JWT ("JSON Web Token Proof Format").

Signed is the whole credential: the payload of the token is the credential itself. The plain JSON that can be downloaded
beside it is the same text without a signature: it proves nothing. Revocation is not signed: it is the list of now.
"""

from __future__ import annotations

import json
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask import current_app

from app.awards import certificates
from app.awards.models import Certificate

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import rsa

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
CRITERIA = "Follows by stated rules from the published results of the final. 依据公布的成绩和颁奖规则授予。"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
JSON = Mapping[str, Any]


def credential(one: Certificate) -> dict[str, Any]:
    """The credential without its signature: no more than is printed on the certificate."""
    printed = one.printed
    return {
        "@context": CONTEXT,
        "id": identity(one),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _both(printed["award"]),
        "issuer": {"id": _at("issuer"), "type": ["Profile"], "name": "Paddock", "url": _base()},
        "validFrom": one.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": _urn("subject", one),
            "type": ["AchievementSubject"],
            "identifier": [_identifier(printed["winner"])],
            "achievement": _achievement(one),
        },
        "evidence": [{"id": certificates.address(one), "type": ["Evidence"], "name": "Certificate"}],
        "credentialStatus": {"id": _at("revocations"), "type": "1EdTechRevocationList"},
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }  # fmt: skip


def _identifier(winner: Mapping[str, str]) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": _both(winner), "identityType": "name"}


def _achievement(one: Certificate) -> dict[str, Any]:
    printed = one.printed
    name = f"final:{one.final_id}:{printed['award']['zh']}:{printed['award']['en']}"
    return {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{_base()}/{name}')}",
        "type": ["Achievement"],
        "achievementType": "Award",
        "name": _both(printed["award"]),
        "description": _both(printed["final"]),
        "criteria": {"narrative": CRITERIA},
    }  # fmt: skip


def identity(one: Certificate) -> str:
    """The credential's own name, from which nobody finds the certificate's secret address."""
    return _urn("badge", one)


def _urn(what: str, one: Certificate) -> str:
    return f"urn:uuid:{uuid.UUID(bytes=sha256(f'{what}:{one.token}'.encode()).digest()[:16], version=4)}"


def signed(one: Certificate) -> str:
    """The credential as a compact JWS by RS256. Its header holds the public key for those without a line, and the
    address of it: the specification wants that `kid` leads to a JWK.
    """
    from app.awards.badgekeys import sign  # heavy, and needed by whoever asks for a credential alone

    found = credential(one)
    names = {"iss": found["issuer"]["id"], "sub": found["credentialSubject"]["id"], "jti": found["id"]}
    claims = found | names | {"nbf": int(one.issued_at.timestamp())}
    key = _key()
    header = {"alg": "RS256", "typ": "JWT", "kid": _address_of(key), "jwk": _jwk(key)}
    text = f"{_encoded(header)}.{_encoded(claims)}"
    return f"{text}.{_b64(sign(key, text))}"


# What is public -----------------------------------------------------------------------------------------------


def issuer() -> dict[str, Any]:
    """Who issues, for programs that follow the credential's `issuer`."""
    profile = {"@context": CONTEXT, "id": _at("issuer"), "type": ["Profile"], "name": "Paddock", "url": _base()}
    return profile | {"jwks": _at("keys")}


def keys() -> dict[str, Any]:
    """The public key, as a JWK set."""
    return {"keys": [_public(_key())]}


def key_named(name: str) -> dict[str, str] | None:
    """The public key of this name, as a JWK."""
    found = _key()
    return _public(found) if name == _thumbprint(found) else None


def _public(found: rsa.RSAPrivateKey) -> dict[str, str]:
    return _jwk(found) | {"kid": _address_of(found), "use": "sig", "alg": "RS256"}


def revocations(revoked: Sequence[Certificate]) -> dict[str, Any]:
    """Credentials that hold no more, by their own names; why stands on the certificate's page only."""
    listed = [{"id": identity(one), "revoked": True} for one in revoked]
    return {"id": _at("revocations"), "issuer": _at("issuer"), "revokedCredential": listed}


# The key ------------------------------------------------------------------------------------------------------


def _key() -> rsa.RSAPrivateKey:
    from app.awards import badgekeys  # as above

    return badgekeys.of(current_app.config["SETTINGS"].home / "badge_key.pem")


def _jwk(key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}


def _address_of(key: rsa.RSAPrivateKey) -> str:
    return _at(f"keys/{_thumbprint(key)}")


def _thumbprint(key: rsa.RSAPrivateKey) -> str:
    """RFC 7638."""
    jwk = _jwk(key)
    return _b64(
        sha256(json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":")).encode()).digest()
    )


def _number(value: int) -> str:
    return _b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _encoded(value: JSON) -> str:
    return _b64(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _both(words: Mapping[str, str]) -> str:
    return " ".join(word for word in (words["zh"], words["en"]) if word)


def _at(what: str) -> str:
    return f"{_base()}/credentials/{what}"


def _base() -> str:
    found: str = current_app.config["SETTINGS"].public_url
    return found
