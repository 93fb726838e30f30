// JSON Schemas of the OpenAPI document: references, types in words, and examples.

// Returns *schema* with its references followed, one level deep.
export function resolved(schema, spec) {
  const name = schema?.$ref?.split("/").at(-1);
  return name ? spec.components.schemas[name] : (schema ?? {});
}

export function typeOf(schema) {
  const type = [schema.type].flat().filter((each) => each && each !== "null")[0];
  if (schema.enum) return schema.enum.length > 8 ? `${schema.enum.length} values` : schema.enum.filter((each) => each !== null).join(", ");
  const { minimum, maximum } = schema;
  const range = minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : "";
  return `${type ?? "any"}${range}`;
}

const MAX_DEPTH = 6;

// Returns a value that fits *schema*: its example, or one made of the examples of its parts.
export function exampleOf(schema, spec, depth = 0) {
  const found = resolved(schema, spec);
  if (found.example !== undefined) return found.example;
  if (found.examples?.length) return found.examples[0];
  if (found.default !== undefined) return found.default;
  if (found.enum) return found.enum[0];
  if (depth > MAX_DEPTH) return null;
  const [choice] = found.anyOf ?? found.oneOf ?? [];
  if (choice) return exampleOf(choice, spec, depth + 1);
  const type = [found.type].flat()[0];
  if (type === "array") return found.items ? [exampleOf(found.items, spec, depth + 1)] : [];
  if (type === "object" || found.properties) {
    const wanted = found.required ?? Object.keys(found.properties ?? {});
    return Object.fromEntries(wanted.map((name) => [name, exampleOf(found.properties?.[name], spec, depth + 1)]));
  }
  return { integer: 0, number: 0, boolean: false, string: "" }[type] ?? null;
}
