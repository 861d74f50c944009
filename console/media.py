"""Files that people sent, shown to agents only: decrypted on the way, never run, never cached."""

from flask import Blueprint, Response, abort, url_for
from sqlalchemy import Engine

from bot.domain.files import FileUse
from bot.language import formats
from bot.language.phrases import Phrases
from console.agenda.office import Office
from console.entrance import Page
from storage.reports import media
from storage.reports.media import Fate
from storage.vault import MissingFileError, Vault, WrongKeyError

# Whatever is in it, a browser opens it by itself and runs nothing of it. A PDF is only kept: what
# shows one is a program, which the sandbox stops.
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
_PDF = "application/pdf"
_USES = {
    FileUse.RECEIPT: "agenda.file_receipt",
    FileUse.REFERENCE: "agenda.file_reference",
    FileUse.TALK: "agenda.file_other",
}
_FATES = {
    Fate.COMING: "agenda.file_coming",
    Fate.NOT_KEPT: "agenda.file_not_kept",
    Fate.EXPIRED: "agenda.file_expired",
}


def install(routes: Blueprint, engine: Engine, vault: Vault | None, phrases: Phrases) -> None:
    """Add the page of one file to the routes of the console; without a vault there is none."""

    @routes.get(f"/archivos/<int(max={2**63 - 1}):media_id>", endpoint="file")
    def show(media_id: int) -> Response | Page:
        try:
            found = media.content(engine, vault, media_id) if vault is not None else None
        except WrongKeyError:
            return phrases("agenda.file_wrong_key"), 503
        except MissingFileError:
            return phrases("agenda.file_missing"), 410
        if found is None:
            abort(404)
        how = "attachment" if found.mime_type == _PDF else "inline"
        headers = {
            "Content-Disposition": f'{how}; filename="{found.name}"',
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
        }
        return Response(found.data, content_type=found.mime_type, headers=headers)


def of_appointment(office: Office, appointment_id: int) -> list[dict[str, object]]:
    """Return the files of an appointment as its page shows them. url: "" when there is nothing."""
    zone = office.catalogue().zone
    return [
        {
            "what": office.phrases(_USES[one.use]),
            "when": formats.when(one.at, zone),
            "url": url_for("console.file", media_id=one.id) if one.fate is Fate.KEPT else "",
            "is_picture": one.mime_type.startswith("image/"),
            "problem": "" if one.fate is Fate.KEPT else office.phrases(_FATES[one.fate]),
        }
        for one in media.of_appointment(office.engine, appointment_id)
    ]
