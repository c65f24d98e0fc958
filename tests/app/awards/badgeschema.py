"""What Open Badges 3.0 requires of a credential, as a JSON Schema in our own words.

Source: 1EdTech, Open Badges Specification 3.0, appendix B ("Data Models": AchievementCredential, AchievementSubject,
Achievement, IdentityObject, Profile, Evidence, CredentialStatus, CredentialSchema). It is not the schema file that
1EdTech publishes, which is not ours to copy; what is no part of our badges is left out, and nothing unknown is let in.
"""

from __future__ import annotations

from typing import Any

URI = {"type": "string", "pattern": "^(https?://[^\\s]+|urn:uuid:[0-9a-f-]{36})$"}
TEXT = {"type": "string", "minLength": 1}
INSTANT = {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$"}
CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
IDENTITIES = ("name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress",
              "nationalIdentityNumber", "isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId",
              "ltiContextId", "ltiDeploymentId", "ltiToolId", "ltiPlatformId", "ltiUserId", "identifier")  # fmt: skip


def thing(required: str, **properties: Any) -> dict[str, Any]:
    """An object of these properties and no others."""
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


def types(*names: str) -> dict[str, Any]:
    """A list with each of these names."""
    return {"type": "array", "items": {"type": "string"}, "allOf": [{"contains": {"const": name}} for name in names]}


def many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


IDENTITY = thing(
    "type hashed identityHash identityType",
    type={"const": "IdentityObject"},
    hashed={"type": "boolean"},
    identityHash=TEXT,
    identityType={"enum": list(IDENTITIES)},
    salt=TEXT,
)
ACHIEVEMENT = thing(
    "id type name description criteria",
    id=URI,
    type=types("Achievement"),
    achievementType=TEXT,
    name=TEXT,
    description=TEXT,
    criteria=thing("", id=URI, narrative=TEXT) | {"minProperties": 1},
)
SUBJECT = thing(
    "id type achievement", id=URI, type=types("AchievementSubject"), achievement=ACHIEVEMENT, identifier=many(IDENTITY)
)
PROFILE = thing("id type", id=URI, type=types("Profile"), name=TEXT, url=URI)
CREDENTIAL = thing(
    "@context id type credentialSubject issuer validFrom",
    **{"@context": {"type": "array", "minItems": 2, "prefixItems": [{"const": one} for one in CONTEXTS]}},
    id=URI,
    type=types("VerifiableCredential", "OpenBadgeCredential"),
    name=TEXT,
    issuer=PROFILE,
    validFrom=INSTANT,
    credentialSubject=SUBJECT,
    evidence=many(thing("type", id=URI, type=types("Evidence"), name=TEXT)),
    credentialStatus=thing("type", id=URI, type={"const": "1EdTechRevocationList"}),
    credentialSchema=many(thing("id type", id=URI, type={"const": "1EdTechJsonSchemaValidator2019"})),
)
