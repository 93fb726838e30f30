// Prints what bwip-js draws of each request on standard input, as JSON: rows of modules, or the
// widths of bars and spaces with their heights and feet.
const bwip = require("bwip-js");
const fs = require("fs");

const drawn = JSON.parse(fs.readFileSync(0, "utf8")).map(([name, text, options]) => {
  const [{ pixs, pixx, sbs, bhs, bbs }] = bwip.raw(name, text, options);
  return pixs ? { modules: Array.from(pixs), width: pixx } : { widths: sbs, heights: bhs, feet: bbs };
});
console.log(JSON.stringify(drawn));
