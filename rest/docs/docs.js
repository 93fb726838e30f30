// Starts Swagger UI with this server's OpenAPI document, in the browser's colour scheme.

const dark = matchMedia("(prefers-color-scheme: dark)");
const applyScheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", applyScheme);
applyScheme();

const folder = new URL("./", location.href);
const answer = await fetch(new URL("openapi.json", folder));
const spec = await answer.json();
// "Try it out" sends requests to the server of this page, also behind a proxy with a path prefix.
spec.servers = [{ url: folder.href.replace(/\/$/, "") }];

globalThis.SwaggerUIBundle({
  spec,
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null, // no requests to other servers
});
