// Starts Swagger UI on this server's own document, in the browser's colours.

const dark = matchMedia("(prefers-color-scheme: dark)");
const dye = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dye);
dye();

const folder = new URL("./", location.href);
const answer = await fetch(new URL("openapi.json", folder));
const spec = await answer.json();
// "Try it out" asks the server that this page came from, whatever a proxy put in front of it.
spec.servers = [{ url: folder.href.replace(/\/$/, "") }];

globalThis.SwaggerUIBundle({
  spec,
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null, // no request leaves this server
});
