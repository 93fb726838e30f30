// Keeps the page and its files, so that an installed page opens without a network. Barcodes are drawn by
// the server: its answers are not kept.

const FOLDER = "$folder"; // it changes with each version
const SHELL = $shell;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FOLDER).then((cache) => cache.addAll(["./", ...SHELL])));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name !== FOLDER));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))));
});

const page = new URL("./", self.location.href).href;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = request.url.split(/[?#]/)[0];
  // The newest page if the server answers, else the one that was kept.
  if (address === page) event.respondWith(fetch(request).catch(() => caches.match("./")));
  else if (address.startsWith(page + FOLDER)) event.respondWith(kept(request));
});

const kept = async (request) => (await caches.match(request)) ?? fetch(request);
