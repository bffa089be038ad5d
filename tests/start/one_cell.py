"""Run one cell on the Jupyter server whose address is the argument; print what it printed."""

from __future__ import annotations

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

EXECUTE = {
    "header": {"msg_id": "cell", "msg_type": "execute_request", "session": "s", "username": "",
               "version": "5.3", "date": "2000-01-01T00:00:00Z"},
    "parent_header": {}, "metadata": {}, "channel": "shell", "buffers": [],
    "content": {"code": "print(6 * 7)", "silent": False, "store_history": False,
                "user_expressions": {}, "allow_stdin": False, "stop_on_error": True},
}  # fmt: skip


async def main(address: str) -> None:
    url = urlsplit(address)
    token = {"Authorization": f"token {parse_qs(url.query)['token'][0]}"}
    kernels = f"//{url.netloc}/api/kernels"
    start = HTTPRequest("http:" + kernels, method="POST", body="{}", headers=token)
    kernel = json.loads((await AsyncHTTPClient().fetch(start)).body)["id"]
    channels = HTTPRequest(f"ws:{kernels}/{kernel}/channels?session_id=s", headers=token)
    websocket = await websocket_connect(channels)
    await websocket.write_message(json.dumps(EXECUTE))
    while message := json.loads(await websocket.read_message()):
        if message["msg_type"] == "stream":
            sys.stdout.write(message["content"]["text"])
            return


asyncio.run(main(sys.argv[1]))
