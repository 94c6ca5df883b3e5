import type { Violation } from './errors';
import { BadUserInput } from './errors';
import { canonicalHost } from './use-policy-host';
import { canonicalPath, isPathWithin } from './use-policy-path';

/**
 * Where a secret may be sent. Every list allows what it names and nothing else; a secret without a policy may be sent
 * nowhere. Made by {@link canonicalUsePolicy} only.
 */
export interface UsePolicy {
  /** Lower-case ASCII: `api.example.com`, `*.example.com` (any depth below, not itself), `api.example.com:8443`, `[2001:db8::1]`. */
  readonly hosts: readonly string[];
  /** Of {@link USE_METHODS}. */
  readonly methods: readonly string[];
  /** Percent-encoded paths without a final slash: `/v1` is `/v1` and all below it, not `/v10`. `/` is every path. */
  readonly pathPrefixes: readonly string[];
  /** Where in a request: the name of a header in lower case, `query:` and the name of a parameter, or `body`. */
  readonly slots: readonly string[];
}

/** One place of one request that a value is to go into, in canonical form. */
export interface SecretPlacement {
  /** As {@link canonicalHost} gives it. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** As {@link canonicalPath} gives it, without the query. */
  readonly path: string;
  readonly slot: string;
}

/** Which part of a policy does not allow a placement; `policy` when there is none. */
export type UseRefusal = 'policy' | 'host' | 'method' | 'path' | 'slot';

/** Methods of HTTP that a policy can allow. TRACE sends the request back and CONNECT leads elsewhere. */
export const USE_METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Entries of one list, characters of one entry, and characters of a whole policy as stored. */
export const USE_POLICY_LIMITS = { entries: 50, entry: 512, text: 4096 } as const;

/** The port that a host without one means. */
const HTTPS_PORT = 443;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const PARAMETER = /^query:[A-Za-z0-9._~[\]-]{1,100}$/;

/**
 * Headers whose meaning lies in the connection or in the request's own address: a value there would move the request to
 * another host, path or method than the policy was asked about, or change where it ends (RFC 9110 §7.6.1, RFC 9112 §6).
 * And those that choose how an answer is written: an echoed value in pieces or in another charset would not be found in it.
 */
const ROUTING_HEADER =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|content-(?:length|encoding)|upgrade|expect|accept-(?:encoding|charset)|(?:if-)?range|via|http2-settings|forwarded|x-forwarded-.*|x-original-(?:url|host|method)|x-rewrite-url|x-host|x-http-(?:method|method-override)|x-method-override|proxy-.*|:.*)$/;

/** True for a header, in lower case, that neither a caller nor a secret may set: see the list above. */
export function isRoutingHeader(name: string): boolean {
  return ROUTING_HEADER.test(name);
}

/**
 * The canonical form of a policy: what is compared and stored. Lists lose duplicates and keep their order.
 *
 * @throws BadUserInput at `path` with rules `length`, `host`, `method`, `path`, `slot`; one violation for each bad entry.
 */
export function canonicalUsePolicy(given: UsePolicy, path = 'usePolicy'): UsePolicy {
  const violations: Violation[] = [];
  const list = (field: keyof UsePolicy, rule: string, message: string, canonical: Canonical): string[] => {
    const entries = given[field];
    if (entries.length < 1 || entries.length > USE_POLICY_LIMITS.entries) {
      const range = `1 to ${USE_POLICY_LIMITS.entries}`;
      violations.push({
        path: `${path}.${field}`,
        rule: 'length',
        message: `The list has ${range} entries.`,
      });
      return [];
    }
    const found = entries.flatMap((entry, index) => {
      const form = entry.length > USE_POLICY_LIMITS.entry ? undefined : canonical(entry);
      if (form === undefined) violations.push({ path: `${path}.${field}[${index}]`, rule, message });
      return form ?? [];
    });
    return [...new Set(found)];
  };
  const policy: UsePolicy = {
    hosts: list('hosts', 'host', HOST_RULE, hostPattern),
    methods: list('methods', 'method', `A method is one of ${USE_METHODS.join(', ')}.`, methodOf),
    pathPrefixes: list('pathPrefixes', 'path', PATH_RULE, canonicalPrefix),
    slots: list('slots', 'slot', SLOT_RULE, canonicalSlot),
  };
  if (violations.length === 0 && policyText(policy).length > USE_POLICY_LIMITS.text) {
    const message = `A use policy has at most ${USE_POLICY_LIMITS.text} characters in all.`;
    violations.push({ path, rule: 'length', message });
  }
  if (violations.length > 0) throw new BadUserInput(violations);
  return policy;
}

/** Whether the policy allows the placement; otherwise which part of it does not, the first in the order of the type. */
export function allowsUse(policy: UsePolicy | null, use: SecretPlacement): true | UseRefusal {
  if (policy === null) return 'policy';
  if (!policy.hosts.some((pattern) => isHostWithin(use.host, use.port, pattern))) return 'host';
  if (!policy.methods.includes(use.method)) return 'method';
  if (!policy.pathPrefixes.some((prefix) => isPathWithin(use.path, prefix))) return 'path';
  return policy.slots.includes(use.slot) ? true : 'slot';
}

/** The policy as it is stored. */
export function policyText({ hosts, methods, pathPrefixes, slots }: UsePolicy): string {
  return JSON.stringify({ hosts, methods, pathPrefixes, slots });
}

/** The policy of a stored text. @throws TypeError for a text that {@link policyText} has not written. */
export function storedUsePolicy(text: string): UsePolicy {
  try {
    const { hosts, methods, pathPrefixes, slots } = JSON.parse(text) as UsePolicy;
    if ([hosts, methods, pathPrefixes, slots].every(Array.isArray)) {
      return { hosts, methods, pathPrefixes, slots };
    }
  } catch {
    // The parser's message would quote the text.
  }
  throw new TypeError('a stored use policy is damaged');
}

type Canonical = (entry: string) => string | undefined;

const HOST_RULE =
  'A host is a domain name, *. and a domain name of at least two labels, or an IP address, with a port when it is not 443.';
const PATH_RULE =
  'A path prefix begins with / and has no empty, . or .. segment, no query and no encoded slash or dot.';
const SLOT_RULE =
  'A slot is the name of a header that does not steer the connection, query:NAME of a parameter, or body.';

function hostPattern(entry: string): string | undefined {
  const [, wildcard = '', host = '', port] = /^(\*\.)?(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const canonical = canonicalHost(host);
  if (canonical === undefined || Number(port ?? HTTPS_PORT) < 1 || Number(port ?? HTTPS_PORT) > 65_535) {
    return undefined;
  }
  // `*.com` would be half of the world, and an address has nothing below it.
  if (wildcard !== '' && (!canonical.includes('.') || /^\[|^[\d.]+$/.test(canonical))) return undefined;
  const suffix = port === undefined || Number(port) === HTTPS_PORT ? '' : `:${Number(port)}`;
  return `${wildcard}${canonical}${suffix}`;
}

function isHostWithin(host: string, port: number, pattern: string): boolean {
  const suffix = port === HTTPS_PORT ? '' : `:${port}`;
  const exact = `${host}${suffix}`;
  if (!pattern.startsWith('*.')) return exact === pattern;
  // The dot stays in the comparison, so that evilexample.com is not below example.com.
  return exact.length > pattern.length - 1 && exact.endsWith(pattern.slice(1));
}

function methodOf(entry: string): string | undefined {
  const method = entry.toUpperCase();
  return USE_METHODS.includes(method) ? method : undefined;
}

function canonicalPrefix(entry: string): string | undefined {
  const path = canonicalPath(entry);
  return path === undefined || path === '/' ? path : path.replace(/\/$/, '');
}

function canonicalSlot(entry: string): string | undefined {
  if (PARAMETER.test(entry)) return entry;
  const name = entry.toLowerCase();
  return name === 'body' || (TOKEN.test(name) && !isRoutingHeader(name)) ? name : undefined;
}
