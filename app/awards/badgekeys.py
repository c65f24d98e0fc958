"""The service's own key for Open Badges. Loaded when a credential is asked for: `cryptography` takes 7 MB of memory."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


@lru_cache(maxsize=4)
def of(path: Path) -> rsa.RSAPrivateKey:
    """The key in this file; the first one who needs it makes it, and it stays."""
    if not path.exists():
        _make(path)
    found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, rsa.RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key.")
    return found


def sign(key: rsa.RSAPrivateKey, text: str) -> bytes:
    """The signature of RS256 (RFC 7518, 3.3)."""
    return key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())


def _make(path: Path) -> None:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    half = path.with_suffix(f".{os.getpid()}")
    half.touch(mode=0o600)
    half.write_bytes(made.private_bytes(*form))
    try:
        os.link(half, path)  # fails where another process was first: its key counts
    except FileExistsError:
        pass
    finally:
        half.unlink()
