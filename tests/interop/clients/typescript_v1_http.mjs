// The TypeScript SDK v1 over Streamable HTTP: node typescript_v1_http.mjs URL
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { exercise } from "./exercise.mjs";

const client = new Client({ name: "typescript-v1-http", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])));
await exercise(client);
