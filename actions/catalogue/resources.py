"""Resources: chairs, rooms, whatever services share."""

from sqlalchemy import Engine
from sqlmodel import col, select

from actions.catalogue.edit import Edit, Editor, EditRefusedError, editing, refuse
from actions.catalogue.slugs import free_slug
from bot.domain.drafts import Problem, ResourceDraft
from bot.language.folding import fold
from storage.rows.catalogue import ResourceRow


def create(engine: Engine, draft: ResourceDraft, editor: Editor) -> int:
    """Write a new resource and return its id. Raises EditRefusedError."""
    with editing(engine, editor) as edit:
        return add_resource(edit, draft, field="name")


def change(engine: Engine, resource_id: int, draft: ResourceDraft, editor: Editor) -> None:
    """Write a resource anew. Raises LookupError, EditRefusedError or WouldBreakError."""
    refuse(draft.problems())
    with editing(engine, editor) as edit:
        row = edit.db.get(ResourceRow, resource_id)
        if row is None:
            raise LookupError("no such resource")
        _check_unlike_others(edit, draft, field="name", but=resource_id)
        row.name, row.units = draft.name, draft.units
        edit.db.add(row)
        edit.note("resource", id=resource_id)


def add_resource(edit: Edit, draft: ResourceDraft, *, field: str) -> int:
    """Write a new resource within an edit. field: where its name was typed."""
    problems = draft.problems()
    if "name" in problems:
        raise EditRefusedError({field: problems["name"]})
    refuse(problems)
    _check_unlike_others(edit, draft, field=field, but=None)
    slug = free_slug(edit.db, select(ResourceRow.slug), draft.name)
    row = ResourceRow(slug=slug, name=draft.name, units=draft.units)
    edit.db.add(row)
    edit.db.flush()
    assert row.id is not None
    edit.note("resource", id=row.id)
    return row.id


def _check_unlike_others(edit: Edit, draft: ResourceDraft, *, field: str, but: int | None) -> None:
    with edit.db.no_autoflush:
        in_use = select(ResourceRow).where(col(ResourceRow.retired_at).is_(None))
        for other in edit.db.exec(in_use).all():
            if other.id != but and fold(other.name) == fold(draft.name):
                raise EditRefusedError({field: Problem("catalogue.resource_taken")})
