"""Pages of resources: what is shared, and how many of it there are."""

from flask import Blueprint, abort
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import resources as acts
from bot.domain.drafts import ResourceDraft
from bot.language import typed
from console.catalogue import office
from console.catalogue.form import Form
from console.catalogue.office import ID, Office
from console.entrance import Page
from storage.reports import catalogue as reports
from storage.reports.catalogue import ResourceShown


def install(routes: Blueprint, desk: Office) -> None:
    """Add the pages of resources to the routes of the console."""

    def page(form: Form, resource_id: int | None) -> Page:
        return desk.page("resource", form, resource_id=resource_id)

    def existing(resource_id: int) -> ResourceShown:
        found = (
            one
            for one in reports.resources(desk.engine, desk.tools.catalogue)
            if one.id == resource_id
        )
        return next(found, None) or abort(404)

    @routes.get("/catalogue/resources/new")
    def new_resource() -> Page:
        return page(Form.of({"units": "1"}), None)

    @routes.post("/catalogue/resources/new")
    def create_resource() -> AnyResponse | Page:
        form = office.typed()
        draft = _draft(form)
        if not desk.keep(form, lambda editor: acts.create(desk.engine, draft, editor)):
            return page(form, None)
        return office.back("resources")

    @routes.get(f"/catalogue/resources/<{ID}:resource_id>")
    def resource(resource_id: int) -> Page:
        draft = existing(resource_id).draft
        return page(Form.of({"name": draft.name, "units": str(draft.units)}), resource_id)

    @routes.post(f"/catalogue/resources/<{ID}:resource_id>")
    def change_resource(resource_id: int) -> AnyResponse | Page:
        existing(resource_id)
        form = office.typed()
        draft = _draft(form)
        if not desk.keep(form, lambda one: acts.change(desk.engine, resource_id, draft, one)):
            return page(form, resource_id)
        return office.back("resources")


def _draft(form: Form) -> ResourceDraft:
    """Return the resource of a form; what is wrong with it is noted in the form."""
    units = form.read("units", typed.whole, "catalogue.number_wrong", otherwise=1)
    draft = ResourceDraft(" ".join(form.value("name").split()), units)
    form.blame(draft.problems())
    return draft
