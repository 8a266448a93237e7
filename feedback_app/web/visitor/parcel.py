"""A drawn page that waits for its response id: kept as bytes, plain and compressed, with a hole near the end."""

from __future__ import annotations

import struct
import zlib

HOLE = "00000000-0000-4000-8000-000000000000"
"""Drawn where the id of the response belongs; the last place in the page that differs between visitors."""

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
RAW_DEFLATE = -zlib.MAX_WBITS


class Parcel:
    """The page before and after the hole. Filling it costs microseconds, compressed or not."""

    def __init__(self, html: str) -> None:
        head, _, tail = html.rpartition(HOLE)
        self._head, self._tail = head.encode(), tail.encode()
        packer = zlib.compressobj(9, zlib.DEFLATED, RAW_DEFLATE)
        # A full flush ends on a whole byte and looks back at nothing before it, so another stream may follow.
        self._packed = GZIP_HEAD + packer.compress(self._head) + packer.flush(zlib.Z_FULL_FLUSH)
        self._checksum = zlib.crc32(self._head)

    def plain(self, uid: str) -> bytes:
        """The page for this response."""
        return self._head + uid.encode() + self._tail

    def packed(self, uid: str) -> bytes:
        """The same as a gzip file (RFC 1952)."""
        rest = uid.encode() + self._tail
        packer = zlib.compressobj(1, zlib.DEFLATED, RAW_DEFLATE)
        checksum = zlib.crc32(rest, self._checksum)
        length = (len(self._head) + len(rest)) & 0xFFFF_FFFF
        return self._packed + packer.compress(rest) + packer.flush() + struct.pack("<LL", checksum, length)
