"""One device is one device, however two communes write its address."""

import pytest

from auditor.claims import claimed_twice
from auditor.contract import Camera, Commune, CommuneKind, Device


def place(code: str, host: str) -> Commune:
    camera = Camera(id="c", name="", office="vp", device=Device(host=host), path="/a")
    return Commune(
        code=code, name=f"Xã Mẫu {code[-2:]}", kind=CommuneKind.XA, province_code="00",
        cameras=(camera,),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10.0.0.5", "::ffff:10.0.0.5"),
        ("fd00::5", "FD00:0::5"),
        ("hinh.mau.invalid", "Hinh.Mau.invalid."),
        ("203.0.113.5", "::ffff:203.0.113.5"),
    ],
)
def test_two_spellings_are_one_claim(first: str, second: str) -> None:
    (codes,) = claimed_twice([place("00001", first), place("00002", second)]).values()
    assert codes == ("00001", "00002")
