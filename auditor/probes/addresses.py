"""Which internet addresses may be asked. Judged at connect time, whatever a name said before.

`ipaddress.is_global` alone lets the cloud's metadata service through in four disguises, so an
IPv4 address inside an IPv6 one is unwrapped first.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPAT = IPv6Network("::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # RFC 5214: before the last 32 bits
_UNICAST_V6 = IPv6Network("2000::/3")
_INTERNAL = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv6Network("fc00::/7"),
)
# Of IANA's special-purpose registries, what some versions of Python still call global.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("2001:2::/48"),
    IPv6Network("2001:10::/28"),
    IPv6Network("2001:20::/28"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
)
# Where clouds answer with a machine's own credentials: Azure (a public address), Amazon, Google.
_METADATA = frozenset(
    ip_address(text)
    for text in ("168.63.129.16", "169.254.169.254", "fd00:ec2::254", "fd20:ce::254")
)


@lru_cache(maxsize=4096)  # asked before every request, of as many addresses as there are sites
def allowed(text: str, *, internal: bool = False) -> bool:
    """Say whether `text` is a public unicast address, or an internal one where that is declared."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if "%" in text:  # a zone leads out by one of our own interfaces, whatever the number says
        return False
    return all(_allowed(inner, internal=internal) for inner in _unwrapped(address))


def internal(text: str) -> bool:
    """Say whether `text` is an address of an organisation's own network, as a gateway has."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return address.is_link_local or any(address in network for network in _INTERNAL)


def _allowed(address: Address, *, internal: bool) -> bool:
    if address in _METADATA:
        return False
    return _public(address) or (internal and any(address in network for network in _INTERNAL))


def _public(address: Address) -> bool:
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv6Address) and address not in _UNICAST_V6:
        return False
    return address.is_global and not any(address in network for network in _SPECIAL)


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """Return what the address stands for: the IPv4 addresses inside, or itself."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64 or (address in _COMPAT and int(address) > 0xFFFF):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return (address, IPv4Address(int(address) & 0xFFFFFFFF))
    return address.teredo or (address,)
