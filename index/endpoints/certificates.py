"""The certificates that servers are checked against."""

import ssl
from functools import cache


@cache
def trusted_certificates(bundle: str | None = None) -> ssl.SSLContext:
    """Return the certificates to trust, loaded once: that takes longer than a call on loopback.

    `bundle`: a file of certificates to use instead of those that httpx would choose.
    """
    import httpx

    return ssl.create_default_context(cafile=bundle) if bundle else httpx.create_ssl_context()
