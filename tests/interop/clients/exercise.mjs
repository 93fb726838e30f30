// The requests of every TypeScript client: each once, with the answers printed as one line of JSON.
export async function exercise(client) {
  const { tools } = await client.listTools();
  const { resources } = await client.listResources();
  const read = await client.readResource({ uri: "health://status" });
  const drawn = await client.callTool({
    name: "barcode_generator",
    arguments: { data: "123456789", format: "code128", width: 200, height: 100 },
  });
  const refused = await client.callTool({
    name: "barcode_generator",
    arguments: { data: "12", format: "ean13" },
  });
  // After the list of tools: the client checks the result by the schema of the tool.
  const decoded = await client.callTool({
    name: "barcode_decoder",
    arguments: { image: drawn.content[0].data },
  });
  await client.ping?.().catch(() => undefined);
  console.log(
    JSON.stringify({
      server: client.getServerVersion().name,
      tools: tools.map((tool) => tool.name),
      resources: resources.map((resource) => resource.uri),
      health: JSON.parse(read.contents[0].text).status,
      image: drawn.content[0].data,
      decoded: decoded.structuredContent.barcodes[0].text,
      text: drawn.content[1].text,
      refused: refused.isError,
    }),
  );
  await client.close();
}
