"""Parts of a file, as players ask for them."""

import pytest

from apps.core.ranges import Part, Unsatisfiable, part_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-99", Part(0, 99)),
        ("bytes=100-", Part(100, 999)),
        ("bytes=-100", Part(900, 999)),
        ("bytes=-5000", Part(0, 999)),
        ("bytes=900-5000", Part(900, 999)),
        ("bytes=0-0", Part(0, 0)),
    ],
)
def test_one_part_is_read(header: str, part: Part) -> None:
    assert part_of(header, size=1000) == part


@pytest.mark.parametrize(
    "header",
    ["", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "items=0-1", "bytes=a-b", "bytes=" + "9" * 40 + "-", "bytes=٣-"],
)
def test_what_we_do_not_read_gets_the_whole(header: str) -> None:
    assert part_of(header, size=1000) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0)])
def test_a_part_that_is_not_there_is_refused(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        part_of(header, size=size)
