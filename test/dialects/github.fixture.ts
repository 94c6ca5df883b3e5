import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: object }>>;

/** GitHub's own description of its REST API, as its maintainers publish it: `scripts/github-openapi.mjs` took it over. */
const githubDocument: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
} = require('./vendor/github.openapi.json');

/** The operation of GitHub's document, with its method and path. */
export function githubOperation(
  operationId: string,
): Operation & { readonly method: string; readonly path: string } {
  for (const [path, methods] of Object.entries(githubDocument.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (operation.operationId === operationId) return { ...operation, method, path };
    }
  }
  throw new Error(`GitHub has no operation ${operationId}`);
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
const compiled = new Map<string, ValidateFunction>();

/**
 * What GitHub's document says against a reply: statuses that it does not have, and fields that do not fit.
 *
 * Statuses that every operation of GitHub can have but that its document leaves out are held against its basic error.
 */
export function githubFlaws(operationId: string, status: number, body: unknown): readonly string[] {
  const { responses } = githubOperation(operationId);
  const documented = responses[status] ?? (UNDOCUMENTED.includes(status) ? BASIC_ERROR : undefined);
  if (documented === undefined) return [`${operationId} has no status ${status}`];
  const schema = documented.content?.['application/json']?.schema;
  if (schema === undefined)
    return status === 204 && body !== undefined && body !== '' ? ['a body beside 204'] : [];
  const key = `${operationId} ${status}`;
  const validate = compiled.get(key) ?? ajv.compile(schema);
  compiled.set(key, validate);
  return validate(body)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const UNDOCUMENTED = [401, 403, 404, 409, 422];
const BASIC_ERROR = {
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: {
          message: { type: 'string' },
          documentation_url: { type: 'string' },
          status: { type: 'string' },
        },
        required: ['message', 'documentation_url'],
      },
    },
  },
};
