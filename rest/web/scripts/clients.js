// Configurations and programs for MCP clients of this server. *secret* is the name of the variable that
// holds the client's token or API key; without it the client connects as a visitor.

import { api, socketAddress } from "./server.js";

// The variable that this product's bridge reads.
export const SECRET = "BARCODE_API_TOKEN";

const socket = () => socketAddress("my-client").href;
const http = () => api("mcp").href;
const json = (value) => JSON.stringify(value, null, 2);
const authorization = (secret, value) => (secret ? { headers: { Authorization: `Bearer ${value}` } } : {});

export const CLIENTS = [
  {
    id: "claude-code",
    label: "Claude Code",
    note: "Save as .mcp.json in your project.",
    code: (secret) => json({ mcpServers: { barcodes: { type: "http", url: http(), ...authorization(secret, `\${${secret}}`) } } }),
  },
  {
    id: "claude-desktop",
    label: "Claude Desktop",
    note: "Add to claude_desktop_config.json. Needs the command barcode-api on your computer.",
    code: (secret) =>
      json({
        mcpServers: {
          barcodes: { command: "barcode-api", args: ["mcp-bridge", http()], ...(secret ? { env: { [secret]: "…" } } : {}) },
        },
      }),
  },
  {
    id: "vs-code",
    label: "VS Code",
    install: () => `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: "barcodes", type: "http", url: http() }))}`,
    note: "Save as .vscode/mcp.json in your project.",
    code: (secret) =>
      json({
        ...(secret ? { inputs: [{ id: secret, type: "promptString", description: "API key for barcodes", password: true }] } : {}),
        servers: { barcodes: { type: "http", url: http(), ...authorization(secret, `\${input:${secret}}`) } },
      }),
  },
  {
    id: "cursor",
    label: "Cursor",
    install: () =>
      `cursor://anysphere.cursor-deeplink/mcp/install?name=barcodes&config=${encodeURIComponent(btoa(JSON.stringify({ url: http() })))}`,
    note: "Save as .cursor/mcp.json in your project.",
    code: (secret) => json({ mcpServers: { barcodes: { url: http(), ...authorization(secret, `\${env:${secret}}`) } } }),
  },
  {
    id: "inspector",
    label: "Inspector",
    note: "Run in a terminal; needs Node.js.",
    code: (secret) =>
      `npx @modelcontextprotocol/inspector --cli ${http()} --transport http --method tools/list` +
      (secret ? ` --header "Authorization: Bearer $${secret}"` : ""),
  },
  {
    id: "python",
    label: "Python",
    needs: 'pip install "mcp[ws]<2"',
    code: (secret) => (secret ? pythonWith(secret) : python()),
  },
  {
    id: "typescript",
    label: "TypeScript",
    needs: "npm install @modelcontextprotocol/sdk@1",
    code: (secret) => (secret ? typescriptWith(secret) : typescript()),
  },
  {
    id: "langchain",
    label: "LangChain",
    needs: "pip install langchain-mcp-adapters",
    code: (secret) => (secret ? langchainWith(secret) : langchain()),
  },
];

const PYTHON_CALL = `        async with ClientSession(STREAMS) as session:
            await session.initialize()
            result = await session.call_tool(
                "barcode_generator", {"data": "123456789", "format": "code128"}
            )
            print(result.content)


asyncio.run(main())`;

function python() {
  return `import asyncio

from mcp import ClientSession
from mcp.client.websocket import websocket_client


async def main():
    async with websocket_client("${socket()}") as streams:
${PYTHON_CALL.replace("STREAMS", "*streams")}`;
}

// The SDK's WebSocket client can't send headers; its HTTP client can.
function pythonWith(secret) {
  return `import asyncio
import os

from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

headers = {"Authorization": "Bearer " + os.environ["${secret}"]}


async def main():
    async with streamablehttp_client("${http()}", headers) as (reader, writer, _):
${PYTHON_CALL.replace("STREAMS", "reader, writer")}`;
}

const TYPESCRIPT_CALL = `const result = await client.callTool({
  name: "barcode_generator",
  arguments: { data: "123456789", format: "code128" },
});
console.log(result.content);
await client.close();`;

function typescript() {
  return `import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";

const client = new Client({ name: "my-client", version: "1.0.0" });
await client.connect(new WebSocketClientTransport(new URL("${socket()}")));
${TYPESCRIPT_CALL}`;
}

function typescriptWith(secret) {
  return `import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const client = new Client({ name: "my-client", version: "1.0.0" });
const headers = { Authorization: \`Bearer \${process.env.${secret}}\` };
await client.connect(new StreamableHTTPClientTransport(new URL("${http()}"), { requestInit: { headers } }));
${TYPESCRIPT_CALL}`;
}

function langchain() {
  return `import asyncio

from langchain_mcp_adapters.client import MultiServerMCPClient


async def main():
    client = MultiServerMCPClient(
        {"barcodes": {"transport": "websocket", "url": "${socket()}"}}
    )
    print([tool.name for tool in await client.get_tools()])


asyncio.run(main())`;
}

function langchainWith(secret) {
  return `import asyncio
import os

from langchain_mcp_adapters.client import MultiServerMCPClient

headers = {"Authorization": "Bearer " + os.environ["${secret}"]}


async def main():
    client = MultiServerMCPClient(
        {"barcodes": {"transport": "streamable_http", "url": "${http()}", "headers": headers}}
    )
    print([tool.name for tool in await client.get_tools()])


asyncio.run(main())`;
}

export const addresses = () => [
  ["WebSocket", socketAddress("{client_id}").href.replaceAll("%7B", "{").replaceAll("%7D", "}")],
  ["HTTP", http()],
  ["Status", api("mcp/status").href],
];
