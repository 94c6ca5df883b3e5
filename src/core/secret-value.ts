import { BadUserInput } from './errors';
import { Plaintext, revealPlaintext, VALUE_BYTES } from './plaintext';
import { SecretType } from './secret';

const TOO_LONG = 'A value has at most 65536 bytes.';

/**
 * Checks an unsealed value against its type, and decodes the base64 of a file. (Of a value that the client sealed, only the
 * length is known.)
 *
 * @returns the plaintext to seal: the text as UTF-8, or the bytes of the file.
 * @throws BadUserInput rules `length` (1 byte to 64 KB), `base64`, `cookie`, `totp` at `path`; never quotes the value.
 */
export function checkedSecretValue(
  value: Plaintext,
  type: SecretType,
  isFile: boolean,
  path: string,
): Plaintext {
  const bytes = revealPlaintext(value);
  const content = isFile ? decodedFile(bytes, path) : value;
  const size = revealPlaintext(content).length;
  if (size < VALUE_BYTES.min) throw BadUserInput.at(path, 'length', 'A value has at least 1 byte.');
  if (size > VALUE_BYTES.max) throw BadUserInput.at(path, 'length', TOO_LONG);
  if (type === SecretType.COOKIE && !isFile && !isCookieValue(asText(bytes))) {
    throw BadUserInput.at(
      path,
      'cookie',
      'A cookie value is a JSON array of cookies, a Cookie or Set-Cookie header, or a Netscape cookie file.',
    );
  }
  if (type === SecretType.TOTP && !isTotpSeed(asText(revealPlaintext(content)))) {
    throw BadUserInput.at(
      path,
      'totp',
      'A TOTP value is an otpauth://totp/ URI or a base32 seed of at least 80 bits.',
    );
  }
  return content;
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/**
 * A file arrives as base64 (RFC 4648 §4). Only the canonical spelling is accepted, because the decoder skips bad
 * characters.
 */
function decodedFile(bytes: Uint8Array, path: string): Plaintext {
  const text = asText(bytes);
  if (text.length > Math.ceil(VALUE_BYTES.max / 3) * 4) throw BadUserInput.at(path, 'length', TOO_LONG);
  const decoded = Buffer.from(text, 'base64');
  if (decoded.toString('base64') !== text) {
    throw BadUserInput.at(
      path,
      'base64',
      'The value of a file is canonical base64 (RFC 4648, with padding).',
    );
  }
  return Plaintext.ofBytes(decoded);
}

// RFC 6265 §4.1.1: cookie-name is a token, cookie-value has no control, white space, quote, comma, semicolon, backslash.
const COOKIE_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const COOKIE_PAIR =
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+=(?:"[^\u0000-\u0020",;\\\u007f]*"|[^\u0000-\u001f;\u007f]*)$/;

/** Whether a text is in one of the three formats in which browsers and tools export cookies. */
export function isCookieValue(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return false;
  if (trimmed.startsWith('[')) return isCookieArray(trimmed);
  if (trimmed.includes('\t')) return isNetscapeFile(trimmed);
  return isCookieHeader(trimmed);
}

function isCookieArray(text: string): boolean {
  let cookies: unknown;
  try {
    cookies = JSON.parse(text);
  } catch {
    return false;
  }
  return (
    Array.isArray(cookies) &&
    cookies.length > 0 &&
    cookies.every(
      (cookie: unknown) =>
        typeof cookie === 'object' &&
        cookie !== null &&
        'name' in cookie &&
        typeof cookie.name === 'string' &&
        COOKIE_NAME.test(cookie.name) &&
        'value' in cookie &&
        typeof cookie.value === 'string',
    )
  );
}

function isCookieHeader(text: string): boolean {
  return text.split(/\r?\n/).every((line) => {
    const header = line.replace(/^(?:set-)?cookie:\s*/i, '');
    const [first, ...rest] = header.split(/;\s*/);
    return (
      first !== undefined &&
      COOKIE_PAIR.test(first) &&
      rest.every((part) => part === '' || COOKIE_PART.test(part))
    );
  });
}

const COOKIE_PART = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:=[^\u0000-\u001f;\u007f]*)?$/;

/** Each line has seven fields separated by tabs: domain, subdomains, path, secure, expiry, name, value. */
function isNetscapeFile(text: string): boolean {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^#HttpOnly_/, ''))
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return (
    lines.length > 0 &&
    lines.every((line) => {
      const fields = line.split('\t');
      const [, subdomains, path, secure, expiry, name] = fields;
      return (
        fields.length === 7 &&
        /^(TRUE|FALSE)$/.test(subdomains ?? '') &&
        (path ?? '').startsWith('/') &&
        /^(TRUE|FALSE)$/.test(secure ?? '') &&
        /^\d+$/.test(expiry ?? '') &&
        COOKIE_NAME.test(name ?? '')
      );
    })
  );
}

const BASE32_SEED = /^[A-Za-z2-7]{16,}=*$/;

/**
 * Whether a text is a base32 seed (RFC 4648 §6; spaces and hyphens are allowed) or the Key URI that authenticator apps
 * use.
 */
export function isTotpSeed(text: string): boolean {
  if (!/^otpauth:/i.test(text)) return BASE32_SEED.test(text.trim().replace(/[\s-]/g, ''));
  let uri: URL;
  try {
    uri = new URL(text);
  } catch {
    return false;
  }
  const digits = uri.searchParams.get('digits');
  const period = uri.searchParams.get('period');
  const algorithm = uri.searchParams.get('algorithm');
  return (
    uri.protocol === 'otpauth:' &&
    uri.host.toLowerCase() === 'totp' &&
    BASE32_SEED.test(uri.searchParams.get('secret') ?? '') &&
    (digits === null || /^[678]$/.test(digits)) &&
    (period === null || /^(?:[1-9]\d{0,3})$/.test(period)) &&
    (algorithm === null || /^SHA(?:1|256|512)$/i.test(algorithm))
  );
}
