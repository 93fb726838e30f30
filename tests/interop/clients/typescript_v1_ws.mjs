// The TypeScript SDK v1 over WebSocket: node typescript_v1_ws.mjs URL
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { WebSocketClientTransport } from "@modelcontextprotocol/sdk/client/websocket.js";
import { exercise } from "./exercise.mjs";

const client = new Client({ name: "typescript-v1-ws", version: "1.0.0" });
await client.connect(new WebSocketClientTransport(new URL(process.argv[2])));
await exercise(client);
