"""Seals: numbers that clients keep and hand back, and can neither read nor make themselves."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hmac import compare_digest
from secrets import token_bytes

from django.utils.crypto import salted_hmac

NONCE, NUMBER, TAG = 12, 8, 8  # bytes
LENGTH = NONCE + NUMBER + TAG


class NoSeal(Exception):
    """Something that was never a seal."""


class OthersSeal(Exception):
    """A seal made under another key: of another installation, or of this one before a change."""


def seal(number: int) -> str:
    """Seal a number of 64 bits; no two seals of it are alike."""
    nonce = token_bytes(NONCE)
    hidden = nonce + _masked(nonce, number.to_bytes(NUMBER, "big"))
    return urlsafe_b64encode(hidden + _tag(hidden)).decode().rstrip("=")


def unseal(text: str) -> int:
    """Read a sealed number back; raises `NoSeal`, or `OthersSeal` when another key made it."""
    try:
        packed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        raise NoSeal from None
    if len(packed) != LENGTH:
        raise NoSeal
    hidden, tag = packed[:-TAG], packed[-TAG:]
    if not compare_digest(tag, _tag(hidden)):
        raise OthersSeal
    return int.from_bytes(_masked(hidden[:NONCE], hidden[NONCE:]), "big")


def _masked(nonce: bytes, number: bytes) -> bytes:
    mask = salted_hmac("backend.sealing.mask", nonce, algorithm="sha256").digest()
    return bytes(a ^ b for a, b in zip(number, mask, strict=False))


def _tag(hidden: bytes) -> bytes:
    return salted_hmac("backend.sealing.tag", hidden, algorithm="sha256").digest()[:TAG]
