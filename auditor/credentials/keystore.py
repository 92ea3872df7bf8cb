"""The operating system's keyring, loaded only when it is asked: its backends are slow to find."""

import json

from auditor.credentials.inifile import Secret

SERVICE = "commune-auditor"


class KeystoreError(Exception):
    """The keyring answered with an error; its class is the message, for its words may tell too much."""


def read_secret(name: str) -> Secret | None:
    """Return an entry; None where it is not there, or where this machine has no keyring."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        written = keyring.get_password(SERVICE, name)
    except NoKeyringError:
        return None
    except (KeyringError, OSError, RuntimeError, ValueError) as error:
        raise KeystoreError(type(error).__name__) from None
    return _secret(written) if written is not None else None


def put_secret(name: str, secret: Secret) -> None:
    """Write an entry."""
    import keyring
    from keyring.errors import KeyringError

    written = json.dumps({"user": secret.user, "password": secret.password})
    try:
        keyring.set_password(SERVICE, name, written)
    except (KeyringError, OSError, RuntimeError, ValueError) as error:
        raise KeystoreError(type(error).__name__) from None


def drop_secret(name: str) -> bool:
    """Delete an entry; False when there is none."""
    import keyring
    from keyring.errors import KeyringError

    if read_secret(name) is None:
        return False
    try:
        keyring.delete_password(SERVICE, name)
    except (KeyringError, OSError, RuntimeError, ValueError) as error:
        raise KeystoreError(type(error).__name__) from None
    return True


def _secret(written: str) -> Secret:
    """Read an entry that this program wrote; whoever put something else there is told so."""
    try:
        content = json.loads(written)
        return Secret(user=str(content["user"]), password=str(content["password"]))
    except (ValueError, KeyError, TypeError):
        raise KeystoreError("NotOurEntry") from None
