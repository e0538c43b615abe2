"""A proxy before a Chroma server, as one needs it that others can reach: it speaks TLS and asks for a token."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx


@dataclass
class ChromaProxy:
    """Where the proxy is, and the paths it was asked for by those who had the token."""

    url: str = ""
    paths: list[str] = field(default_factory=list)
    refused: int = 0


@contextmanager
def chroma_proxy(server: str, certificate: Path, token: str) -> Iterator[ChromaProxy]:
    """Run a proxy on a free port. `certificate`: a file with a key and its certificate."""
    proxy = ChromaProxy()
    client = httpx.Client(base_url=server, trust_env=False, timeout=60)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Be silent."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            tokens = (self.headers.get("X-Chroma-Token"), self.headers.get("Authorization"))
            if tokens != (token, f"Bearer {token}"):
                proxy.refused += 1
                self._reply(401, b'{"error": "Unauthorized", "message": "Unauthorized"}')
                return
            proxy.paths.append(self.path)
            kind = self.headers.get("Content-Type", "application/json")
            reply = client.request(self.command, self.path, content=body, headers={"Content-Type": kind})
            self._reply(reply.status_code, reply.content)

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _pass_on  # noqa: N815 - http.server's names

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        running.socket = context.wrap_socket(running.socket, server_side=True)
        proxy.url = f"https://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, args=[0.05])
        thread.start()
        try:
            yield proxy
        finally:
            running.shutdown()
            thread.join()
            client.close()
