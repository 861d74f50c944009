"""A domain error carries a code and data."""

from bot.domain.errors import DomainError


def test_error_tells_code_and_data_on_one_line() -> None:
    error = DomainError("invalid_policy", key="deposit", value=-1)

    assert error.code == "invalid_policy"
    assert error.data == {"key": "deposit", "value": -1}
    assert str(error) == "invalid_policy key='deposit' value=-1"
