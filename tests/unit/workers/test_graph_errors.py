"""What Meta's refusals mean for what is owed: try again, wait, give up, or do not know."""

from typing import Any

import httpx
import pytest

from workers.gateways.errors import GatewayError
from workers.gateways.graph import _answer


def error_of(status: int, content: Any) -> GatewayError:
    answer = httpx.Response(status, json=content) if content is not None else httpx.Response(status)
    with pytest.raises(GatewayError) as caught:
        _answer(answer)
    return caught.value


def told(code: int, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": "…", **more}}


@pytest.mark.parametrize("code", [100, 131008, 131009, 131026, 131047, 131051, 132000, 131049])
def test_what_no_try_can_mend_is_permanent(code: int) -> None:
    error = error_of(400, told(code))

    assert (error.code, error.permanent, error.unknown) == (str(code), True, False)


@pytest.mark.parametrize("code", [2, 131000, 131016, 131057, 135000, 4, 80007, 130429])
def test_what_passes_is_tried_again(code: int) -> None:
    error = error_of(400, told(code))

    assert (error.permanent, error.unknown, error.retry_after) == (False, False, None)


@pytest.mark.parametrize("code", [0, 3, 10, 190, 200, 299, 368, 131031, 131042, 131048, 131064])
def test_what_people_must_mend_is_kept_and_tried_rarely(code: int) -> None:
    error = error_of(401, told(code))

    assert (error.permanent, error.retry_after) == (False, 60.0)


def test_pair_rate_waits_at_least_six_seconds() -> None:
    error = error_of(400, told(131056))

    assert (error.permanent, error.at_least, error.retry_after) == (False, 6.0, None)


def test_what_calls_itself_transient_is_believed() -> None:
    assert not error_of(400, told(999, is_transient=True)).permanent


@pytest.mark.parametrize("status", [500, 502, 504, 200])
@pytest.mark.parametrize("content", [None, [], "x", {}], ids=str)
def test_an_answer_that_is_not_metas_tells_nothing(status: int, content: Any) -> None:
    if status == 200 and isinstance(content, dict):
        assert _answer(httpx.Response(200, json=content)) == {}
        return

    error = error_of(status, content)
    assert (error.permanent, error.unknown) == (False, True)


def test_metas_own_500_is_a_refusal_and_nothing_left() -> None:
    error = error_of(500, told(131000))

    assert (error.permanent, error.unknown) == (False, False)


def test_foreign_404_is_permanent() -> None:
    assert error_of(404, None).permanent
