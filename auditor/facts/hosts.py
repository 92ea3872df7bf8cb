"""One spelling for one address, so that a device is one device however a list writes it."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def address(text: str) -> IPv4Address | IPv6Address:
    """Return the address that is meant: an IPv4 address in IPv6 clothes is the IPv4 address.

    Raises ValueError where it is none.
    """
    found = ip_address(text)
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def one_spelling(host: str) -> str:
    """Return a host as it is compared: an address in its short form, a name in lower case."""
    bare = host.strip("[]").lower().rstrip(".")
    try:
        return str(address(bare))
    except ValueError:
        return bare
