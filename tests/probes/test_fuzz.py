"""Whatever bytes come, a reader returns a view: it never raises, and what it says can be stored."""

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.probes.site.candidates import canonical
from auditor.probes.site.reader import read
from auditor.probes.site.second_reader import read as read_again

PIECES = (
    b"<a href=", b"<a href='http://[", b"<base href='//[x'>", b"<form>", b"</form>", b"<table><tr>",
    b"<td>", b"</table>", b"<label for=x>", b"<frameset><frame src=x>", b"<svg><a>", b"<template>",
    b"</body>", b"<body class=menu>", b"<input type=>", b"<textarea>", b"<area href='//['>", b"\xff",
    b"<meta http-equiv=refresh content='0;url=http://[x'>", b"&#0;&#xD800;&#99999999;", b"\x00",
    b"<!--", b"-->", b"<![CDATA[", b"<math><mi>", b"<p>", b"1.000001", b"'", b">", b"\xe1\xbb",
    b"<fieldset disabled>", b"<iframe src='http://a:b@c:d'>", b"<li style='display:none'>",
    b"<script>location.href='http://['</script>", b"<meta charset=", b"bz2", b" x=", b"<br>",
)  # fmt: skip
CHARSETS = ("", "utf-8", "windows-1258", "utf-16", "bz2", "no-such", "\udcff")


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=25),
    charset=st.sampled_from(CHARSETS),
    cut=st.booleans(),
)
def test_no_page_breaks_a_reader(pieces: list[bytes], charset: str, cut: bool) -> None:
    body = b"".join(pieces)
    for view in (
        read(body, "http://xa-mau-01.test/a", charset, truncated=cut),
        read_again(body, "http://xa-mau-01.test/a", charset),
    ):
        for text, _ in view.lines:
            assert text.encode()
        for url in (*(row[0] for row in view.links), *(row[0] for row in view.images)):
            assert url.encode() is not None
            canonical(url)
        last = max(len(view.lines) - 1, 0)
        assert all(0 <= row[2] <= last for row in view.links)
        assert all(0 <= form[3] <= form[4] <= last for form in view.forms)
