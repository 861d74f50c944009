"""Every decoder, given ever worse payloads: an answer or UnknownShapeError, nothing else."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import decoders
from bench.decoders import broken


@pytest.mark.parametrize("party", ["twilio", "meta"])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_payload_breaks_a_decoder(party: str, seed: int) -> None:
    assert list(broken(party, inputs=100, seed=seed, read=Counter())) == []


def test_decoder_that_breaks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoders.twilio, "decode", lambda *_: {}["missing"])

    found = list(broken("twilio", inputs=100, seed=1, read=Counter()))
    assert found
    assert all("KeyError" in one for one in found)
