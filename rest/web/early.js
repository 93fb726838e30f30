// Applies the chosen colour scheme before the page is drawn, so that it does not flash.
try {
  const theme = JSON.parse(localStorage.getItem("thebarcodeapi.theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser may forbid storage.
}
