// Renders the ZPL formats on standard input at 8 dots a mm, and prints the pictures as a JSON array
// of base64 PNG. Arguments: width and height of a label in mm.
const fs = require("fs");
const { ready } = require("zpl-renderer-js");

const [width, height] = process.argv.slice(2).map(Number);
ready.then(async ({ api }) => {
  const drawn = await api.zplToBase64MultipleAsync(fs.readFileSync(0, "utf8"), width, height, 8);
  // The renderer keeps a Go runtime alive, which would keep this process alive.
  process.stdout.write(JSON.stringify(drawn), () => process.exit(0));
});
