"""The certificates that servers are checked against."""

import os
import ssl
from functools import cache


@cache
def trusted_certificates() -> ssl.SSLContext:
    """Return the certificates to trust, loaded once: that takes longer than a call on loopback.

    httpx reads SSL_CERT_FILE and SSL_CERT_DIR. Without the first, REQUESTS_CA_BUNDLE names the file, as it does for
    other programs of this machine.
    """
    import httpx

    bundle = None if os.environ.get("SSL_CERT_FILE") else os.environ.get("REQUESTS_CA_BUNDLE")
    return ssl.create_default_context(cafile=bundle) if bundle else httpx.create_ssl_context()
