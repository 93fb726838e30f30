// Installs the service worker, with which the page opens without a network.

export function start() {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  // The page's policy allows this one script address and no other.
  const policy = window.trustedTypes?.createPolicy("service-worker", { createScriptURL: () => "service-worker.js" });
  const address = policy ? policy.createScriptURL("") : "service-worker.js";
  // After the page, which it must not slow down. Without it the page works with a network only.
  const register = () => navigator.serviceWorker.register(address).catch(() => {});
  if (document.readyState === "complete") register();
  else window.addEventListener("load", register, { once: true });
}
