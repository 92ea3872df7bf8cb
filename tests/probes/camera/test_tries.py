"""A credential is shown once to a device, whatever becomes of the try."""

from auditor.contract import Missing, Party, Why
from auditor.probes.camera.credential import Credential
from auditor.probes.camera.tries import Tries

GIVEN = Credential(name="mau", user="mau", password="bia-dat-1")  # noqa: S106 - invented
SAID = Missing(why=Why.REFUSED, party=Party.COMMUNE, text="camera.silent_after_login")
OTHER = Credential(name="hai", user="hai", password="bia-dat-2")  # noqa: S106 - invented
REFUSED = Missing(why=Why.REFUSED, party=Party.COMMUNE, text="x", values={"port": "554"})
HERE, RTSP, ONVIF = "192.0.2.1", 554, 80


def test_a_try_counts_from_its_beginning_at_one_address_and_for_all_its_ports() -> None:
    tries = Tries()
    tries.begin(HERE, RTSP, GIVEN, SAID)
    assert tries.spent(HERE, GIVEN) == SAID
    assert tries.spent("192.0.2.2", GIVEN) is None
    assert (tries.any_spent(HERE), tries.any_spent("192.0.2.2")) == (True, False)


def test_what_was_accepted_is_not_spent_by_silence_at_the_same_port() -> None:
    tries = Tries()
    tries.begin(HERE, RTSP, GIVEN, SAID)
    tries.accept(HERE, RTSP, GIVEN)
    tries.begin(HERE, RTSP, GIVEN, SAID)
    assert tries.spent(HERE, GIVEN) is None
    tries.begin(HERE, ONVIF, GIVEN, SAID)  # its users may be others
    assert tries.spent(HERE, GIVEN) == SAID


def test_a_refusal_stands_whatever_was_accepted_before() -> None:
    tries = Tries()
    tries.accept(HERE, RTSP, GIVEN)
    tries.refuse(HERE, GIVEN, SAID)
    assert tries.spent(HERE, GIVEN) == SAID


def test_a_try_of_which_nothing_left_is_none() -> None:
    tries = Tries()
    tries.begin(HERE, ONVIF, GIVEN, SAID)
    tries.forget(HERE, GIVEN)
    assert tries.spent(HERE, GIVEN) is None


def test_what_one_credential_was_refused_for_ends_it_for_the_others_at_that_device() -> None:
    tries = Tries()
    tries.refuse(HERE, GIVEN, REFUSED)
    assert tries.spent_by_another(HERE, OTHER, (RTSP, ONVIF)) == REFUSED
    assert tries.spent_by_another(HERE, GIVEN, (RTSP, ONVIF)) is None, "its own refusal is another"
    assert tries.spent_by_another("192.0.2.2", OTHER, (RTSP, ONVIF)) is None
    assert tries.spent_by_another(HERE, OTHER, (8554, 8080)) is None, "behind it is another device"


def test_a_credential_that_was_taken_outlives_the_refusal_of_another() -> None:
    tries = Tries()
    tries.accept(HERE, RTSP, OTHER)
    tries.refuse(HERE, GIVEN, REFUSED)
    assert tries.spent_by_another(HERE, OTHER, (RTSP, ONVIF)) is None
