import type { Ajv, ValidateFunction } from 'ajv';
import type { JsonSchema } from './route';

type Serializer = (reply: unknown) => string;

/** The two compilers of JSON schemas. A start does not wait for them: they are loaded with the first request. */
interface Compilers {
  readonly ajv: Ajv;
  readonly serializer: (schema: JsonSchema) => Serializer;
}

let loading: Promise<void> | undefined;
let compilers: Compilers | undefined;

/** Loads the compilers once. The functions below work only after it. */
export function loadSchemaCompilers(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const [{ Ajv }, { default: serializer }] = await Promise.all([
    import('ajv'),
    import('fast-json-stringify'),
  ]);
  compilers = {
    // Error objects get no submitted data, and the texts of the library are not used.
    ajv: new Ajv({
      allErrors: true,
      messages: false,
      verbose: false,
      useDefaults: true,
      ownProperties: true,
      strictTypes: false,
    }),
    serializer,
  };
}

function loaded(): Compilers {
  if (compilers === undefined) throw new Error('The schema compilers are not loaded.');
  return compilers;
}

/** Compiles the validation of a schema. It fills in the defaults of the schema. */
export function compileValidator(schema: JsonSchema): ValidateFunction {
  return loaded().ajv.compile(schema);
}

/**
 * Turns replies into JSON text. Only fields of the schema are written. The schema is compiled for the first reply,
 * because most routes of a gateway are never called.
 */
export function replyTextOf(schema: JsonSchema): Serializer {
  let serialize: Serializer | undefined;
  return (reply) => {
    serialize ??= loaded().serializer(schema);
    return serialize(reply);
  };
}
