// Prints a PNG in base64 of each request on standard input, as JSON.
const bwip = require("bwip-js");
const fs = require("fs");

const draw = async ([bcid, text, options]) =>
  (await bwip.toBuffer({ bcid, text, backgroundcolor: "FFFFFF", ...options })).toString("base64");
Promise.all(JSON.parse(fs.readFileSync(0, "utf8")).map(draw)).then((drawn) =>
  console.log(JSON.stringify(drawn)),
);
