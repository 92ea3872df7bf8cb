from pathlib import Path

import pytest

from auditor.probes.camera.onvif import wsdl
from auditor.probes.camera.onvif.asked import Ask


def test_descriptions_are_parsed_once_and_know_every_call() -> None:
    book = wsdl.loaded()
    assert wsdl.loaded() is book
    assert set(Ask) <= book.operations.keys()


@pytest.mark.parametrize(
    "url", ["http://www.w3.org/2005/08/addressing", "/etc/hostname", "../x.xsd"]
)
def test_nothing_but_the_packages_own_files_is_loaded(url: str) -> None:
    with pytest.raises(wsdl.DescriptionsMissingError, match="is not one of"):
        wsdl.loaded().transport.load(url)


def test_zeep_has_no_way_to_send() -> None:
    with pytest.raises(NotImplementedError):
        wsdl.loaded().transport.post("http://127.0.0.1/", b"", {})


def test_an_installation_without_the_package_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsdl, "DISTRIBUTION", "khong-co-goi-nay")
    with pytest.raises(wsdl.DescriptionsMissingError, match="khong-co-goi-nay is not installed"):
        wsdl.folder()


def test_the_files_are_found_where_the_package_put_them() -> None:
    assert (wsdl.folder() / "media.wsdl").is_file()
    assert wsdl.folder() == Path(wsdl.folder()).resolve()


def test_a_package_without_its_files_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsdl, "DISTRIBUTION", "pytest")
    with pytest.raises(wsdl.DescriptionsMissingError, match="without its WSDL files"):
        wsdl.folder()
