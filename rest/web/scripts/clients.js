// How each kind of MCP client is told of this server.

import { api, socketAddress } from "./server.js";

const socket = () => socketAddress("my-client").href;
const http = () => api("mcp").href;
const json = (value) => JSON.stringify(value, null, 2);

export const CLIENTS = [
  {
    id: "claude-code",
    label: "Claude Code",
    note: "Save as .mcp.json in your project.",
    code: () => json({ mcpServers: { barcodes: { type: "http", url: http() } } }),
  },
  {
    id: "claude-desktop",
    label: "Claude Desktop",
    note: "Add to claude_desktop_config.json. Needs barcode-api, this product's command, on your machine.",
    code: () => json({ mcpServers: { barcodes: { command: "barcode-api", args: ["mcp-bridge", http()] } } }),
  },
  {
    id: "vs-code",
    label: "VS Code",
    note: "Save as .vscode/mcp.json in your project.",
    code: () => json({ servers: { barcodes: { type: "http", url: http() } } }),
  },
  {
    id: "cursor",
    label: "Cursor",
    note: "Save as .cursor/mcp.json in your project.",
    code: () => json({ mcpServers: { barcodes: { url: http() } } }),
  },
  {
    id: "inspector",
    label: "Inspector",
    note: "Run in a terminal; needs Node.js.",
    code: () => `npx @modelcontextprotocol/inspector --cli ${http()} --transport http --method tools/list`,
  },
  {
    id: "python",
    label: "Python",
    note: 'Needs: pip install "mcp[ws]<2"',
    code: () => `import asyncio

from mcp import ClientSession
from mcp.client.websocket import websocket_client


async def main():
    async with websocket_client("${socket()}") as streams:
        async with ClientSession(*streams) as session:
            await session.initialize()
            result = await session.call_tool(
                "barcode_generator", {"data": "123456789", "format": "code128"}
            )
            print(result.content)


asyncio.run(main())`,
  },
  {
    id: "typescript",
    label: "TypeScript",
    note: "Needs: npm install @modelcontextprotocol/sdk@1",
    code: () => `import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";

const client = new Client({ name: "my-client", version: "1.0.0" });
await client.connect(new WebSocketClientTransport(new URL("${socket()}")));
const result = await client.callTool({
  name: "barcode_generator",
  arguments: { data: "123456789", format: "code128" },
});
console.log(result.content);
await client.close();`,
  },
  {
    id: "langchain",
    label: "LangChain",
    note: "Needs: pip install langchain-mcp-adapters",
    code: () => `from langchain_mcp_adapters.client import MultiServerMCPClient

client = MultiServerMCPClient(
    {"barcodes": {"transport": "websocket", "url": "${socket()}"}}
)
tools = await client.get_tools()`,
  },
];

export const addresses = () => [
  ["WebSocket", socketAddress("{client_id}").href.replaceAll("%7B", "{").replaceAll("%7D", "}")],
  ["HTTP", http()],
  ["Status", api("mcp/status").href],
];
