"""What a device answered with is said as a person would."""

import pytest

from auditor.cli.camera_words import drift, spoken


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-25200.9, "chậm 7 giờ 0 phút"),
        (25200, "nhanh 7 giờ 0 phút"),
        (-0.4, "khớp"),
        (12.2, "nhanh 12 giây"),
        (-125, "chậm 2 phút 5 giây"),
        (-(86400 * 400 + 7200), "chậm 400 ngày 2 giờ"),
    ],
)
def test_a_clock_is_slow_or_fast_by_what_a_clock_shows(seconds: float, said: str) -> None:
    assert drift(seconds) == said
    assert spoken({"offset_s": seconds})["drift"] == said


def test_numbers_have_a_decimal_comma_and_log_ins_a_name() -> None:
    said = spoken({"seconds": 2.5, "timeout": 8.0, "auth": "digest", "path": "/a.b"})
    assert said == {"seconds": "2,5", "timeout": 8, "auth": "Digest", "path": "/a.b"}
