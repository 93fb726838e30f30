// Takes files that are dropped anywhere on a panel; a browser would leave the page to open them.

const isOfFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");

for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => isOfFiles(event) && event.preventDefault());
}

// Give *take* the files that are dropped on *panel*; *zone* shows that it would take them.
export function takeDrops(panel, zone, take) {
  const over = (is) => zone.classList.toggle("over", is);
  panel.addEventListener("dragover", (event) => over(isOfFiles(event)));
  panel.addEventListener("dragleave", ({ relatedTarget }) => over(panel.contains(relatedTarget)));
  panel.addEventListener("drop", ({ dataTransfer }) => {
    over(false);
    if (dataTransfer.files.length) take([...dataTransfer.files]);
  });
}
