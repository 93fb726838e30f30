#!/usr/bin/env bash
# The npm package @mrmgomes/boleto-utils refuses about one in five Brazilian bills when they are scanned, and accepts them when they are typed.
#
# Expected: the check digit of a bank's boleto, an Interleaved 2 of 5 of 44 digits, is 1 where modulo 11 gives 0, 10 or 11. It is never 0.
# Instead: validarBoleto() takes the rule of the bills of utilities and taxes, whose check digit is 0 in two of these cases. The same bill typed
# as a line of 47 digits is called valid, and the barcode that the package returns for the line is then refused by the package.
# Why it matters: two of eleven remainders are concerned, and tests with one or two bills pass. Of 3000 random bills 606 were refused. Give
# the line of digits to the package, or check the barcode with another one.
# Versions: @mrmgomes/boleto-utils 1.3.3, compared with boleto-brasileiro-validator 1.0.5.
# Source: FEBRABAN, layout of the barcode of "cobrança" (check digit in position 5) and of "arrecadação" (general check digit, modulo 11).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" \
  @mrmgomes/boleto-utils@1.3.3 boleto-brasileiro-validator@1.0.5
node - <<'NODE'
const { validarBoleto } = require("@mrmgomes/boleto-utils");
const { boletoBancarioCodigoBarras } = require("boleto-brasileiro-validator");
const bills = [
  ["00190500954014481606906809350314610010000000100", "00196100100000001000500940144816060680935031", true],
  ["00190500954014481606906809350314110000000000100", "00191100000000001000500940144816060680935031", false],
];
console.log("@mrmgomes/boleto-utils", require("./node_modules/@mrmgomes/boleto-utils/package.json").version);
let changed = false;
for (const [line, barcode, answer] of bills) {
  const typed = validarBoleto(line);
  const scanned = validarBoleto(barcode);
  const other = boletoBancarioCodigoBarras(barcode);
  console.log(`typed ${line}: ${typed.sucesso}, barcode ${typed.codigoBarras}`);
  console.log(` scanned: expected true, seen ${scanned.sucesso} (${scanned.mensagem}); boleto-brasileiro-validator ${other}`);
  changed ||= !typed.sucesso || typed.codigoBarras !== barcode || scanned.sucesso !== answer || !other;
}
process.exit(changed ? 1 : 0);
NODE
