"""What other programs call, through the real clients: Gradio's and MCP's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from store.records import Document

_TOOLS = {"ask", "molecule", "search", "table"}


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def test_the_endpoints_are_named_and_typed(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)
    assert isinstance(described, dict)
    endpoints = described["named_endpoints"]
    assert {name.strip("/") for name in endpoints} == _TOOLS
    parameters = {p["parameter_name"]: p["python_type"]["type"] for p in endpoints["/ask"]["parameters"]}
    assert (parameters["question"], parameters["review"]) == ("str", "str")
    assert "list[dict(str, str)]" in parameters["history"]


def test_ask(client: Client, review: Document) -> None:
    answer = client.predict("What is the target of NAT10?", api_name="/ask")
    assert "HSP90AA1" in answer["answer"]
    for citation in answer["citations"]:
        assert citation["quote"] == review.text[citation["start"] : citation["end"]]
    history = [{"user": "What is the target of NAT10?", "assistant": answer["answer"]}]
    followed = client.predict("And its expression?", review.id, history, api_name="/ask")
    assert "NAT10" in followed["standalone_question"]
    assert client.predict("What is the capital of France?", api_name="/ask")["abstained"]


def test_molecule(client: Client, review: Document) -> None:
    card = client.predict("nat-10", api_name="/molecule")
    assert card["rows"][0]["cells"]["Target"] == "HSP90AA1"
    assert [r["doi"] for r in card["references"]] == ["10.1038/s41420-023-01355-8"]
    told = [t for part in card["parts"].values() for t in part]
    assert told
    assert all(review.text[t["start"] : t["end"]].strip() for t in told)


def test_search(client: Client) -> None:
    found = client.predict("endoplasmic reticulum stress", 3, api_name="/search")
    assert len(found) == 3
    assert [p["score"] for p in found] == sorted((p["score"] for p in found), reverse=True)


def test_table(client: Client, review: Document) -> None:
    assert len(client.predict(api_name="/table")) == len(review.tables[0].rows)
    down = client.predict({"Expression": "Down"}, api_name="/table")
    assert {row["cells"]["Expression"] for row in down} == {"Down"}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("/ask", " "), "The question is empty"),
        (("/ask", "x", "gone"), "No review has the id 'gone'; there are:"),
        (("/molecule", "nat1x0"), "the nearest are NAT10"),
        (("/table", {"Nope": "x"}), "No table has the header 'Nope'; there are:"),
    ],
)
def test_an_error_is_one_line_with_its_cure(client: Client, call: tuple[Any, ...], said: str) -> None:
    with pytest.raises(AppError, match=said):
        client.predict(*call[1:], api_name=call[0])


def _with_mcp(address: str, do: Callable[[ClientSession], Any]) -> Any:
    """Run `do` with a session of the MCP client, in a thread of its own: the browser's loop may be running."""

    async def run() -> Any:
        async with (
            streamable_http_client(f"{address}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as s,
        ):
            await s.initialize()
            return await do(s)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result(120)


def test_the_mcp_server_offers_the_same_as_tools(address: str) -> None:
    listed = _with_mcp(address, lambda session: session.list_tools())
    tools = {tool.name: tool for tool in listed.tools}
    assert set(tools) == _TOOLS
    assert all(len(tool.description or "") > 80 for tool in tools.values())
    assert set(tools["ask"].inputSchema["properties"]) == {"question", "review", "history"}
    assert "plain English" in tools["ask"].inputSchema["properties"]["question"]["description"]


@pytest.mark.parametrize(
    ("tool", "arguments", "holds"),
    [
        ("ask", {"question": "What is the target of NAT10?"}, "HSP90AA1"),
        ("molecule", {"name": "NAT10"}, "Remodelin"),
        ("search", {"query": "endoplasmic reticulum stress", "limit": 2}, "score"),
        ("table", {"where": {"Expression": "Down"}}, "Down"),
    ],
)
def test_each_tool_answers(address: str, tool: str, arguments: dict[str, Any], holds: str) -> None:
    result = _with_mcp(address, lambda session: session.call_tool(tool, arguments))
    assert not result.isError
    text = " ".join(part.text for part in result.content)
    assert holds in text
    assert json.loads(text)


def test_a_tool_says_what_went_wrong(address: str) -> None:
    result = _with_mcp(address, lambda session: session.call_tool("molecule", {"name": "nat1x0"}))
    assert result.isError
    assert "the nearest are NAT10" in result.content[0].text
