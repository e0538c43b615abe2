"""An embeddings endpoint without delay, in a process of its own, which prints its port when it starts.

It reads how many texts a request has and answers with that many random unit vectors, in base64, made beforehand; so
what is measured against it is the client and the stores.
"""

import asyncio
import base64
import itertools

import numpy as np
import orjson

DIMENSION = 384
_VECTORS = 4096
_CONTENT_LENGTH = b"content-length:"


def _items() -> list[bytes]:
    random = np.random.default_rng(0)
    vectors = random.standard_normal((_VECTORS, DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [base64.b64encode(vector.tobytes()) for vector in vectors]


def _reply(texts: int, vectors: "itertools.cycle[bytes]") -> bytes:
    items = (b'{"index":%d,"embedding":"%b"}' % (at, next(vectors)) for at in range(texts))
    body = b'{"object":"list","data":[%b]}' % b",".join(items)
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


async def _serve() -> None:
    vectors = itertools.cycle(_items())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            length = next(int(line[len(_CONTENT_LENGTH) :]) for line in head if line.startswith(_CONTENT_LENGTH))
            writer.write(_reply(len(orjson.loads(await reader.readexactly(length))["input"]), vectors))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _head(reader: asyncio.StreamReader) -> list[bytes]:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).lower().split(b"\r\n")
    except asyncio.IncompleteReadError:
        return []


if __name__ == "__main__":
    asyncio.run(_serve())
