"""Who we say we are, and to whom we say it how."""

from dataclasses import replace

import pytest

from auditor.facts import Auth
from auditor.probes.camera.auth import (
    Challenge,
    authorization,
    basic_only,
    challenges,
    choose,
    renewed,
)
from auditor.probes.camera.credential import Credential

MUFASA = Credential(name="rfc", user="Mufasa", password="Circle of Life")  # noqa: S106 - RFC 7616
OLD_MUFASA = Credential(name="rfc", user="Mufasa", password="Circle Of Life")  # noqa: S106 - RFC 2617
RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
RFC_2617 = (
    'Digest realm="testrealm@host.com", qop="auth,auth-int", '
    'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
)


def only(header: str) -> Challenge:
    (found,) = challenges([header])
    return found


@pytest.mark.parametrize(
    ("header", "cnonce", "credential", "response"),
    [
        (
            RFC_7616.format("SHA-256"),
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            MUFASA,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
        (
            RFC_7616.format("MD5"),
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            MUFASA,
            "8ca523f5e9506fed4657c9700eebdbec",
        ),
        (RFC_2617, "0a4f113b", OLD_MUFASA, "6629fae49393a05397450978507c4ef1"),
    ],
)
def test_the_examples_of_the_standards_come_out_as_printed_there(
    header: str, cnonce: str, credential: Credential, response: str
) -> None:
    challenge = replace(only(header), cnonce=cnonce)
    said = authorization(challenge, credential, "GET", "/dir/index.html", 1)
    assert f'response="{response}"' in said
    assert "qop=auth, nc=00000001" in said


def test_a_digest_without_qop_says_neither_count_nor_nonce_of_ours() -> None:
    said = authorization(only('Digest realm="a", nonce="b"'), MUFASA, "PLAY", "rtsp://x/", 3)
    assert said.startswith('Digest username="Mufasa", realm="a", nonce="b", uri="rtsp://x/"')
    assert "nc=" not in said
    assert "cnonce" not in said
    assert "algorithm" not in said


def test_a_session_algorithm_keeps_one_nonce_of_ours_for_all_answers() -> None:
    challenge = only('Digest realm="a", nonce="b", algorithm=MD5-sess, qop="auth"')
    first, second = (authorization(challenge, MUFASA, "GET", "/", n) for n in (1, 2))
    assert f'cnonce="{challenge.cnonce}"' in first
    assert f'cnonce="{challenge.cnonce}"' in second
    assert "nc=00000002" in second


def test_basic_is_user_and_password_in_utf_8() -> None:
    clear = Credential(name="x", user="mẫu", password="a:b")  # noqa: S106 - invented
    assert authorization(only('Basic realm="a"'), clear, "GET", "/", 1) == "Basic beG6q3U6YTpi"


@pytest.mark.parametrize(
    ("headers", "schemes"),
    [
        (['Basic realm="a", Digest realm="b", nonce="c"'], ["basic", "digest"]),
        (['Basic realm="a"', 'Digest realm="b", nonce="c"'], ["basic", "digest"]),
        (["Basic"], ["basic"]),
        (["Negotiate, NTLM abc==, Basic realm=x"], ["negotiate", "ntlm", "basic"]),
        (['Digest realm="Basic, x", nonce="c"'], ["digest"]),
        (['Digest realm="a" nonce="b"'], ["digest"]),  # a missing comma
        (['digest REALM="a",NONCE="b"'], ["digest"]),
        ([""], []),
        (['= , "" ;;; Digest nonce=b'], ["digest"]),
    ],
)
def test_challenges_come_in_one_header_or_in_several(
    headers: list[str], schemes: list[str]
) -> None:
    assert [one.scheme for one in challenges(headers)] == schemes


def test_a_quoted_realm_is_taken_as_meant_and_quoted_again() -> None:
    challenge = only(r'Digest realm="Đầu ghi \"Mẫu\", 01", nonce="b"')
    assert challenge.realm == 'Đầu ghi "Mẫu", 01'
    assert r'realm="Đầu ghi \"Mẫu\", 01"' in authorization(challenge, MUFASA, "GET", "/", 1)


def test_a_line_break_in_a_realm_ends_no_header() -> None:
    assert only('Digest realm="a\r\nX: y", nonce="b"').realm == "aX: y"


@pytest.mark.parametrize(
    ("header", "basic_allowed", "chosen"),
    [
        ('Basic realm="a"', True, "basic"),
        ('Basic realm="a"', False, None),
        ('Basic realm="a", Digest realm="b", nonce="c"', True, "MD5"),
        ('Digest nonce="c", algorithm=MD5, Digest nonce="c", algorithm=SHA-256', True, "SHA-256"),
        ('Digest nonce="c", algorithm=MD5-sess, Digest nonce="c"', True, "MD5"),
        # A Digest that we cannot speak is no reason to show the password.
        ('Digest nonce="c", algorithm=SHA-512-256, Basic realm="a"', True, None),
        ('Digest nonce="c", qop="auth-int", Basic realm="a"', True, None),
        ('Digest realm="b", Basic realm="a"', True, None),
        ("Negotiate", True, None),
    ],
)
def test_the_strongest_way_in_is_taken_and_never_clear_text_beside_digest(
    header: str, basic_allowed: bool, chosen: str | None
) -> None:
    found = choose(challenges([header]), basic_allowed=basic_allowed)
    said = found and ("basic" if found.auth is Auth.BASIC else found.algorithm or "MD5")
    assert said == chosen


@pytest.mark.parametrize(
    ("header", "only_basic"),
    [('Basic realm="a"', True), ('Basic realm="a", Digest nonce=b', False), ("Negotiate", False)],
)
def test_what_offers_basic_alone_is_told_apart(header: str, only_basic: bool) -> None:
    assert basic_only(challenges([header])) is only_basic


@pytest.mark.parametrize(
    ("header", "fresh"),
    [
        ('Digest realm="a", nonce="new", stale=true', True),
        ('Digest realm="a", nonce="new", stale="TRUE"', True),
        ('Digest realm="a", nonce="new"', False),
        ('Digest realm="a", nonce="new", stale=false', False),
        ('Digest realm="a", nonce="old", stale=true', False),
        ('Basic realm="a"', False),
    ],
)
def test_only_a_fresh_nonce_that_says_so_is_no_refusal(header: str, fresh: bool) -> None:
    used = only('Digest realm="a", nonce="old"')
    assert (renewed(challenges([header]), used) is not None) is fresh


def test_a_long_row_of_quotes_costs_no_time() -> None:
    assert challenges(['Digest realm="' + '\\"' * 4_000]) != ()
    assert challenges(['a="' * 2_700]) == ()
