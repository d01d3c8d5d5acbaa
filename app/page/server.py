"""The web application: the page, the sources it opens, the exports it links to; on this machine alone."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.opening import Opening
from app.page import routes
from app.page.endpoints import tell_in_json
from app.page.layout import build
from app.page.look import head, theme
from store.errors import PortInUse

_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'; form-action 'self'"
"""No page of ours may load anything from anywhere else, whatever a message says."""

_LARGEST = "50mb"


def serve(opening: Opening, host: str, port: int, on_ready: Callable[[str], None], mcp: bool = False) -> None:
    """Serve the page until interrupted; `on_ready` gets its address as soon as it can be opened.

    Raises:
        PortInUse: Nothing can be served at `host` and `port`.
        ReviewChatError: The library cannot be opened.
    """
    with _listen(host, port) as listener:
        config = uvicorn.Config(application(opening, mcp), log_level="warning", timeout_graceful_shutdown=1)
        server = _Server(config, on_ready)
        opening.start(on_failure=server.stop)
        server.run(sockets=[listener])
    if failure := opening.failure():
        raise failure


def application(opening: Opening, mcp: bool = False) -> ASGIApp:
    """Return the page with all that it links to as one web application; `mcp` adds the MCP server."""
    app = FastAPI(openapi_url=None)
    routes.add(app, opening)
    blocks = build(opening)
    mounted = gr.mount_gradio_app(
        app, blocks, path="/", theme=theme(), head=head(), footer_links=[], run_history=False,
        ssr_mode=False, mcp_server=mcp, pwa=False, max_file_size=_LARGEST, enable_monitoring=False,
    )  # fmt: skip
    if blocks.mcp_server_obj:
        tell_in_json(blocks.mcp_server_obj)
    return _guarded(mounted)


def _guarded(app: ASGIApp) -> ASGIApp:
    """Send the policy of this page along with every response."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), (b"content-security-policy", _POLICY.encode())]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, answered)

    return guarded


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        cure = "choose another one: review-chat serve --port N"
        raise PortInUse(f"{host}:{port} cannot be used ({error.strerror}); {cure}") from None


class _Server(uvicorn.Server):
    """A server that tells its address when it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[str], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    def stop(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and not self.should_exit:
            host, port = sockets[0].getsockname()[:2]
            self._on_ready(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
