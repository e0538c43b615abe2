"""The certificates that servers are checked against."""

import ssl
from functools import cache

from index.errors import cause_of
from index.wording.said import Said, said

SET_CERTIFICATE = said(
    "endpoint.set_certificate",
    "Set SSL_CERT_FILE to the file of the authority that issued it, or of the certificate itself.",
)
"""The next step where a server's certificate is not trusted."""
# What OpenSSL calls a certificate that nobody else signed, alone or at the end of a chain.
_SELF_SIGNED = (18, 19)


@cache
def trusted_certificates(bundle: str | None = None) -> ssl.SSLContext:
    """Return the certificates to trust, loaded once: that takes longer than a call on loopback.

    `bundle`: a file of certificates to use instead of those that httpx would choose.
    """
    import httpx

    return ssl.create_default_context(cafile=bundle) if bundle else httpx.create_ssl_context()


def certificate_fault(fault: Exception) -> Said | None:
    """Return what is wrong with a server's certificate, if that is why a request failed."""
    untrusted = cause_of(fault, ssl.SSLCertVerificationError)
    if untrusted and untrusted.verify_code in _SELF_SIGNED:
        return said("endpoint.self_signed", "has a certificate that is self-signed.")
    return said("endpoint.untrusted", "has a certificate that is not trusted here.") if untrusted else None
