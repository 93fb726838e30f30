// Recognises what a text is: a number with a check digit, an address, or the payload of a standard.
// Pure: it sends nothing. A payload's fields are read by the server.

const digitsOf = (text) => [...text].map(Number);

// GS1 General Specifications, 7.9.1: weights 3 and 1 from the right; works for GTIN, SSCC and GLN.
export function gs1CheckDigit(digits) {
  const sum = digitsOf(digits).reverse().reduce((total, digit, at) => total + digit * (at % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10;
}

const isChecked = (text) => gs1CheckDigit(text.slice(0, -1)) === Number(text.at(-1));

// ISO 7064, MOD 97-10, of an account number (ISO 13616).
export function isIban(text) {
  const iban = text.replace(/\s/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const number = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return digitsOf(number).reduce((rest, digit) => (rest * 10 + digit) % 97, 0) === 1;
}

// UPU S10-12, 6.1: weights 8, 6, 4, 2, 3, 5, 9, 7.
function isPostalItem(text) {
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(text)) return false;
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[2 + at]), 0);
  const check = 11 - (sum % 11);
  return Number(text[10]) === (check === 10 ? 0 : check === 11 ? 5 : check);
}

// 49 CFR 565.15: the ninth character is a check of the others.
function isVehicle(text) {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text)) return false;
  const letters = { A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9, S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 };
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * (letters[text[at]] ?? Number(text[at])), 0);
  return text[8] === (sum % 11 === 10 ? "X" : String(sum % 11));
}

// Payloads by their beginning. The server reads their fields, by the content type.
const PAYLOADS = [
  [/^WIFI:/i, "wifi", "a Wi-Fi network"],
  [/^BEGIN:VCARD/i, "vcard", "a contact"],
  [/^MECARD:/i, "mecard", "a contact"],
  [/^BEGIN:V(EVENT|CALENDAR)/i, "event", "an event"],
  [/^BCD\r?\n/, "epc", "a SEPA payment"],
  [/^SPC\r?\n/, "swiss_qr_bill", "a Swiss QR-bill"],
  [/^SPD\*/i, "spd", "a Czech payment"],
  [/^UPNQR/, "upn", "a Slovenian payment"],
  [/^upi:\/\//i, "upi", "a UPI payment"],
  [/^000201/, "emv", "a payment"],
  [/^otpauth:\/\//i, "otpauth", "a one-time password"],
  [/^geo:/i, "geo", "a place"],
  [/^mailto:/i, "email", "an e-mail"],
  [/^(sms|smsto):/i, "sms", "a text message"],
  [/^tel:/i, "tel", "a telephone number"],
  [/^M[1-4][A-Z/ ]{20}/, "bcbp", "a boarding pass"],
  [/^\[\)>\u001e/, "iso15434", "a parts message"],
  [/^@\n\u001e\rANSI /, "aamva", "a driving licence"],
];

const RETAIL = { 8: ["ean8", "EAN-8"], 12: ["upca", "UPC-A"], 13: ["ean13", "EAN-13"] };

// Returns what *text* may be, the likeliest first: { what, format, data }, { what, content, fields } or
// { what, content, payload } for each; lastDigit is the right one if that of the text is wrong.
export function recognise(text) {
  const trimmed = text.trim();
  if (!trimmed) return [];
  const payload = PAYLOADS.find(([start]) => start.test(trimmed));
  if (payload) return [{ what: payload[2], content: payload[1], payload: trimmed }];
  return [...elementString(trimmed), ...webAddress(trimmed), ...numbers(trimmed), ...others(trimmed)];
}

function elementString(text) {
  const plain = text.replace(/^\](C1|d2|Q3|e0|J1)/, "").replaceAll("\u241d", "\u001d");
  const isBracketed = /^\(\d{2,4}\)\S/.test(plain);
  // Without brackets only a GTIN or SSCC with its check digit is certain enough.
  const raw = /^(01|02)(\d{14})(?=\d{2}|$)|^00(\d{18})$/.exec(plain);
  const isRaw = plain.length > 17 && raw && isChecked(raw[2] ?? raw[3]);
  if (!isBracketed && !isRaw && !plain.includes("\u001d")) return [];
  const format = /^\(?00\)?/.test(plain) ? "gs1_128" : "gs1_datamatrix";
  return [{ what: "a GS1 element string", format, data: plain }];
}

function webAddress(text) {
  if (/^https?:\/\/\S+$/i.test(text)) {
    if (/\/(01|8006|8013|8010|414|00)\/\w+/.test(text)) return [{ what: "a GS1 Digital Link", format: "gs1_dl_qr", data: text }, link(text)];
    return [link(text)];
  }
  return /^www\.[^\s/]+\.\S+$/i.test(text) ? [link(`https://${text}`)] : [];
}

const link = (url) => ({ what: "a link", content: "url", fields: { url } });

function numbers(text) {
  const digits = text.replace(/[\s-]/g, "");
  if (/^97[89]\d{10}$/.test(digits) && isChecked(digits)) return [{ what: digits.startsWith("9790") ? "an ISMN" : "an ISBN", format: digits.startsWith("9790") ? "ismn" : "isbn", data: digits }];
  if (/^977\d{10}$/.test(digits) && isChecked(digits)) return [{ what: "an ISSN", format: "issn", data: digits }];
  if (/^\d{9}[\dXx]$/.test(digits) && isIsbn10(digits)) return [{ what: "an old ISBN", format: "isbn", data: digits }];
  if (!/^\d+$/.test(digits)) return [];
  const retail = RETAIL[digits.length];
  if (retail) {
    const [format, what] = retail;
    if (isChecked(digits)) return [{ what, format, data: digits }];
    const right = digits.slice(0, -1) + gs1CheckDigit(digits.slice(0, -1));
    const wrong = { what, lastDigit: right.at(-1), format, data: right };
    const short = digits.length === 12 ? [{ what: "EAN-13 without its last digit", format: "ean13", data: digits + gs1CheckDigit(digits) }] : [];
    return digits.length === 8 ? [] : [...short, wrong];
  }
  if (digits.length === 14 && isChecked(digits)) return [{ what: "a carton number (GTIN-14)", format: "itf14", data: digits }];
  if (digits.length === 18 && isChecked(digits)) return [{ what: "a pallet number (SSCC)", format: "sscc", data: digits }];
  return [];
}

// ISO 2108:2005, 4.4: weights 10 to 1, modulo 11.
function isIsbn10(text) {
  const values = [...text.toUpperCase()].map((digit) => (digit === "X" ? 10 : Number(digit)));
  return values.reduce((sum, value, at) => sum + value * (10 - at), 0) % 11 === 0;
}

function others(text) {
  if (isIban(text)) return account(text.replace(/\s/g, "").toUpperCase());
  if (/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text)) return [{ what: "an e-mail address", content: "email", fields: { to: text } }];
  if (/^\+\d[\d ()/.-]{6,18}$/.test(text)) return [{ what: "a telephone number", content: "tel", fields: { number: text } }];
  const place = /^(-?\d{1,2}\.\d{2,})\s*,\s*(-?\d{1,3}\.\d{2,})$/.exec(text);
  if (place) return [{ what: "a place", content: "geo", fields: { latitude: place[1], longitude: place[2] } }];
  if (isPostalItem(text)) return [{ what: "a postal item number", format: "upu_s10", data: text }];
  if (isVehicle(text)) return [{ what: "a vehicle number (VIN)", format: "vin", data: text }];
  const pzn = /^(?:PZN)[\s-]*(\d{7,8})$/i.exec(text);
  return pzn ? [{ what: "a German medicine number (PZN)", format: "pzn8", data: pzn[1] }] : [];
}

function account(iban) {
  if (/^(CH|LI)/.test(iban)) return [{ what: "an IBAN of Switzerland", content: "swiss_qr_bill", fields: { iban } }];
  if (/^CZ/.test(iban)) return [{ what: "an IBAN of Czechia", content: "spd", fields: { iban } }];
  return [{ what: "an IBAN", content: "epc", fields: { iban } }];
}
