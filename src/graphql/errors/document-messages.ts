import type { NameKind } from './schema-names';

/** One message of the library: how to know it, and what we say instead. */
export interface DocumentMessage {
  /** Its groups are the names that `text` shows; everything else of the message is dropped. */
  readonly pattern: RegExp;
  /** What each group must be in the schema; if one is not, the message is not used. */
  readonly names: readonly NameKind[];
  /** Ours, with `$1` for the first name. */
  readonly text: string;
}

const NAME = '[_A-Za-z][_0-9A-Za-z]*';
/** A name that is not shown. */
const ANY = `"${NAME}"`;
const VARIABLE = `"\\$${NAME}"`;
const TYPE = '"([\\[\\]!_0-9A-Za-z]+)"';
const SHOWN = `"(${NAME})"`;
const COORDINATE = `"(${NAME}\\.${NAME})"`;
const REST = '(?: |$)[\\s\\S]*';

function row(pattern: string, text: string, ...names: NameKind[]): DocumentMessage {
  return { pattern: new RegExp(`^${pattern}$`), names, text };
}

/** The validation rules of graphql-js 16, in the order of the specification (§5). */
export const VALIDATION_MESSAGES: readonly DocumentMessage[] = [
  row(
    `The (?:schema|${ANY}) definition is not executable\\.`,
    'A document has operations and fragments only.',
  ),
  row(`There can be only one operation named ${ANY}\\.`, 'Two operations have the same name.'),
  row(
    'This anonymous operation must be the only defined operation\\.',
    'An operation without a name must be the only one.',
  ),
  row(
    `(?:Subscription ${ANY}|Anonymous Subscription) must select only one top level field\\.`,
    'A subscription has one root field.',
  ),
  row(
    `(?:Subscription ${ANY}|Anonymous Subscription) must not select an introspection top level field\\.`,
    'A subscription does not introspect.',
  ),
  row(`Unknown type ${ANY}\\.${REST}`, 'The schema has no type of this name.'),
  row(
    `Fragment (?:${ANY} )?cannot condition on non composite type ${TYPE}\\.`,
    'A fragment cannot be on $1, which has no fields.',
    'type',
  ),
  row(
    `Variable ${VARIABLE} cannot be non-input type ${TYPE}\\.`,
    'A variable cannot be of type $1, which is not an input type.',
    'type',
  ),
  row(
    `Field ${SHOWN} must not have a selection since type ${TYPE} has no subfields\\.`,
    'The field $1 of type $2 has no subfields to select.',
    'field',
    'type',
  ),
  row(
    `Field ${SHOWN} of type ${TYPE} must have a selection of subfields\\.${REST}`,
    'The field $1 of type $2 needs a selection of subfields.',
    'field',
    'type',
  ),
  row(
    `Field ${SHOWN} of type ${TYPE} must have at least one field selected\\.`,
    'The field $1 of type $2 needs a selection of subfields.',
    'field',
    'type',
  ),
  row(
    `Cannot query field ${ANY} on type ${TYPE}\\.${REST}`,
    'The type $1 has no field of this name.',
    'type',
  ),
  row(`There can be only one fragment named ${ANY}\\.`, 'Two fragments have the same name.'),
  row(`Unknown fragment ${ANY}\\.`, 'The document has no fragment of this name.'),
  row(`Fragment ${ANY} is never used\\.`, 'A fragment is never used.'),
  row(
    `Fragment (?:${ANY} )?cannot be spread here as objects of type ${TYPE} can never be of type ${TYPE}\\.`,
    'A fragment on $2 cannot be spread here: an object of type $1 is never one.',
    'type',
    'type',
  ),
  row('Cannot spread fragment "[^]*', 'A fragment is spread within itself.'),
  row(`There can be only one variable named ${VARIABLE}\\.`, 'Two variables have the same name.'),
  row(
    `Variable ${VARIABLE} is not defined(?: by operation ${ANY})?\\.`,
    'A variable is used that the operation does not declare.',
  ),
  row(
    `Variable ${VARIABLE} is never used(?: in operation ${ANY})?\\.`,
    'A variable is declared and never used.',
  ),
  row(`Unknown directive "@${NAME}"\\.`, 'The schema has no directive of this name.'),
  row(
    `Directive "@(${NAME})" may not be used on ([A-Z_]+)\\.`,
    'The directive @$1 cannot stand on $2.',
    'directive',
    'location',
  ),
  row(
    `The directive "@(${NAME})" can only be used once at this location\\.`,
    'The directive @$1 can stand only once at one place.',
    'directive',
  ),
  row(
    `Unknown argument ${ANY} on field ${COORDINATE}\\.${REST}`,
    'The field $1 has no argument of this name.',
    'coordinate',
  ),
  row(
    `Unknown argument ${ANY} on directive "@(${NAME})"\\.${REST}`,
    'The directive @$1 has no argument of this name.',
    'directive',
  ),
  row(`There can be only one argument named ${SHOWN}\\.`, 'The argument $1 is given twice.', 'argument'),
  row(`There can be only one argument named ${ANY}\\.`, 'An argument is given twice.'),
  row(
    `Field ${COORDINATE} of required type ${TYPE} was not provided\\.`,
    'The input field $1 of type $2 is required.',
    'coordinate',
    'type',
  ),
  row(
    `Field ${ANY} is not defined by type ${TYPE}\\.${REST}`,
    'The input type $1 has no field of this name.',
    'type',
  ),
  row(`Expected value of type ${TYPE}, found [^]*`, 'A value of type $1 is expected here.', 'type'),
  row(
    `Value "[^]*" does not exist in ${TYPE} enum\\.${REST}`,
    'A value of the enum $1 is expected here.',
    'type',
  ),
  row(`Enum ${SHOWN} cannot represent [^]*`, 'A value of the enum $1 is expected here.', 'type'),
  row(`(${NAME}) cannot represent [^]*`, 'A value of type $1 is expected here.', 'type'),
  row(
    `OneOf Input Object ${TYPE} must specify exactly one key\\.`,
    'The input type $1 takes exactly one field.',
    'type',
  ),
  row(`Field ${COORDINATE} must be non-null\\.`, 'The input field $1 must not be null.', 'coordinate'),
  row(
    `Field ${SHOWN} argument ${SHOWN} of type ${TYPE} is required, but it was not provided\\.`,
    'The field $1 needs its argument $2 of type $3.',
    'field',
    'argument',
    'type',
  ),
  row(
    `Directive "@(${NAME})" argument ${SHOWN} of type ${TYPE} is required, but it was not provided\\.`,
    'The directive @$1 needs its argument $2 of type $3.',
    'directive',
    'argument',
    'type',
  ),
  row(
    `Variable ${VARIABLE} of type ${TYPE} used in position expecting type ${TYPE}\\.`,
    'A variable of type $1 is used where $2 is expected.',
    'type',
    'type',
  ),
  row(
    `Variable ${VARIABLE} is of type ${TYPE} but must be non-nullable to be used for OneOf Input Object ${TYPE}\\.`,
    'A variable of type $1 must be non-null to be used in $2.',
    'type',
    'type',
  ),
  row(
    'Fields "[^]*" conflict because [^]*',
    'Two fields with the same response name differ in field, arguments or type: give one an alias.',
  ),
  row(`There can be only one input field named ${SHOWN}\\.`, 'The input field $1 is given twice.', 'field'),
  row(`There can be only one input field named ${ANY}\\.`, 'An input field is given twice.'),
  row('Maximum introspection depth exceeded', 'The introspection is nested too deep.'),
  row('GraphQL introspection (?:is not allowed|has been disabled)[^]*', 'Introspection is switched off.'),
  row(
    '(?:Operation "[^]*"|Anonymous operation) recursively requests too many selections\\.',
    'The operation selects too much through its fragments.',
  ),
  row(
    'Too many validation errors, error limit reached\\. Validation aborted\\.',
    'There are more errors than are shown.',
  ),
];

const TOKENS =
  '(Name|Int|Float|String|BlockString|Comment|<SOF>|<EOF>|"(?:!|\\$|&|\\(|\\)|\\.|\\.\\.\\.|:|=|@|\\[|\\]|\\{|\\||\\}|on|fragment|query|mutation|subscription)")';

/** The errors of the lexer and the parser of graphql-js 16. Their groups are kinds of tokens and whole numbers. */
export const SYNTAX_MESSAGES: readonly DocumentMessage[] = [
  row(`Expected ${TOKENS}, found [^]*`, 'Syntax error: $1 is expected'),
  row('Unexpected <EOF>\\.', 'Syntax error: the document ends too early'),
  row(
    'Unexpected variable [^]* in constant value\\.',
    'Syntax error: a variable cannot stand in a constant value',
  ),
  row('Unexpected single quote character [^]*', 'Syntax error: strings have double quotes'),
  row('(?:Unexpected|Invalid) character: [^]*', 'Syntax error: a character that GraphQL does not have'),
  row('Unexpected description, [^]*', 'Syntax error: a description cannot stand'),
  row('Unexpected [^]*', 'Syntax error: something unexpected stands'),
  row('Invalid number, [^]*', 'Syntax error: a malformed number'),
  row('Invalid character within String: [^]*', 'Syntax error: a character that a string cannot hold'),
  row('Invalid Unicode escape sequence: [^]*', 'Syntax error: a malformed Unicode escape'),
  row('Invalid character escape sequence: [^]*', 'Syntax error: a malformed escape'),
  row('Unterminated string\\.', 'Syntax error: a string does not end'),
  row(
    'Document contains more tha[nt] (\\d+) tokens\\. Parsing aborted\\.',
    'The document has more than $1 tokens, counted',
  ),
  row(
    'Document contains more than (\\d+) comments\\. Parsing aborted\\.',
    'The document has more than $1 comments, counted',
  ),
  row(
    'Source contains more than (\\d+) UTF-16 code units\\. Parsing aborted\\.',
    'The document has more than $1 characters, counted',
  ),
];
