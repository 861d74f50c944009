"""A payment's receipt as a PDF page. It is no invoice, and its small print says so."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

RECEIPT_TYPE = "application/pdf"
_FONT = "helvetica"  # one of those that every reader of PDF has by itself
_ENCODING = "latin-1"
_LIKE = str.maketrans("ŁłĐđı’‘“”–—", "LlDdi''\"\"--")  # what Unicode does not take apart itself
_A5 = (148.0, 210.0)  # mm, as what follows
_MARGIN, _LABEL_WIDTH, _LINE = 14.0, 38.0, 6.2
_INK, _SOFT, _ACCENT, _RULE = (28, 32, 36), (105, 112, 120), (14, 116, 92), (218, 222, 226)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says, in words. maker: who was paid. about: what for, in a few words.

    rows: what and its value, from top to bottom. small_print: paragraphs. paid_at: aware.
    """

    title: str
    maker: str
    amount: str
    about: str
    rows: tuple[tuple[str, str], ...]
    small_print: tuple[str, ...]
    paid_at: datetime


def receipt_file(receipt: Receipt) -> bytes:
    """Return the file; the same bytes for the same receipt.

    Letters that the fonts of PDF lack lose their marks, signs that they lack are left out.
    """
    page = FPDF(format=_A5)
    page.set_creation_date(receipt.paid_at)
    page.set_title(_printable(receipt.title))
    page.set_lang("es-AR")
    page.set_margins(_MARGIN, _MARGIN)
    page.set_auto_page_break(True, _MARGIN)
    page.add_page()
    _head(page, receipt)
    for label, value in receipt.rows:
        _row(page, label, value)
    page.ln(_LINE)
    for paragraph in receipt.small_print:
        _words(page, paragraph, size=8, color=_SOFT, line=4.0)
        page.ln(1.5)
    return bytes(page.output())


def _head(page: FPDF, receipt: Receipt) -> None:
    page.set_fill_color(*_ACCENT)
    page.rect(0, 0, page.w, 4, style="F")
    page.set_y(_MARGIN)
    _words(page, receipt.maker, size=11, color=_SOFT)
    _words(page, receipt.title, size=19, color=_INK, style="B", line=10.0)
    page.ln(3)
    _words(page, receipt.amount, size=26, color=_ACCENT, style="B", line=12.0)
    _words(page, receipt.about, size=11, color=_INK)
    page.ln(4)
    _rule(page)


def _row(page: FPDF, label: str, value: str) -> None:
    """Write one row and a rule below it; a long value goes on under itself."""
    page.ln(1.6)
    top = page.y
    _words(page, label, size=9, color=_SOFT, width=_LABEL_WIDTH)
    below = page.y
    page.set_xy(_MARGIN + _LABEL_WIDTH, top)
    _words(page, value, size=10.5, color=_INK)
    page.set_y(max(below, page.y) + 1.6)
    _rule(page)


def _rule(page: FPDF) -> None:
    page.set_draw_color(*_RULE)
    page.set_line_width(0.2)
    page.line(_MARGIN, page.y, page.w - _MARGIN, page.y)


def _words(
    page: FPDF,
    text: str,
    *,
    size: float,
    color: tuple[int, int, int],
    style: str = "",
    width: float = 0,
    line: float = _LINE,
) -> None:
    """Write a text from where the page stands, over several lines where it is long."""
    page.set_font(_FONT, style, size)
    page.set_text_color(*color)
    words = _printable(text)
    page.multi_cell(width, line, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _printable(text: str) -> str:
    return "".join(_letter(one) for one in text.translate(_LIKE)).strip()


def _letter(one: str) -> str:
    """Return a letter as the fonts have it, "" for what they have nothing like."""
    if one.isprintable() or one == "\N{NO-BREAK SPACE}":
        for form in (one, unicodedata.normalize("NFKD", one)):
            known = form.encode(_ENCODING, "ignore").decode(_ENCODING)
            if known:
                return known
    return ""
