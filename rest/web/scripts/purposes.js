// What a barcode is for: the first choice on the Make tab. Each purpose leads to a form of the server's
// content types, or to plain data with a suitable symbology.

// *contents*: content types, the usual one first. *format* and *example*: of plain data.
// *icon*: path of a drawing of 24 × 24, in lines of the text's colour.
export const PURPOSES = [
  { id: "link", title: "Link", contents: ["url"], icon: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1" },
  { id: "text", title: "Text", format: "qr", example: "Hello!", icon: "M4 6h16M4 11h16M4 16h10" },
  { id: "wifi", title: "Wi-Fi", contents: ["wifi"], icon: "M3 9a13 13 0 0 1 18 0M6.5 12.7a8 8 0 0 1 11 0M9.7 16.2a3.5 3.5 0 0 1 4.6 0M12 19.5h.01" },
  { id: "contact", title: "Contact", contents: ["vcard", "mecard"], icon: "M12 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM5 20a7 5.5 0 0 1 14 0" },
  { id: "message", title: "Message", contents: ["email", "sms", "tel"], icon: "M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5" },
  { id: "event", title: "Event", contents: ["event"], icon: "M4 6h16v14H4zM4 10.5h16M8 3.5v4M16 3.5v4" },
  { id: "place", title: "Place", contents: ["geo"], icon: "M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11ZM12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z" },
  { id: "payment", title: "Payment", contents: ["epc", "swiss_qr_bill", "upi", "pix", "promptpay", "paynow", "emv", "spd", "upn"], icon: "M3 6.5h18v11H3zM3 10.5h18M6.5 14.5h4" },
  { id: "product", title: "Product", format: "ean13", example: "4006381333931", formats: ["ean13", "upca", "ean8", "upce", "isbn", "itf14"], contents: ["variable_measure_ean"], icon: "M4 6v12M7 6v12M10.5 6v12M13 6v12M17 6v12M20 6v12" },
  { id: "stock", title: "Stock", format: "code128", example: "SHELF-12-A", icon: "M4 20V5M20 20V5M4 9h16M4 15h16M7 9V6h4v3M13 15v-3h4v3" },
  { id: "parcel", title: "Parcel", contents: ["sscc", "dpd", "upu_s10", "maxicode_scm"], icon: "M4 8l8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5" },
  { id: "gs1", title: "GS1", contents: ["gs1_elements", "gs1_digital_link"], icon: "M4 6h16v12H4zM8 10v4M11 10v4M13.5 10v4M16.5 10v4" },
  { id: "medicine", title: "Medicine", contents: ["ppn", "udi", "hibc_primary", "hibc_secondary", "hibc_pas", "isbt128"], icon: "M5.2 13.3l8-8a4 4 0 0 1 5.6 5.6l-8 8a4 4 0 0 1-5.6-5.6ZM9.2 9.3l5.6 5.6" },
  { id: "ticket", title: "Ticket", contents: ["bcbp"], icon: "M3.5 7h17v3.5a1.8 1.8 0 0 0 0 3.5V17h-17v-3a1.8 1.8 0 0 0 0-3.5zM14.5 7v10" },
  { id: "identity", title: "Login, ID", contents: ["otpauth", "aamva", "vin"], icon: "M14.5 13a4.5 4.5 0 1 0-4-2.4L4 17v3h3v-2h2v-2h2l1.7-3.4M16 8h.01" },
  { id: "parts", title: "Parts", contents: ["iso15434"], icon: "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM12 4v2.5M12 17.5V20M4 12h2.5M17.5 12H20M6.3 6.3l1.8 1.8M15.9 15.9l1.8 1.8M6.3 17.7l1.8-1.8M15.9 8.1l1.8-1.8" },
];

// Returns the purposes for the content types that the server has. A content type that no purpose names
// gets one for itself.
export function offered(contents) {
  const known = new Set(contents.map(({ id }) => id));
  const placed = new Set(PURPOSES.flatMap(({ contents: ids = [] }) => ids));
  const extra = contents
    .filter(({ id }) => !placed.has(id))
    .map(({ id, title }) => ({ id, title, contents: [id], icon: "M5 5h14v14H5z" }));
  return [...PURPOSES, ...extra]
    .map((purpose) => ({ ...purpose, contents: (purpose.contents ?? []).filter((id) => known.has(id)) }))
    .filter(({ contents: ids, format }) => format || ids.length);
}

const RETAIL = new Set(["retail"]);

// Returns the id of the purpose of a barcode: of its content type, or of its symbology.
export function purposeOf({ content, format, family }) {
  if (content) return PURPOSES.find(({ contents = [] }) => contents.includes(content))?.id ?? content;
  if (RETAIL.has(family) || format === "itf14") return "product";
  return ["qr", "micro_qr", "rmqr", "aztec"].includes(format) ? "text" : "stock";
}
