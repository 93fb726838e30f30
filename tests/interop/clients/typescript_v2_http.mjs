// The TypeScript SDK v2 over Streamable HTTP: node typescript_v2_http.mjs URL
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { exercise } from "./exercise.mjs";

const client = new Client({ name: "typescript-v2-http", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2])));
await exercise(client);
