"""Small valid media files drawn by code, so that no binary file lives in the repository."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_PHOTO_WIDTH, _PHOTO_HEIGHT = 240, 160
_STICKER_SIDE = 512  # WhatsApp stickers are 512 × 512
_STICKER_ARGB = (255, 37, 160, 108)
_VOICE_FRAMES = 100  # of 20 ms each: two seconds
_OPUS_RATE = 48_000
_FRAME_SAMPLES = 960
_SILENT_FRAME = b"\xf8\xff\xfe"  # Opus: CELT full band, 20 ms, one silent frame (RFC 6716)


@dataclass(frozen=True, slots=True)
class MediaFile:
    name: str
    content_type: str
    data: bytes


def file_of(content_type: str) -> MediaFile:
    """Return a file of that type. Raises KeyError for types people cannot send here."""
    name, data = {
        "audio/ogg": ("nota-de-voz.ogg", _ogg_opus),
        "image/png": ("foto.png", _png),
        "image/webp": ("sticker.webp", _webp),
        "application/pdf": ("documento.pdf", _pdf),
        "text/vcard": ("contacto.vcf", _vcard),
    }[content_type]
    return MediaFile(name=name, content_type=content_type, data=data())


def _png() -> bytes:
    """Draw a little landscape: sky, sun and hills."""
    rows = b"".join(b"\0" + bytes(_pixels(y)) for y in range(_PHOTO_HEIGHT))
    header = struct.pack(">IIBBBBB", _PHOTO_WIDTH, _PHOTO_HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(name, data) for name, data in chunks)


def _pixels(y: int) -> Iterator[int]:
    for x in range(_PHOTO_WIDTH):
        hill = 110 + ((x - 70) ** 2) // 420
        far_hill = 95 + ((x - 190) ** 2) // 300
        if y > hill:
            yield from (86, 140, 84)
        elif y > far_hill:
            yield from (120, 166, 128)
        elif (x - 170) ** 2 + (y - 50) ** 2 < 24**2:
            yield from (255, 214, 120)
        else:
            yield from (120 + y // 2, 180 + y // 4, 235)


def _png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _webp() -> bytes:
    """Return a lossless WebP of one colour: five prefix codes of one symbol, no bit per pixel."""
    alpha, red, green, blue = _STICKER_ARGB
    bits = _Bits()
    for value, width in ((_STICKER_SIDE - 1, 14), (_STICKER_SIDE - 1, 14), (1, 1), (0, 3)):
        bits.add(value, width)
    bits.add(0, 3)  # no transform, no colour cache, no meta prefix codes
    for symbol in (green, red, blue, alpha):
        for value, width in ((1, 1), (0, 1), (1, 1), (symbol, 8)):
            bits.add(value, width)
    for value, width in ((1, 1), (0, 1), (0, 1), (0, 1)):  # distance code: symbol 0
        bits.add(value, width)
    chunk = b"\x2f" + bits.as_bytes()
    chunk_padded = chunk + b"\0" * (len(chunk) % 2)
    payload = b"WEBPVP8L" + struct.pack("<I", len(chunk)) + chunk_padded
    return b"RIFF" + struct.pack("<I", len(payload)) + payload


class _Bits:
    """Collects numbers of some bits each, least significant bit first."""

    def __init__(self) -> None:
        self._value = 0
        self._width = 0

    def add(self, value: int, width: int) -> None:
        self._value |= value << self._width
        self._width += width

    def as_bytes(self) -> bytes:
        return self._value.to_bytes((self._width + 7) // 8, "little")


def _ogg_opus() -> bytes:
    """Return two seconds of silence as a voice note (RFC 7845: head, tags, one page of audio)."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, _OPUS_RATE, 0, 0)
    vendor = b"turnero simulator"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0)
    audio = [_SILENT_FRAME] * _VOICE_FRAMES
    return b"".join(
        (
            _ogg_page(0, flags=2, position=0, packets=[head]),
            _ogg_page(1, flags=0, position=0, packets=[tags]),
            _ogg_page(2, flags=4, position=_VOICE_FRAMES * _FRAME_SAMPLES, packets=audio),
        )
    )


def _ogg_page(number: int, *, flags: int, position: int, packets: list[bytes]) -> bytes:
    lacing = bytes(len(packet) for packet in packets)  # every packet here is under 255 bytes
    head = struct.pack("<4sBBqII", b"OggS", 0, flags, position, 1, number)
    tail = bytes([len(lacing)]) + lacing + b"".join(packets)
    checksum = _ogg_crc(head + b"\0\0\0\0" + tail)
    return head + struct.pack("<I", checksum) + tail


def _ogg_crc(data: bytes) -> int:
    """Return Ogg's own CRC: polynomial 0x04c11db7, not reflected, starting at 0 (RFC 3533)."""
    crc = 0
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1) ^ 0x04C11DB7 if crc & 0x80000000 else crc << 1
        crc &= 0xFFFFFFFF
    return crc


def _pdf() -> bytes:
    """Return a one-page PDF with one line of text."""
    text = b"BT /F1 18 Tf 40 140 Td (Documento de prueba) Tj ET"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        out.index(b"xref\n"),
    )


def _vcard() -> bytes:
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Sosa;Carla;;;",
        "FN:Carla Sosa",
        "TEL;type=CELL;waid=5491144440000:+54 9 11 4444-0000",
        "END:VCARD",
    )
    return "\r\n".join((*lines, "")).encode()
