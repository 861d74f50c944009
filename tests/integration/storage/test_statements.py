"""Statements handed to the driver: SQLAlchemy's errors, transactions and rows all the same."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from storage.db import make_engine
from storage.rows.people import ContactRow, ConversationRow, Handoff
from storage.statements import array, columns_of, run
from storage.unit_of_work import each_by_itself, transaction
from tests.integration.core_bench import ANA, Core

_NEW = (
    "INSERT INTO contact (name, policies, created_at) VALUES (%(name)s, '{}', now()) RETURNING id"
)
_PID = "SELECT pg_backend_pid()"


def name_of(core: Core, contact_id: int) -> str | None:
    with transaction(core.engine) as db:
        return db.exec(select(ContactRow.name).where(ContactRow.id == contact_id)).one_or_none()


class TestRun:
    def test_belongs_to_the_transaction_it_is_in(self, core: Core) -> None:
        with transaction(core.engine) as db:
            ((lost,),) = run(db, _NEW, {"name": "Ana"})
            db.rollback()
        with transaction(core.engine) as db:
            ((kept,),) = run(db, _NEW, {"name": "Eva"})

        assert (name_of(core, lost), name_of(core, kept)) == (None, "Eva")

    def test_error_is_told_by_sqlalchemy_without_what_was_said(self, core: Core) -> None:
        same = (
            "INSERT INTO contact_identity (contact_id, kind, value) VALUES (0, 'phone', %(value)s)"
        )

        with pytest.raises(IntegrityError) as raised, transaction(core.engine) as db:
            run(db, same, {"value": "+5491155550000"})

        assert not raised.value.connection_invalidated
        assert "%(value)s" in str(raised.value)

    def test_lost_connections_are_opened_anew_after_one_error(self, core: Core) -> None:
        engine = make_engine(core.settings.database_url or "")
        with each_by_itself(engine) as first, each_by_itself(engine) as second:
            pids = [pid for one in (first, second) for (pid,) in run(one, _PID, {})]
        with transaction(core.engine) as db:
            ends = "SELECT pg_terminate_backend(unnest(CAST(%(pids)s AS int[])), 5000)"
            run(db, ends, {"pids": array(pids)})

        with pytest.raises(DBAPIError) as raised, each_by_itself(engine) as lost:
            run(lost, _PID, {})
        assert raised.value.connection_invalidated
        with each_by_itself(engine) as first, each_by_itself(engine) as second:
            assert not {pid for one in (first, second) for (pid,) in run(one, _PID, {})} & {*pids}
        engine.dispose()


class TestColumns:
    def test_row_is_the_sessions_own(self, core: Core) -> None:
        core.meet(ANA)
        columns = columns_of(ConversationRow)
        read = columns.spelt_out("SELECT conversation.* FROM conversation LIMIT 1")
        with transaction(core.engine) as db:
            row = columns.row(db, run(db, read, {}).fetchone() or ())
            assert row is not None
            assert row.handoff is Handoff.NONE
            row.agent = "Eva"
            again = columns.row(db, run(db, read, {}).fetchone() or ())
            assert again is row
            assert again.agent == "Eva"
        with transaction(core.engine) as db:
            assert db.exec(select(ConversationRow.agent)).first() == "Eva"

    def test_row_that_a_join_did_not_find_is_none(self, core: Core) -> None:
        columns = columns_of(ContactRow)

        with transaction(core.engine) as db:
            assert columns.row(db, [None] * len(columns.names)) is None
