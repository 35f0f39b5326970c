"""Whom we may call: public addresses alone, and the address that was looked at is the one that is connected to."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from .errors import Rejected

# Global unicast; all else of IPv6 is private, local, for many at once, or not given to anybody.
_UNICAST = IPv6Network("2000::/3")
# A translator sends these on to the IPv4 address in their last 32 bits (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


def public_addresses(host: str, port: int) -> list[str]:
    """The public ones of the host's addresses, as they were at this one look.

    Any spelling of an address is a host: decimal, octal, hexadecimal. Raises `Rejected` where none of them is public
    or the name can't be one, `socket.gaierror` where nobody knows it.
    """
    try:
        known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise Rejected("the address has no possible host name", code="no_host") from error
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in known))
    public = [address for address in addresses if is_public(address)]
    if not public:
        raise Rejected("the address is not public", code="not_public")
    return public


def is_public(address: str) -> bool:
    """Whether it is one host's on the open internet, not a private one in disguise."""
    return _is_public(ip_address(address.split("%", maxsplit=1)[0]))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not address.is_reserved
    within = address.ipv4_mapped or address.sixtofour
    if within is None and address in _TRANSLATED:
        within = IPv4Address(int(address) & 0xFFFF_FFFF)
    if within is not None:
        return _is_public(within)
    return address in _UNICAST and address.is_global and address.teredo is None
