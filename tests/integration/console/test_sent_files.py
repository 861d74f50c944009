"""Files that people sent are shown beside the appointment, to agents only, and run nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.files import FileUse
from bot.messages.inbound import InboundKind
from simulator.media import file_of
from storage import media
from storage.rows.media import MediaState
from storage.unit_of_work import transaction
from storage.vault import Vault, digest_of
from tests.integration.console.agenda_bench import book
from tests.integration.console.console_bench import ConsoleBench
from tests.integration.console.files_bench import Files

PNG, PDF, SOUND = (file_of(one) for one in ("image/png", "application/pdf", "audio/ogg"))
KEY = "a key for tests only"


@pytest.fixture
def files(make_bench: Callable[..., ConsoleBench], tmp_path: Path) -> Files:
    """Everything but the file."""
    vault = Vault(tmp_path / "media", KEY)
    bench = make_bench(vault=vault)
    view = book(bench, "laura", "color", "2027-05-14T16:00")
    return Files(bench, vault, bench.conversation("Ana Paz", reason=None), view.id)


class TestSheet:
    def test_possible_receipt_is_shown_with_the_appointment(self, files: Files) -> None:
        media_id = files.sent()
        files.keep(media_id, PNG.data, "image/png")

        page = files.bench.agent("Eva").see(files.sheet).text

        assert "Posible comprobante de pago" in page
        assert f'<img src="/console/archivos/{media_id}"' in page

    def test_reference_that_is_a_document_is_a_link(self, files: Files) -> None:
        media_id = files.sent(InboundKind.DOCUMENT, FileUse.REFERENCE)
        files.keep(media_id, PDF.data, "application/pdf")

        page = files.bench.agent("Eva").see(files.sheet).text

        assert "Referencia" in page
        assert f'href="/console/archivos/{media_id}"' in page
        assert '<img src="/console/archivos' not in page

    def test_what_is_not_there_is_said(self, files: Files) -> None:
        media_id = files.sent()
        agent = files.bench.agent("Eva")
        coming = agent.see(files.sheet).text
        with transaction(files.bench.engine) as db:
            media.end(db, media_id, MediaState.REFUSED, "too_large")
        refused = agent.see(files.sheet).text

        assert "Se está descargando" in coming
        assert "No se pudo guardar" in refused
        assert f"/archivos/{media_id}" not in coming + refused

    def test_what_was_let_go_is_said(self, files: Files) -> None:
        media_id = files.sent()
        files.keep(media_id, PNG.data, "image/png")
        media.expire(files.bench.engine, before=files.bench.now + timedelta(days=1))

        agent = files.bench.agent("Eva")
        page, file = agent.see(files.sheet), agent.see(f"/console/archivos/{media_id}")

        assert "pasó el tiempo por el que se guarda" in page.text
        assert file.status_code == 404

    def test_appointment_without_files_says_nothing_of_them(self, files: Files) -> None:
        assert "Lo que mandó" not in files.bench.agent("Eva").see(files.sheet).text


class TestFile:
    def test_agent_gets_it_as_it_was_sent_and_nothing_in_it_runs(self, files: Files) -> None:
        media_id = files.sent()
        files.keep(media_id, PNG.data, "image/png")

        answer = files.bench.agent("Eva").browser.get(f"/console/archivos/{media_id}")

        assert answer.data == PNG.data
        assert answer.headers["Content-Type"] == "image/png"
        name = f'inline; filename="archivo-{media_id}.png"'
        assert answer.headers["Content-Disposition"] == name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert policy.endswith("sandbox")

    def test_document_is_handed_over_to_be_kept(self, files: Files) -> None:
        media_id = files.sent(InboundKind.DOCUMENT)
        files.keep(media_id, PDF.data, "application/pdf")

        answer = files.bench.agent("Eva").see(f"/console/archivos/{media_id}")

        name = f'attachment; filename="archivo-{media_id}.pdf"'
        assert answer.headers["Content-Disposition"] == name

    def test_nobody_else_gets_it(self, files: Files) -> None:
        media_id = files.sent()
        files.keep(media_id, PNG.data, "image/png")

        answer = files.bench.browser().see(f"/console/archivos/{media_id}")

        assert (answer.status_code, answer.headers["Location"]) == (303, "/console/entrar")

    @pytest.mark.parametrize("media_id", [0, 999, 2**63 - 1])
    def test_unknown_one_is_not_found(self, files: Files, media_id: int) -> None:
        assert files.bench.agent("Eva").see(f"/console/archivos/{media_id}").status_code == 404

    def test_wrong_key_is_said_clearly(
        self, files: Files, make_bench: Callable[..., ConsoleBench], tmp_path: Path
    ) -> None:
        media_id = files.sent()
        files.keep(media_id, PNG.data, "image/png")
        other = make_bench(vault=Vault(tmp_path / "media", "another key"))

        answer = other.agent("Eva").see(f"/console/archivos/{media_id}")

        assert answer.status_code == 503
        assert "MEDIA_KEY" in answer.text

    def test_content_that_is_lost_is_said(self, files: Files) -> None:
        media_id = files.sent()
        files.keep(media_id, PNG.data, "image/png")
        files.vault.drop(digest_of(PNG.data))

        assert files.bench.agent("Eva").see(f"/console/archivos/{media_id}").status_code == 410


class TestConversation:
    def test_voice_note_is_shown_with_its_words_and_can_be_heard(self, files: Files) -> None:
        media_id = files.sent(InboundKind.AUDIO, FileUse.TALK)
        files.keep(media_id, SOUND.data, "audio/ogg")
        media.note_words(files.bench.engine, media_id, "quiero un turno con Laura")

        page = files.bench.agent("Eva").see(f"/console/conversations/{files.conversation_id}").text

        assert "quiero un turno con Laura" in page
        assert f'href="/console/archivos/{media_id}"' in page
        assert "Mandó un audio" in page

    def test_picture_that_is_not_here_is_only_told_of(self, files: Files) -> None:
        files.sent()

        page = files.bench.agent("Eva").see(f"/console/conversations/{files.conversation_id}").text

        assert "Mandó una foto" in page
        assert "/archivos/" not in page
