// Applies the colour scheme and the language before the page is drawn, so that it does not flash.
// A page without translations has the attribute data-english.
(() => {
  const LANGUAGES = ["en", "de", "fr", "es", "zh"];
  const LONGEST_MS = 2000; // that the page is hidden while it is translated
  const stored = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`thebarcodeapi.${name}`));
    } catch {
      return null; // a browser may forbid storage
    }
  };
  const root = document.documentElement;
  const theme = stored("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (document.currentScript.hasAttribute("data-english")) return;
  const wanted = [stored("language"), ...navigator.languages].map((tag) => String(tag).split("-")[0]);
  root.lang = wanted.find((tag) => LANGUAGES.includes(tag)) ?? "en";
  if (root.lang !== "en") {
    root.dataset.translating = "";
    setTimeout(() => delete root.dataset.translating, LONGEST_MS);
  }
})();
