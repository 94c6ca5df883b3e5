import { revealPlaintext } from '../../core/plaintext';
import { SecretType } from '../../core/secret';
import { utf8Text } from '../../crypto/bytes';
import { DeliveryError } from '../delivery/delivery.error';
import { totpCode } from '../delivery/totp-code';
import { isMaskable, MIN_MASKED_CHARACTERS } from '../mask/mask-encodings';
import { InjectionError, type InjectionSubject } from '../upstream/injection.error';
import { CookieJar } from './cookie-jar';
import type { Destination } from './injection-destination';
import { isHeaderValue } from './injection-header';
import type { InjectableSecret } from './injection-secret';

/** A text that goes into a request, and every text to mask in the answer. */
export interface InjectedValue {
  readonly text: string;
  readonly masked: readonly string[];
}

/** A user name of at least this many characters counts as a key. */
const KEY_CHARACTERS = 20;

/** The largest value that can go into a request, in bytes. */
const MAX_VALUE_BYTES = 16 * 1024;

/**
 * The value of a secret as text; for a TOTP secret, its code.
 *
 * @param at the time that a code is for.
 * @throws InjectionError VALUE_UNFIT for a COOKIE secret, which needs `auth` of type `cookie`, and for a value that is
 * not text, too long, or too short to be masked in the answer.
 */
export async function injectedText(
  secret: InjectableSecret,
  at: Date,
  subject: InjectionSubject,
): Promise<InjectedValue> {
  if (secret.type === SecretType.COOKIE) {
    throw unfit('A COOKIE secret goes into a request by auth of type cookie only.', subject);
  }
  const text =
    secret.type === SecretType.TOTP ? await codeOf(secret, at, subject) : await textOf(secret, subject);
  if (!isMaskable(Buffer.from(text))) {
    const least = `at least ${MIN_MASKED_CHARACTERS} characters`;
    throw unfit(
      `A value that goes into a request has ${least}; a shorter one cannot be kept out of the answer.`,
      subject,
    );
  }
  return { text, masked: [text] };
}

/** Checks a header value. @throws InjectionError VALUE_UNFIT for a text that could start another header. */
export function requireHeaderValue(text: string, subject: InjectionSubject): void {
  if (isHeaderValue(text)) return;
  throw unfit(
    'A value that goes into a header is visible ASCII, without line ends and without spaces at its ends.',
    subject,
  );
}

/**
 * The credentials of basic authentication (RFC 7617).
 *
 * @param pair `username:password`.
 * @throws InjectionError VALUE_UNFIT
 */
export function basicCredentials(pair: InjectedValue, subject: InjectionSubject): InjectedValue {
  const { text } = pair;
  const colon = text.indexOf(':');
  if (colon < 0 || /[\u0000-\u001f\u007f]/.test(text)) {
    throw unfit('A value for basic authentication is username:password without control characters.', subject);
  }
  const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
  const isPasswordMaskable = isMaskable(Buffer.from(password));
  // Some services expect the key as the user name, with a dummy password. An ordinary user name is not secret, and may
  // be a common word in answers.
  const isUserKey = isMaskable(Buffer.from(user)) && (!isPasswordMaskable || user.length >= KEY_CHARACTERS);
  if (!isPasswordMaskable && !isUserKey) {
    throw unfit('A value for basic authentication has a user name or a password of 4 characters.', subject);
  }
  const encoded = Buffer.from(text).toString('base64');
  return {
    text: `Basic ${encoded}`,
    masked: [text, encoded, ...(isUserKey ? [user] : []), ...(isPasswordMaskable ? [password] : [])],
  };
}

/**
 * The Cookie header for a destination.
 *
 * @param at the time with which expiries are compared.
 * @throws InjectionError VALUE_UNFIT for a secret of another type, for a jar without a cookie for the destination, and
 * for a cookie that a Cookie header cannot hold.
 */
export async function cookieHeader(
  secret: InjectableSecret,
  destination: Destination,
  at: Date,
  subject: InjectionSubject,
): Promise<InjectedValue> {
  if (secret.type !== SecretType.COOKIE) throw unfit('Only a COOKIE secret is sent as cookies.', subject);
  const bytes = revealPlaintext(await secret.open());
  const jar = CookieJar.parse(Buffer.from(bytes).toString('utf8'), secret.storedAt);
  const cookies = jar.cookiesFor(destination, at);
  if (cookies.length === 0) throw unfit('No cookie of the secret is for this URL now.', subject);
  if (
    !cookies.every(
      ({ name, value }) => /^[^\s=;]+$/.test(name) && isHeaderValue(value) && !value.includes(';'),
    )
  ) {
    throw unfit('A cookie has a name or a value that a Cookie header cannot hold.', subject);
  }
  const pairs = cookies.map(({ name, value }) => `${name}=${value}`);
  const text = pairs.join('; ');
  requireHeaderValue(text, subject);
  // A value such as `1` occurs everywhere, but its pair with the name does not.
  const masked = [text, ...pairs, ...cookies.map(({ value }) => value.replace(/^"(.*)"$/, '$1'))];
  const found = masked.filter((each) => isMaskable(Buffer.from(each)));
  if (found.length < 1) throw unfit('The cookies are too short to be kept out of the answer.', subject);
  return { text, masked: found };
}

async function codeOf(secret: InjectableSecret, at: Date, subject: InjectionSubject): Promise<string> {
  try {
    return totpCode(await secret.open(), at).code;
  } catch (error) {
    if (error instanceof DeliveryError) throw unfit('The value of the TOTP secret is no seed.', subject);
    throw error;
  }
}

async function textOf(secret: InjectableSecret, subject: InjectionSubject): Promise<string> {
  const bytes = revealPlaintext(await secret.open());
  if (bytes.length > MAX_VALUE_BYTES) {
    throw unfit(`A value that goes into a request has at most ${MAX_VALUE_BYTES} bytes.`, subject);
  }
  const text = utf8Text(bytes);
  if (text === undefined) throw unfit('A value that goes into a request is text in UTF-8.', subject);
  return text;
}

function unfit(message: string, subject: InjectionSubject): InjectionError {
  return new InjectionError('VALUE_UNFIT', message, subject);
}
