"""An address of the inventory that may not be asked: what there is to repair depends on what it is."""

import pytest

from auditor.contract import Party, Why
from auditor.probes.faults import refused_address
from auditor.words import say


@pytest.mark.parametrize(
    ("host", "found", "internal", "key", "todo"),
    [
        ("xa.mau.test", ["127.0.0.9"], False, "site.address_refused", "Sửa bản ghi DNS"),
        ("xa.mau.test", ["10.0.0.9"], False, "site.address_refused", "Sửa bản ghi DNS"),
        ("xa.mau.test", ["127.0.0.9"], True, "site.internal_refused", "mạng nội bộ"),
        ("10.0.0.9", ["10.0.0.9"], False, "site.ip_refused", "ghi “có” ở cột Trang nội bộ"),
        ("fd00::9", ["fd00::9"], False, "site.ip_refused", "Ghi tên miền công khai"),
        ("169.254.169.254", ["169.254.169.254"], True, "site.internal_refused", "mạng nội bộ"),
        ("127.0.0.9", ["127.0.0.9"], False, "site.loopback_refused", "network.lab"),
        ("127.0.0.9", ["127.0.0.9"], True, "site.loopback_refused", "địa chỉ thật"),
        ("::1", ["::1"], True, "site.loopback_refused", "network.lab"),
        ("::ffff:127.0.0.9", ["::ffff:127.0.0.9"], False, "site.loopback_refused", "network.lab"),
        ("xa.mau.test", [], False, "site.address_refused", "Sửa bản ghi DNS"),
    ],
)
def test_an_ip_address_has_no_dns_record_to_repair(
    host: str, found: list[str], *, internal: bool, key: str, todo: str
) -> None:
    refused = refused_address(host, found, internal=internal)
    assert (refused.why, refused.party, refused.text) == (Why.NOT_CONFIGURED, Party.PROVINCE, key)
    values = {name: str(value) for name, value in refused.values.items()}
    told = say(key, **values) + say(f"{key}.todo", **values)
    assert todo in told
    assert host in told
    assert "{" not in told
    assert ("DNS" in told) == (key == "site.address_refused")
