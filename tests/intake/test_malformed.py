"""Bodies that no form builder should send and some do (RELIABILITY 5.4): none fails, none is lost."""

import pytest

from tests.intake.conftest import Office

MALFORMED = {
    "nul": b'{"phone":"2147481234","note":"a\\u0000b"}',
    "lone surrogate": b'{"phone":"2147481234","note":"\\ud800"}',
    "nan": b'{"phone":"2147481234","n":NaN}',
    "infinity": b'{"phone":"2147481234","n":1e999}',
    "huge integer": b'{"phone":"2147481234","n":' + b"9" * 5_000 + b"}",
    "deep": b"[" * 100_000,
    "deep object": b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    "doubled keys": b'{"phone":"2147481234","phone":"2147481235"}',
    "bom": b'\xef\xbb\xbf{"phone":"2147481234"}',
    "bad utf-8": b'{"phone":"2147481234","note":"\xff\xfe"}',
    "empty": b"",
    "string": b'"2147481234"',
    "number": b"2147481234",
    "list": b"[]",
    "bidi": '{"phone":"2147481234","note":"\u202eabc"}'.encode(),
    "half": b'{"phone":"21474',
    "binary": bytes(range(256)),
}


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
@pytest.mark.parametrize("name", MALFORMED)
def test_no_body_makes_it_fail_or_get_lost(office: Office, name: str, content_type: str) -> None:
    answer = office.post_raw(MALFORMED[name], content_type)

    assert answer.status_code in (200, 400)
    assert len(office.deliveries()) >= 1
