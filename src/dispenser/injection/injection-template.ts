import { BadUserInput } from '../../core/errors';

/** How a text that a value is put into is read by the upstream server. */
export type TemplateSyntax = 'text' | 'json' | 'form';

const TEMPLATE = /\{\{\s{0,9}secrets\.([^{}]{1,255}?)\s{0,9}\}\}/gu;
/** What was meant as a template: sent as it is, it would be a riddle to whoever gets it. */
const REMAINDER = /\{\{\s*secrets\b/;

/** In one text: a body of short templates must not become gigabytes of long values. */
const MOST_TEMPLATES = 100;

/** The syntax of a body by its media type. */
export function templateSyntax(contentType: string | undefined): TemplateSyntax {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  if (/^[^/]+\/(?:[^/]*\+)?json\s*$/.test(type)) return 'json';
  return type.trim() === 'application/x-www-form-urlencoded' ? 'form' : 'text';
}

/**
 * The names of the secrets in `{{secrets.NAME}}`, each once.
 *
 * @throws BadUserInput at `path`, rules `length`, `template` for one that is begun and not ended well, `json` for a
 * body that says it is JSON and is not: a value could then not be put in so that it stays a value.
 */
export function templateNames(text: string, syntax: TemplateSyntax, path: string): readonly string[] {
  const names = [...text.matchAll(TEMPLATE)].map(([, name = '']) => nameIn(name, syntax));
  if (names.length > MOST_TEMPLATES) {
    throw BadUserInput.at(path, 'length', `A text holds at most ${MOST_TEMPLATES} secrets.`);
  }
  if (REMAINDER.test(text.replace(TEMPLATE, ''))) {
    throw BadUserInput.at(path, 'template', 'A secret is written {{secrets.NAME}}.');
  }
  if (names.length > 0 && syntax === 'json' && !isJson(text)) {
    throw BadUserInput.at(path, 'json', 'A body of this content-type with secrets in it is valid JSON.');
  }
  return [...new Set(names)];
}

/**
 * The text with each `{{secrets.NAME}}` replaced by the value, escaped so that it stays one string or one form field.
 */
export function filledTemplate(
  text: string,
  syntax: TemplateSyntax,
  content: (name: string) => string,
): string {
  return text.replace(TEMPLATE, (_template, name: string) => escaped(content(nameIn(name, syntax)), syntax));
}

/** In JSON a template can only stand in a string, where characters of the name may be escaped. */
function nameIn(name: string, syntax: TemplateSyntax): string {
  if (syntax !== 'json') return name;
  try {
    return JSON.parse(`"${name}"`) as string;
  } catch {
    return name;
  }
}

function escaped(value: string, syntax: TemplateSyntax): string {
  if (syntax === 'json') return JSON.stringify(value).slice(1, -1);
  return syntax === 'form' ? formEncoded(value) : value;
}

/** As in `application/x-www-form-urlencoded` and in a query: every character but letters, digits and `-._~`. */
export function formEncoded(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
