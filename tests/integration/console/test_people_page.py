"""Who was made one: the page says whom, why and what moved, and takes them apart again."""

from actions.desk import open_desk
from actions.merging import join
from storage.rows.people import ContactMergeRow, ContactRow, Elsewhere, Handoff, MergeCause
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import ConsoleBench

PAGE = "/console/people"


def merge(bench: ConsoleBench) -> int:
    """Let Sofía turn out to be who has no name yet; return the merge."""
    kept = bench.conversation("Sofía", reason=None, phone="+5491166661234")
    gone = bench.conversation(None, reason=None, phone="+5491166665678")
    with transaction(bench.engine) as db:
        desk = open_desk(db, bench.tools, now=bench.now, actor="channel")
        joined = join(
            desk,
            bench.row(kept).contact_id,
            bench.row(gone).contact_id,
            MergeCause.TOLD_TOGETHER,
        )
    assert joined.merge is not None
    return int(joined.merge.id or 0)


def test_nobody_was_merged_yet(bench: ConsoleBench) -> None:
    assert "Todavía no se unió a nadie" in bench.agent("Caro").see(PAGE).text


def test_a_merge_is_listed_with_what_moved_and_why(bench: ConsoleBench) -> None:
    merge(bench)

    page = bench.agent("Caro").see(PAGE).text

    assert "Alguien sin nombre pasó a ser Sofía ··1234" in page
    assert "en un mismo mensaje" in page
    assert "1 charla y 1 número o usuario" in page
    assert "Deshacer" in page


def test_it_is_undone_by_whoever_is_in_the_console(bench: ConsoleBench) -> None:
    merge_id = merge(bench)
    caro = bench.agent("Caro")
    caro.see(PAGE)

    assert caro.send(f"{PAGE}/{merge_id}/undo").status_code == 303

    page = caro.see(PAGE).text
    assert "Deshecha por Caro" in page
    assert "<button" not in page.split("</header>")[-1]
    with transaction(bench.engine) as db:
        row = db.get_one(ContactMergeRow, merge_id)
        assert db.get_one(ContactRow, row.merged_id).merged_into_id is None
    again = caro.send(f"{PAGE}/{merge_id}/undo")
    assert again.status_code == 409
    assert "ya no se puede deshacer" in again.text


def test_nobody_undoes_from_outside(bench: ConsoleBench) -> None:
    merge_id = merge(bench)

    assert bench.browser().send(f"{PAGE}/{merge_id}/undo").status_code != 303
    with transaction(bench.engine) as db:
        assert db.get_one(ContactMergeRow, merge_id).undone_at is None


def test_who_answers_elsewhere_is_shown_with_the_hour_of_return(bench: ConsoleBench) -> None:
    conversation_id = bench.conversation("Sofía", reason="asked")
    with transaction(bench.engine) as db:
        row = db.merge(bench.row(conversation_id))
        row.handoff, row.handoff_reason = Handoff.ACTIVE, Elsewhere.PHONE_APP.value
        row.handoff_until = bench.now.replace(hour=15, minute=5)
    caro = bench.agent("Caro")

    page = caro.see(f"/console/conversations/{conversation_id}").text
    assert "Vuelve solo a las 12:05" in page
    assert 'id="take"' in page
    assert caro.release(conversation_id).status_code == 303
    released = bench.row(conversation_id)
    assert (released.handoff, released.handoff_until) == (Handoff.NONE, None)
