/** A node of an OpenAPI document. */
// biome-ignore lint/suspicious/noExplicitAny: documents are trees of anything.
export type Json = any;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** The rules a schema can have beside its type, fields and items. */
const CONSTRAINTS = [
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'format',
  'default',
  'minItems',
  'maxItems',
];

/**
 * What a vendor's document has and ours lacks: operations, parameters, fields, constraints and statuses. Ours may have
 * more. Prose (titles, descriptions, examples) does not count. Each line begins with the operation.
 */
export function missingOperations(vendor: Json, ours: Json): string[] {
  return Object.entries<Json>(vendor.paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => methods[method] !== undefined).flatMap((method) => {
      const [theirs, mine] = [methods[method], ours.paths[path]?.[method]];
      const name = `${method.toUpperCase()} ${path}`;
      if (mine === undefined) return [`${name} is missing`];
      return missingOf(theirs, mine, vendor, ours).map((line) => `${name} ${line}`);
    }),
  );
}

/** The same for one operation. */
export function missingOf(theirs: Json, mine: Json, vendor: Json, ours: Json): string[] {
  const missing: string[] = [];
  if (theirs.operationId !== mine.operationId) missing.push('has another operationId');
  for (const parameter of theirs.parameters ?? []) {
    const same = (mine.parameters ?? []).find(
      (each: Json) => each.name === parameter.name && each.in === parameter.in,
    );
    const name = `${parameter.in} ${parameter.name}`;
    if (same === undefined) missing.push(`lacks ${name}`);
    else {
      if (Boolean(parameter.required) !== Boolean(same.required)) missing.push(`${name} is not as required`);
      missing.push(...missingFields(parameter.schema, same.schema, vendor, ours, name));
    }
  }
  if (theirs.requestBody !== undefined) {
    if (theirs.requestBody.required && !mine.requestBody?.required) missing.push('body is not required');
    missing.push(
      ...missingFields(jsonOf(theirs.requestBody), jsonOf(mine.requestBody), vendor, ours, 'body'),
    );
  }
  for (const [status, reply] of Object.entries<Json>(theirs.responses)) {
    const same = mine.responses[status];
    if (same === undefined) missing.push(`lacks status ${status}`);
    else missing.push(...missingFields(jsonOf(reply), jsonOf(same), vendor, ours, status));
  }
  const schemes = (document: Json, operation: Json) =>
    (operation.security ?? document.security ?? []).flatMap((each: Json) =>
      Object.keys(each).map((key) => document.components.securitySchemes[key].scheme),
    );
  for (const scheme of schemes(vendor, theirs)) {
    if (!schemes(ours, mine).includes(scheme)) missing.push(`lacks security ${scheme}`);
  }
  return missing;
}

function jsonOf(content: Json): Json {
  return content?.content?.['application/json']?.schema;
}

function missingFields(given: Json, mine: Json, vendor: Json, ours: Json, at: string): string[] {
  if (given === undefined) return [];
  if (mine === undefined) return [`${at} has no schema`];
  const [one, two] = [plain(given, vendor), plain(mine, ours)];
  const missing: string[] = [];
  const differ = (rule: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) missing.push(`${at} has another ${rule}`);
  };
  if (one.type !== undefined) differ('type', typesOf(one), typesOf(two));
  if (one.enum !== undefined) differ('enum', [...one.enum].sort(), [...(two.enum ?? [])].sort());
  for (const rule of CONSTRAINTS) if (one[rule] !== undefined) differ(rule, one[rule], two[rule]);
  for (const field of one.required ?? []) {
    if (!(two.required ?? []).includes(field)) missing.push(`${at}.${field} is not required`);
  }
  for (const [field, schema] of Object.entries(one.properties ?? {})) {
    const same = two.properties?.[field];
    if (same === undefined) missing.push(`${at}.${field} is missing`);
    else missing.push(...missingFields(schema, same, vendor, ours, `${at}.${field}`));
  }
  if (one.items !== undefined) missing.push(...missingFields(one.items, two.items, vendor, ours, `${at}[]`));
  return missing;
}

function typesOf({ type, nullable }: Json): string[] {
  return [...new Set([...[type].flat(), ...(nullable ? ['null'] : [])])].sort();
}

/** A schema without references, with `anyOf` of types folded into a list of types. */
function plain(schema: Json, document: Json): Json {
  if (schema.$ref !== undefined) {
    const target = schema.$ref
      .split('/')
      .slice(1)
      .reduce((node: Json, key: string) => node[key], document);
    return plain(target, document);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices === undefined) return schema;
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
  const parts = choices.map((each: Json) => plain(each, document));
  const types = [...new Set(parts.flatMap((each: Json) => typesOf(each)))];
  return Object.assign({}, ...parts, rest, { type: types });
}
