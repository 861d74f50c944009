"""What every page of the catalogue works with, and the one way in which a form is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue.edit import Editor, EditRefusedError, WouldBreakError
from actions.desk import Tools
from bot.domain.schedule import ARGENTINA
from bot.language.phrases import Phrases
from console.catalogue import words
from console.catalogue.form import Form
from console.entrance import Page
from storage.clock import Clock

ID = f"int(max={2**63 - 1})"  # no more fits the database's key
_FOLDER = "console/catalogue"


@dataclass(frozen=True, slots=True)
class Office:
    """What the routes share. agent: tells who is at the desk."""

    engine: Engine
    clock: Clock
    tools: Tools
    agent: Callable[[], str]

    @property
    def phrases(self) -> Phrases:
        """The texts."""
        return self.tools.phrases

    @property
    def today(self) -> date:
        """The date that people read on their calendar."""
        return self.clock.now().astimezone(ARGENTINA).date()

    def keep(self, form: Form, save: Callable[[Editor], object]) -> bool:
        """Run an edit; False when it was not kept, and the form says why."""
        if form.problems:
            return False
        now: datetime = self.clock.now()
        try:
            save(Editor(self.agent(), now, form.agreed))
        except EditRefusedError as error:
            form.blame(error.problems)
            return False
        except WouldBreakError as error:
            form.casualties = words.casualties(error.casualties, self.phrases, ARGENTINA)
            return False
        return True

    def page(self, template: str, form: Form, **values: Any) -> Page:
        """Return a page with a form, and the status that says whether it was refused."""
        status = 409 if form.casualties else 422 if form.problems else 200
        return render_template(f"{_FOLDER}/{template}.html", form=form, **values), status


def typed() -> Form:
    """Return the form that was sent with this request."""
    return Form.typed(request.form)


def back(anchor: str = "") -> AnyResponse:
    """Return to the overview, which says that it was kept."""
    target = url_for("console.catalogue", done=1, _anchor=anchor or None)
    return redirect(target, 303)
