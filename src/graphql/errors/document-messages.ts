import type { NameKind } from './schema-names';

/** A message of the library: how to recognize it, and our text for it. */
export interface DocumentMessage {
  /** Its groups are the names that {@link text} shows. Everything else in the message is dropped. */
  readonly pattern: RegExp;
  /** What each group must be in the schema. If one is not, the message does not match. */
  readonly names: readonly NameKind[];
  /** Our text, with `$1` for the first name. */
  readonly text: string;
}

const NAME = '[_A-Za-z][_0-9A-Za-z]*';
/** A name that we do not show. */
const ANY = `"${NAME}"`;
const VARIABLE = `"\\$${NAME}"`;
const TYPE = '"([\\[\\]!_0-9A-Za-z]+)"';
const SHOWN = `"(${NAME})"`;
const COORDINATE = `"(${NAME}\\.${NAME})"`;
const REST = '(?: |$)[\\s\\S]*';

function message(pattern: string, text: string, ...names: NameKind[]): DocumentMessage {
  return { pattern: new RegExp(`^${pattern}$`), names, text };
}

/** The messages of the validation rules of graphql-js 16, in the order of the specification (GraphQL §5). */
export const VALIDATION_MESSAGES: readonly DocumentMessage[] = [
  message(
    `The (?:schema|${ANY}) definition is not executable\\.`,
    'A document may contain only operations and fragments.',
  ),
  message(`There can be only one operation named ${ANY}\\.`, 'Two operations have the same name.'),
  message(
    'This anonymous operation must be the only defined operation\\.',
    'An operation without a name must be the only one.',
  ),
  message(
    `(?:Subscription ${ANY}|Anonymous Subscription) must select only one top level field\\.`,
    'A subscription must have exactly one root field.',
  ),
  message(
    `(?:Subscription ${ANY}|Anonymous Subscription) must not select an introspection top level field\\.`,
    'A subscription must not have an introspection field at its root.',
  ),
  message(`Unknown type ${ANY}\\.${REST}`, 'The schema has no type of this name.'),
  message(
    `Fragment (?:${ANY} )?cannot condition on non composite type ${TYPE}\\.`,
    'A fragment cannot be on $1, which has no fields.',
    'type',
  ),
  message(
    `Variable ${VARIABLE} cannot be non-input type ${TYPE}\\.`,
    'A variable cannot be of type $1, which is not an input type.',
    'type',
  ),
  message(
    `Field ${SHOWN} must not have a selection since type ${TYPE} has no subfields\\.`,
    'The field $1 of type $2 has no subfields to select.',
    'field',
    'type',
  ),
  message(
    `Field ${SHOWN} of type ${TYPE} must have a selection of subfields\\.${REST}`,
    'The field $1 of type $2 needs a selection of subfields.',
    'field',
    'type',
  ),
  message(
    `Field ${SHOWN} of type ${TYPE} must have at least one field selected\\.`,
    'The field $1 of type $2 needs a selection of subfields.',
    'field',
    'type',
  ),
  message(
    `Cannot query field ${ANY} on type ${TYPE}\\.${REST}`,
    'The type $1 has no field of this name.',
    'type',
  ),
  message(`There can be only one fragment named ${ANY}\\.`, 'Two fragments have the same name.'),
  message(`Unknown fragment ${ANY}\\.`, 'The document has no fragment of this name.'),
  message(`Fragment ${ANY} is never used\\.`, 'A fragment is never used.'),
  message(
    `Fragment (?:${ANY} )?cannot be spread here as objects of type ${TYPE} can never be of type ${TYPE}\\.`,
    'A fragment on $2 cannot be spread here, because an object of type $1 is never of type $2.',
    'type',
    'type',
  ),
  message('Cannot spread fragment "[^]*', 'A fragment is spread within itself.'),
  message(`There can be only one variable named ${VARIABLE}\\.`, 'Two variables have the same name.'),
  message(
    `Variable ${VARIABLE} is not defined(?: by operation ${ANY})?\\.`,
    'The operation uses a variable that it does not declare.',
  ),
  message(
    `Variable ${VARIABLE} is never used(?: in operation ${ANY})?\\.`,
    'A variable is declared but never used.',
  ),
  message(`Unknown directive "@${NAME}"\\.`, 'The schema has no directive of this name.'),
  message(
    `Directive "@(${NAME})" may not be used on ([A-Z_]+)\\.`,
    'The directive @$1 is not allowed on $2.',
    'directive',
    'location',
  ),
  message(
    `The directive "@(${NAME})" can only be used once at this location\\.`,
    'The directive @$1 can be used only once at this location.',
    'directive',
  ),
  message(
    `Unknown argument ${ANY} on field ${COORDINATE}\\.${REST}`,
    'The field $1 has no argument of this name.',
    'coordinate',
  ),
  message(
    `Unknown argument ${ANY} on directive "@(${NAME})"\\.${REST}`,
    'The directive @$1 has no argument of this name.',
    'directive',
  ),
  message(`There can be only one argument named ${SHOWN}\\.`, 'The argument $1 is given twice.', 'argument'),
  message(`There can be only one argument named ${ANY}\\.`, 'An argument is given twice.'),
  message(
    `Field ${COORDINATE} of required type ${TYPE} was not provided\\.`,
    'The input field $1 of type $2 is required.',
    'coordinate',
    'type',
  ),
  message(
    `Field ${ANY} is not defined by type ${TYPE}\\.${REST}`,
    'The input type $1 has no field of this name.',
    'type',
  ),
  message(`Expected value of type ${TYPE}, found [^]*`, 'A value of type $1 is expected here.', 'type'),
  message(
    `Value "[^]*" does not exist in ${TYPE} enum\\.${REST}`,
    'A value of the enum $1 is expected here.',
    'type',
  ),
  message(`Enum ${SHOWN} cannot represent [^]*`, 'A value of the enum $1 is expected here.', 'type'),
  message(`(${NAME}) cannot represent [^]*`, 'A value of type $1 is expected here.', 'type'),
  message(
    `OneOf Input Object ${TYPE} must specify exactly one key\\.`,
    'The input type $1 takes exactly one field.',
    'type',
  ),
  message(`Field ${COORDINATE} must be non-null\\.`, 'The input field $1 must not be null.', 'coordinate'),
  message(
    `Field ${SHOWN} argument ${SHOWN} of type ${TYPE} is required, but it was not provided\\.`,
    'The field $1 requires the argument $2 of type $3.',
    'field',
    'argument',
    'type',
  ),
  message(
    `Directive "@(${NAME})" argument ${SHOWN} of type ${TYPE} is required, but it was not provided\\.`,
    'The directive @$1 requires the argument $2 of type $3.',
    'directive',
    'argument',
    'type',
  ),
  message(
    `Variable ${VARIABLE} of type ${TYPE} used in position expecting type ${TYPE}\\.`,
    'A variable of type $1 is used where $2 is expected.',
    'type',
    'type',
  ),
  message(
    `Variable ${VARIABLE} is of type ${TYPE} but must be non-nullable to be used for OneOf Input Object ${TYPE}\\.`,
    'A variable of type $1 must be non-null to be used in $2.',
    'type',
    'type',
  ),
  message(
    'Fields "[^]*" conflict because [^]*',
    'Two fields with the same response name differ in field, arguments or type. Give one of them an alias.',
  ),
  message(
    `There can be only one input field named ${SHOWN}\\.`,
    'The input field $1 is given twice.',
    'field',
  ),
  message(`There can be only one input field named ${ANY}\\.`, 'An input field is given twice.'),
  message('Maximum introspection depth exceeded', 'The introspection query is nested too deeply.'),
  message('GraphQL introspection (?:is not allowed|has been disabled)[^]*', 'Introspection is switched off.'),
  message(
    '(?:Operation "[^]*"|Anonymous operation) recursively requests too many selections\\.',
    'The operation selects too many fields through its fragments.',
  ),
  message(
    'Too many validation errors, error limit reached\\. Validation aborted\\.',
    'There are too many errors to show them all.',
  ),
];

const TOKENS =
  '(Name|Int|Float|String|BlockString|Comment|<SOF>|<EOF>|"(?:!|\\$|&|\\(|\\)|\\.|\\.\\.\\.|:|=|@|\\[|\\]|\\{|\\||\\}|on|fragment|query|mutation|subscription)")';

/** The messages of the lexer and the parser of graphql-js 16. The groups are kinds of tokens and whole numbers. */
export const SYNTAX_MESSAGES: readonly DocumentMessage[] = [
  message(`Expected ${TOKENS}, found [^]*`, 'Syntax error: expected $1'),
  message('Unexpected <EOF>\\.', 'Syntax error: unexpected end of the document'),
  message(
    'Unexpected variable [^]* in constant value\\.',
    'Syntax error: a variable is not allowed in a constant value',
  ),
  message('Unexpected single quote character [^]*', 'Syntax error: strings need double quotes'),
  message('(?:Unexpected|Invalid) character: [^]*', 'Syntax error: invalid character'),
  message('Unexpected description, [^]*', 'Syntax error: a description is not allowed'),
  message('Unexpected [^]*', 'Syntax error: unexpected input'),
  message('Invalid number, [^]*', 'Syntax error: malformed number'),
  message('Invalid character within String: [^]*', 'Syntax error: invalid character in a string'),
  message('Invalid Unicode escape sequence: [^]*', 'Syntax error: malformed Unicode escape'),
  message('Invalid character escape sequence: [^]*', 'Syntax error: malformed escape sequence'),
  message('Unterminated string\\.', 'Syntax error: unterminated string'),
  message(
    'Document contains more tha[nt] (\\d+) tokens\\. Parsing aborted\\.',
    'The document has more than $1 tokens; counting stopped',
  ),
  message(
    'Document contains more than (\\d+) comments\\. Parsing aborted\\.',
    'The document has more than $1 comments; counting stopped',
  ),
  message(
    'Source contains more than (\\d+) UTF-16 code units\\. Parsing aborted\\.',
    'The document has more than $1 characters; counting stopped',
  ),
];
