// Accepts files that are dropped on a panel. By default a browser leaves the page to open them.

const isOfFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => isOfFiles(event) && event.preventDefault());
}

// Calls *accept* with the files that are dropped on *panel*; *zone* is highlighted while files are over it.
export function acceptDrops(panel, zone, accept) {
  const over = (is) => zone.classList.toggle("over", is);
  panel.addEventListener("dragover", (event) => over(isOfFiles(event)));
  panel.addEventListener("dragleave", ({ relatedTarget }) => over(panel.contains(relatedTarget)));
  panel.addEventListener("drop", ({ dataTransfer }) => {
    over(false);
    if (dataTransfer.files.length) accept([...dataTransfer.files]);
  });
}
