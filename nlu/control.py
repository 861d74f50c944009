"""Tells a running language server to load another model (Rasa's PUT /model)."""

from __future__ import annotations

from pathlib import Path

import httpx

LOAD_SECONDS = 180.0  # several replicas load one after the other
_CONNECT_SECONDS = 2.0


class ReloadFailedError(Exception):
    """The server does not serve the model asked for; the text is one sentence."""


def reload_model(nlu_url: str, model: Path) -> str:
    """Have the server at nlu_url serve model, and return the name it then gives.

    model: a file on the server's machine. Raises ReloadFailedError; the old model stays then.
    """
    timeout = httpx.Timeout(LOAD_SECONDS, connect=_CONNECT_SECONDS)
    with httpx.Client(base_url=nlu_url, timeout=timeout, trust_env=False) as http:
        try:
            response = http.put("/model", json={"model_file": str(model.resolve())})
            served = _served(http)
        except httpx.ConnectError as error:
            raise ReloadFailedError(f"No language server answers at {nlu_url}.") from error
        except httpx.HTTPError as error:
            reason = type(error).__name__
            raise ReloadFailedError(f"{nlu_url} did not load {model.name}: {reason}.") from error
    if response.status_code != httpx.codes.NO_CONTENT or served != model.name:
        raise ReloadFailedError(
            f"{nlu_url} did not load {model.name} (status {response.status_code}); "
            f"it still serves {served or 'nothing'}."
        )
    return served


def _served(http: httpx.Client) -> str:
    response = http.get("/status")
    try:
        return Path(str(response.json()["model_file"])).name
    except (KeyError, TypeError, ValueError):
        return ""
