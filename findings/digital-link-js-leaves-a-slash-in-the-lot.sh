#!/usr/bin/env bash
# digital-link.js builds GS1 Digital Links that say something else.
#
# Expected: a lot number "A/B" is percent-encoded in the path: /10/A%2FB.
# Instead: it stays /10/A/B, which is lot "A" and a stray segment; "50%" stays "50%" too.
# In the other direction "A%2FB" stays "A%2FB" instead of the lot "A/B".
# Why it matters: "/" is one of the 82 characters that GS1 permits in lot numbers.
# Versions: digital-link.js 1.4.3.
# Source: GS1 Digital Link Standard: URI Syntax (percent-encoding of reserved characters); RFC 3986, 2.2.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  digital-link.js@1.4.3
node - <<'NODE'
const { DigitalLink } = require("digital-link.js");
const built = DigitalLink({
  domain: "https://example.com", identifier: { "01": "09501101530003" }, keyQualifiers: { 10: "A/B" },
}).toWebUriString();
const read = JSON.parse(DigitalLink("https://example.com/01/09501101530003/10/A%2FB").toJsonString()).keyQualifiers[10];
console.log("digital-link.js", require("./node_modules/digital-link.js/package.json").version);
console.log(`input lot "A/B", expected …/10/A%2FB, seen ${built}`);
console.log(`input …/10/A%2FB, expected lot "A/B", seen "${read}"`);
process.exit(built.endsWith("/10/A/B") && read === "A%2FB" ? 0 : 1);
NODE
