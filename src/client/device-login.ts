import { setTimeout as pause } from 'node:timers/promises';
import { isLoopbackHost } from '../core/address-range';
import { connectionProblem } from './connection-failure';
import { GatewayFailure } from './gateway.error';
import type { RenewableLogin } from './login-file';
import { proxiedFetch } from './proxied-fetch';

/** Whom to log in with. */
export interface DeviceLoginOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** The scopes, separated by spaces. */
  readonly scope: string;
  /** The audience that some identity providers ask for. */
  readonly audience?: string | undefined;
}

/** Where the person confirms the login, with which code. */
export interface DevicePrompt {
  readonly userCode: string;
  readonly address: string;
}

/** A login that has succeeded. */
export interface DeviceLogin {
  readonly token: string;
  readonly login: RenewableLogin;
}

type Fields = Readonly<Record<string, unknown>>;

const TIMEOUT_MS = 30_000;
const USUAL_INTERVAL_S = 5;
const USUAL_LIFE_S = 300;

/**
 * Logs a person in with the device flow (RFC 8628): the person opens an address in any browser and confirms a code.
 *
 * @param show called once, with what the person needs.
 * @returns the token for the gateway: the access token if it is a JSON Web Token, the ID token otherwise.
 * @throws GatewayFailure code `LOGIN`, `UNREACHABLE` or `UNTRUSTED`.
 */
export async function deviceLogin(
  options: DeviceLoginOptions,
  show: (prompt: DevicePrompt) => void,
): Promise<DeviceLogin> {
  const endpoints = await discovered(options.issuer);
  const { clientId: client_id, scope, audience } = options;
  const asked = await post(endpoints.device, { client_id, scope, ...(audience && { audience }) });
  const deviceCode = textOf(asked.body, 'device_code');
  const userCode = textOf(asked.body, 'user_code');
  const address = textOf(asked.body, 'verification_uri_complete') ?? textOf(asked.body, 'verification_uri');
  if (!asked.isOk || deviceCode === undefined || userCode === undefined || address === undefined) {
    throw refused(asked.body);
  }
  show({ userCode, address });
  const endsAt = Date.now() + 1000 * secondsOf(asked.body, 'expires_in', USUAL_LIFE_S);
  let intervalMs = 1000 * secondsOf(asked.body, 'interval', USUAL_INTERVAL_S);
  while (Date.now() < endsAt) {
    await pause(intervalMs);
    const { isOk, body } = await post(endpoints.token, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: deviceCode,
      client_id,
    });
    if (isOk) return loginOf(body, options);
    const error = textOf(body, 'error');
    // RFC 8628 §3.5: five seconds more from then on.
    if (error === 'slow_down') intervalMs += 5000;
    else if (error !== 'authorization_pending') throw refused(body);
  }
  throw new GatewayFailure('LOGIN', 'nobody has confirmed the login in time');
}

/**
 * A new token for a login.
 *
 * @throws GatewayFailure code `LOGIN` if the login has ended; `UNREACHABLE` or `UNTRUSTED`.
 */
export async function renewedLogin(login: RenewableLogin): Promise<DeviceLogin> {
  const { issuer, clientId, refreshToken } = login;
  if (refreshToken === undefined) throw ended();
  const { token } = await discovered(issuer);
  const { isOk, body } = await post(token, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
  });
  if (!isOk) throw ended();
  return loginOf({ refresh_token: refreshToken, ...body }, login);
}

function loginOf(
  body: Fields,
  { issuer, clientId }: Pick<DeviceLoginOptions, 'issuer' | 'clientId'>,
): DeviceLogin {
  const tokens = [textOf(body, 'access_token'), textOf(body, 'id_token')];
  const token = tokens.find((each) => each !== undefined && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(each));
  if (token === undefined) {
    throw new GatewayFailure(
      'LOGIN',
      'the identity provider gives no JSON Web Token, which the gateway needs',
    );
  }
  const expiresAt = new Date(Date.now() + 1000 * secondsOf(body, 'expires_in', USUAL_LIFE_S)).toISOString();
  return { token, login: { issuer, clientId, refreshToken: textOf(body, 'refresh_token'), expiresAt } };
}

async function discovered(issuer: string): Promise<{ device: string; token: string }> {
  const base = checkedAddress(issuer);
  if (base === undefined) {
    throw new GatewayFailure(
      'LOGIN',
      'the issuer: must be https:// and a host (http:// on this machine only)',
    );
  }
  const { body } = await requested(`${base.replace(/\/$/, '')}/.well-known/openid-configuration`, {});
  if (body.issuer !== issuer) {
    throw new GatewayFailure(
      'LOGIN',
      'the issuer: there is no identity provider of this name at its address',
    );
  }
  const device = checkedAddress(textOf(body, 'device_authorization_endpoint'));
  const token = checkedAddress(textOf(body, 'token_endpoint'));
  if (device !== undefined && token !== undefined) return { device, token };
  throw new GatewayFailure('LOGIN', 'the identity provider has no device flow; log in with a token');
}

function checkedAddress(text: string | undefined): string | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  return isSafe ? text : undefined;
}

function post(address: string, fields: Readonly<Record<string, string>>) {
  return requested(address, { method: 'POST', body: new URLSearchParams(fields) });
}

async function requested(address: string, init: RequestInit): Promise<{ isOk: boolean; body: Fields }> {
  let response: Response;
  let text: string;
  try {
    const headers = { accept: 'application/json' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await proxiedFetch(address, { ...init, headers, redirect: 'error', signal });
    text = await response.text();
  } catch (error) {
    const { code, message } = connectionProblem(error, 'the identity provider');
    throw new GatewayFailure(code, message);
  }
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return { isOk: response.ok, body: body as Fields };
  } catch {
    // An identity provider answers in JSON only.
  }
  return { isOk: false, body: {} };
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function secondsOf(fields: Fields, name: string, usual: number): number {
  const value = fields[name];
  return typeof value === 'number' && value > 0 ? value : usual;
}

/** Names the error of the protocol, which is a word, and nothing else of the answer. */
function refused(body: Fields): GatewayFailure {
  const error = textOf(body, 'error') ?? '';
  const word = /^[a-z_]{1,64}$/.test(error) ? ` (${error})` : '';
  return new GatewayFailure('LOGIN', `the identity provider refuses the login${word}`);
}

function ended(): GatewayFailure {
  return new GatewayFailure('LOGIN', 'the login has ended; run "secrets-gateway login" again');
}
