"""Bytes of every kind as trees of text, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.integrations.errors import Unreadable
from apps.integrations.reading import bodies
from apps.integrations.reading.tree import Tree

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=b"
TYPES = ["", JSON, FORM, MULTIPART, "text/plain", "application/json; charset=utf-16", f"{FORM}; charset=utf-7"]


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b'\xef\xbb\xbf{"a": "1"}', {"a": "1"}),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
        (b'{"id": 7126711421177430274, "x": 1.50}', {"id": "7126711421177430274", "x": "1.50"}),
        (b'{"a": NaN, "b": 1e999, "c": -Infinity}', {"a": "NaN", "b": "1e999", "c": "-Infinity"}),
        (b'{"a": ' + b"9" * 5_000 + b"}", {"a": "9" * 5_000}),
        (b'{"a": true, "b": null, "c": [1, false]}', {"a": "true", "b": "", "c": ["1", "false"]}),
        (b'{"a": "two\nlines"}', {"a": "two\nlines"}),
        (b'{"data": "{\\"a\\": 1}", "b": "2"}', {"a": "1", "b": "2"}),
    ],
)
def test_json_is_read_to_the_letter(body: bytes, tree: Tree) -> None:
    assert bodies.parse(body, content_type=JSON).submissions == (tree,)


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b"a=1&b=two+words&c=", {"a": "1", "b": "two words", "c": ""}),
        (b"a[b][c]=1&a[b][d]=2", {"a": {"b": {"c": "1", "d": "2"}}}),
        (b"a[]=1&a[]=2&b=3&b=4", {"a": ["1", "2"], "b": ["3", "4"]}),
        (b"a=1&a[b]=2", {"a": {"": "1", "b": "2"}}),
        (b"a[b=1&[c]=2&d]=3", {"a[b": "1", "[c]": "2", "d]": "3"}),
        (b"n=Jos%C3%A9", {"n": "José"}),
        (b'{"a": "1"}', {"a": "1"}),
        (b"{not json}=1", {"{not json}": "1"}),
    ],
)
def test_a_form_is_read_as_php_reads_it(body: bytes, tree: Tree) -> None:
    assert bodies.parse(body, content_type=FORM).submissions == (tree,)


@pytest.mark.parametrize("codec", ["unicode_escape", "punycode", "idna", "rot13", "zip", "x-unheard-of"])
def test_a_codec_that_is_no_charset_is_not_run(codec: str) -> None:
    body = bodies.parse(b"a=b%5Cu0041", content_type=f"{FORM}; charset={codec}")

    assert (body.submissions, body.flags) == (({"a": "b\\u0041"},), frozenset())


def test_a_multipart_form_is_read_without_its_files() -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="n\xc3\xa4me"\r\n\r\nJan\xc3\xa9\r\n-\r\n'
        b'--b\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n%PDF\r\n'
        b"--b\ncontent-disposition: form-data; name=tags[]\n\none\n"
        b'--b\r\nContent-Type: text/plain; charset=latin-1\r\nContent-Disposition: form-data; name="x"\r\n\r\n\xe9\r\n'
        b"--b--\r\nepilogue"
    )

    [tree] = bodies.parse(body, content_type=MULTIPART).submissions

    assert tree == {"näme": "Jané\r\n-", "tags": "one", "x": "é"}


def test_jquerys_list_of_fields_is_one_form() -> None:
    fields = b'[{"name": "email", "value": "a@b.co"}, {"name": "size", "value": "9"}]'

    assert len(bodies.parse(fields, content_type=JSON).submissions) == 1


@pytest.mark.parametrize(
    "fields",
    [
        b'[{"label": "First name", "value": "Ann"}, {"label": "Phone", "value": "2025550143"}, {"label": "Notes"}]',
        b'[{"name": "fn", "value": "Ann", "type": "text"}, {"name": "phone", "value": "2025550143", "type": "tel"}]',
        b'[{"id": "1", "question": "Phone?", "answer": "2025550143", "required": true}]',
        b'[{"label": "Name", "value": {"first": "Ann", "last": "Roe"}}]',
    ],
)
def test_a_list_of_fields_that_describe_themselves_is_one_form(fields: bytes) -> None:
    assert len(bodies.parse(fields, content_type=JSON).submissions) == 1


@pytest.mark.parametrize(
    "people",
    [
        b'[{"name": "Ann", "phone": "2025550143"}, {"name": "Bo", "phone": "2025550144"}]',
        b'[{"name": "Ann"}, {"name": "Bo"}]',
        b'[{"name": "phone", "value": "2025550143"}, {"name": "Bo", "phone": "2025550144"}]',
    ],
)
def test_a_list_of_people_is_one_form_each(people: bytes) -> None:
    assert len(bodies.parse(people, content_type=JSON).submissions) == 2


def test_a_document_in_a_field_replaces_its_copy_for_people() -> None:
    body = b"pretty=A:1&a=&rawRequest=%7B%22a%22:%221%22,%22ip%22:%22%22%7D&ip=192.0.2.1"

    assert bodies.parse(body, content_type=FORM).submissions == ({"a": "1", "ip": "192.0.2.1"},)


@pytest.mark.parametrize(
    ("body", "content_type", "flag"),
    [
        (b'{"a": "1", "a": "2"}', JSON, "doubled_keys"),
        (b'{"a": "Jos\xe9"}', JSON, "charset"),
        (b"a=Jos%E9", FORM, "charset"),
        (b'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nJos\xe9\r\n--b--', MULTIPART, "charset"),
        (b'[{"a": "1"}, "two"]', JSON, "skipped"),
    ],
)
def test_what_had_to_be_mended_is_flagged(body: bytes, content_type: str, flag: str) -> None:
    assert bodies.parse(body, content_type=content_type).flags == {flag}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", JSON),
        (b" \r\n", FORM),
        (b"{", JSON),
        (b"a=1", JSON),
        (b'"text"', JSON),
        (b"7", JSON),
        (b"[]", JSON),
        (b"{}", JSON),
        (b'["a", 1]', JSON),
        (b"[" * 100_000, JSON),
        (b'{"a":' * 2_000 + b"1" + b"}" * 2_000, JSON),
        (b'{"a":' * 33 + b"1" + b"}" * 33, JSON),
        (b"a" + b"[b]" * 33 + b"=1", FORM),
        (b"[" + b"{}," * 9 + b"{}]", JSON),
        (b"[" + b'{"a":1},' * 1_001 + b"{}]", JSON),
        (b"{" + b",".join(b'"%d":1' % n for n in range(10_001)) + b"}", JSON),
        (b"&".join(b"%d=1" % n for n in range(1_001)), FORM),
        (b"&&&", FORM),
        (b"just words", ""),
        (b"--x\r\n\r\n", "multipart/form-data"),
        (b"no parts", MULTIPART),
        (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 1_002, MULTIPART),
        (b"<lead/>", "application/xml"),
    ],
)
def test_what_is_no_form_is_unreadable(body: bytes, content_type: str) -> None:
    with pytest.raises(Unreadable):
        bodies.parse(body, content_type=content_type)


@settings(max_examples=150, deadline=2_000)
@given(body=st.binary(max_size=200) | st.text(alphabet='{}[]":,a1&=%\\u-\r\n\0', max_size=60).map(str.encode))
@pytest.mark.parametrize("content_type", TYPES)
def test_no_bytes_do_worse_than_being_unreadable(body: bytes, content_type: str) -> None:
    try:
        bodies.parse(body, content_type=content_type)
    except Unreadable:
        return


@given(content_type=st.text(max_size=80) | st.from_regex(r"multipart/form-data; ?(boundary|charset)=.{0,20}"))
def test_no_content_type_does_worse(content_type: str) -> None:
    try:
        bodies.parse(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', content_type=content_type)
    except Unreadable:
        return
