// The TypeScript SDK v1 over standard streams: node typescript_v1_stdio.mjs COMMAND ARGUMENT…
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { exercise } from "./exercise.mjs";

const [command, ...args] = process.argv.slice(2);
const client = new Client({ name: "typescript-v1-stdio", version: "1.0.0" });
await client.connect(new StdioClientTransport({ command, args }));
await exercise(client);
