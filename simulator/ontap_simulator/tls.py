"""Certificates for one run: a CA of its own, and from it a server certificate for each cluster."""

import re
import ssl
from pathlib import Path

import trustme

_DNS_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")


class CertificateAuthority:
    """Keys stay in memory, apart from what OpenSSL reads through short-lived files."""

    def __init__(self) -> None:
        self._ca = trustme.CA(organization_name="ONTAP simulator")

    def write_certificate(self, path: Path) -> None:
        """Write the CA's certificate, by which clients verify the clusters."""
        self._ca.cert_pem.write_to_path(path)

    def server_context(self, cluster_name: str) -> ssl.SSLContext:
        """A TLS server for the loopback names and a cluster name that DNS could carry; it asks for a certificate."""
        names = ["127.0.0.1", "localhost", "::1"]
        if _DNS_NAME.fullmatch(cluster_name):
            names.append(cluster_name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*names).configure_cert(context)
        self._ca.configure_trust(context)
        context.verify_mode = ssl.CERT_OPTIONAL
        return context

    def write_client_certificate(self, user: str, certificate: Path, key: Path) -> None:
        """Write a certificate by which `user` logs in, and its key."""
        issued = self._ca.issue_cert(f"{user}@ontap.example", common_name=user)
        key.touch(0o600)
        issued.private_key_pem.write_to_path(key)
        for each in issued.cert_chain_pems:
            each.write_to_path(certificate, append=True)
