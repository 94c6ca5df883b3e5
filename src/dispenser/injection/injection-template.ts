import { BadUserInput } from '../../core/errors';

/** How the upstream host reads a text that contains values, which decides how values are escaped. */
export type TemplateSyntax = 'text' | 'json' | 'form';

const TEMPLATE = /\{\{\s{0,9}secrets\.([^{}]{1,255}?)\s{0,9}\}\}/gu;
/** A malformed template. It is refused, because the upstream host would receive it as text. */
const MALFORMED_TEMPLATE = /\{\{\s*secrets\b/;

/** The most templates in one text: a body of short templates must not grow to gigabytes of long values. */
const MAX_TEMPLATES = 100;

/** The syntax of a body, by its media type. */
export function templateSyntax(contentType: string | undefined): TemplateSyntax {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  if (/^[^/]+\/(?:[^/]*\+)?json\s*$/.test(type)) return 'json';
  return type.trim() === 'application/x-www-form-urlencoded' ? 'form' : 'text';
}

/**
 * Finds the names of the secrets in `{{secrets.NAME}}`, each once.
 *
 * @throws BadUserInput at `path`, rules `length`, `template` for a malformed template, `json` for a body whose content
 * type is JSON but which is not valid: a value could not be escaped safely.
 */
export function templateNames(text: string, syntax: TemplateSyntax, path: string): readonly string[] {
  const names = [...text.matchAll(TEMPLATE)].map(([, name = '']) => nameIn(name, syntax));
  if (names.length > MAX_TEMPLATES) {
    throw BadUserInput.at(path, 'length', `A text holds at most ${MAX_TEMPLATES} secrets.`);
  }
  if (MALFORMED_TEMPLATE.test(text.replace(TEMPLATE, ''))) {
    throw BadUserInput.at(path, 'template', 'A secret is written {{secrets.NAME}}.');
  }
  if (names.length > 0 && syntax === 'json' && !isJson(text)) {
    throw BadUserInput.at(path, 'json', 'A body of this content-type with secrets in it is valid JSON.');
  }
  return [...new Set(names)];
}

/** Replaces each `{{secrets.NAME}}` with the value, escaped so that it stays within one JSON string or one field. */
export function filledTemplate(
  text: string,
  syntax: TemplateSyntax,
  content: (name: string) => string,
): string {
  return text.replace(TEMPLATE, (_template, name: string) => escaped(content(nameIn(name, syntax)), syntax));
}

/** In JSON, a template is inside a string, where characters of the name may be escaped. */
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

/** Percent-encodes every character except letters, digits and `-._~`, for a form and for a query. */
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
