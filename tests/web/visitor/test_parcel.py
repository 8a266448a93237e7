import gzip

from hypothesis import given
from hypothesis import strategies as st

from feedback_app.web.visitor.parcel import HOLE, Parcel

UID = "0b1e6b8e-7b1c-4f3a-9d52-0c6a54b0e9aa"


@given(st.text(), st.text())
def test_a_filled_page_is_the_same_plain_and_compressed(head: str, tail: str) -> None:
    parcel = Parcel(head + HOLE + tail)
    assert parcel.plain(UID).decode() == head + UID + tail
    assert gzip.decompress(parcel.packed(UID)) == parcel.plain(UID)
