"""Which of the trained models is in use, and which were compared with it.

The models lie in one folder; a small file beside them names the one that is served. Training alone
does not change it: nlu.promotion says when a new model may take its place.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

_NOTE = "in-use.json"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of the models."""

    folder: Path

    def in_use(self) -> Path | None:
        """Return the model that is served; None when there is none."""
        return self._named("model")

    def last_judged(self) -> Path | None:
        """Return the newest model that was put in use or turned down; None when there is none."""
        return self._named("judged")

    def put_in_use(self, model: Path) -> None:
        """Serve model from now on. Running servers are told by nlu.control."""
        self._write(model=model, judged=model)

    def turn_down(self, model: Path) -> None:
        """Keep the model in use and remember that this one was not better."""
        in_use = self.in_use()
        assert in_use is not None  # the first model is never turned down
        self._write(model=in_use, judged=model)

    def _named(self, role: str) -> Path | None:
        try:
            note = json.loads((self.folder / _NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        name = note.get(role) if isinstance(note, dict) else None
        model = self.folder / name if isinstance(name, str) and name else None
        return model if model is not None and model.is_file() else None

    def _write(self, *, model: Path, judged: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{_NOTE}.new"
        note = {"model": model.name, "judged": judged.name}
        fresh.write_text(json.dumps(note), encoding="utf-8")
        os.replace(fresh, self.folder / _NOTE)
