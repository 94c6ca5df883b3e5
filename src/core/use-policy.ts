import type { Violation } from './errors';
import { BadUserInput } from './errors';
import { isRoutingHeader, overridesMethod } from './use-policy-header';
import { canonicalHost } from './use-policy-host';
import { canonicalPath, isPathWithin } from './use-policy-path';
import { isListOfWaysOut, WAYS_OUT, WayOut, waysOutViolation } from './way-out';

/**
 * How the value of a secret may leave the dispenser, and where it may be injected. Each list allows only its entries. A
 * secret without a policy may be injected nowhere. Only {@link canonicalUsePolicy} makes policies.
 */
export interface UsePolicy {
  /**
   * Lower-case ASCII: `api.example.com`, `*.example.com` (any depth below it, not the name itself),
   * `api.example.com:8443`, `[2001:db8::1]`.
   */
  readonly hosts: readonly string[];
  /** Of {@link USE_METHODS}. */
  readonly methods: readonly string[];
  /**
   * Percent-encoded paths without a final slash: `/v1` allows `/v1` and everything below it, not `/v10`. `/` allows
   * every path.
   */
  readonly pathPrefixes: readonly string[];
  /** Parts of a request: the name of a header in lower case, `query:` and the name of a parameter, or `body`. */
  readonly slots: readonly string[];
  /** What may be done with the value at all: without INJECT, the other lists allow nothing. */
  readonly waysOut: readonly WayOut[];
}

/** A policy as a client gives it; without ways out, the value may only be injected. */
export type GivenUsePolicy = Omit<UsePolicy, 'waysOut'> & {
  readonly waysOut?: readonly WayOut[] | null | undefined;
};

/** One part of one request that a value is to be injected into, in canonical form. */
export interface SecretPlacement {
  /** From {@link canonicalHost}. */
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** From {@link canonicalPath}, without the query. */
  readonly path: string;
  readonly slot: string;
}

/** Which part of a policy does not allow a placement; `policy` if the secret has none. */
export type UseRefusal = 'policy' | 'host' | 'method' | 'path' | 'slot';

/**
 * The HTTP methods that a policy can allow. TRACE, which echoes the request, and CONNECT, which opens a tunnel, are left
 * out.
 */
const USE_METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Most entries of a list, most characters of an entry, and most characters of a stored policy. */
const USE_POLICY_LIMITS = { entries: 50, entry: 512, text: 4096 } as const;

/** The ways out of a policy that names none. */
const INJECTED_ONLY: readonly WayOut[] = [WayOut.INJECT];

/** The port of a host without one. */
const HTTPS_PORT = 443;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const PARAMETER = /^query:[A-Za-z0-9._~[\]-]{1,100}$/;

/**
 * The canonical form of a policy, which is stored and compared. Lists keep their order and lose duplicates.
 *
 * @throws BadUserInput with one violation for each bad entry, below `path`: rules `length`, `host`, `method`, `path`, `slot`,
 * `required`, `way_out`.
 */
export function canonicalUsePolicy(given: GivenUsePolicy, path = 'usePolicy'): UsePolicy {
  const waysOut = given.waysOut ?? INJECTED_ONLY;
  const violations: Violation[] = [];
  const list = (
    field: Exclude<keyof UsePolicy, 'waysOut'>,
    rule: string,
    message: string,
    canonical: Canonical,
  ): string[] => {
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
      const accepted = entry.length > USE_POLICY_LIMITS.entry ? undefined : canonical(entry);
      if (accepted === undefined) violations.push({ path: `${path}.${field}[${index}]`, rule, message });
      return accepted ?? [];
    });
    return [...new Set(found)];
  };
  const policy: UsePolicy = {
    hosts: list('hosts', 'host', HOST_RULE, hostPattern),
    methods: list('methods', 'method', `A method is one of ${USE_METHODS.join(', ')}.`, methodOf),
    pathPrefixes: list('pathPrefixes', 'path', PATH_RULE, canonicalPrefix),
    slots: list('slots', 'slot', SLOT_RULE, canonicalSlot),
    waysOut: WAYS_OUT.filter((way) => waysOut.includes(way)),
  };
  const violation = waysOutViolation(waysOut, `${path}.waysOut`);
  if (violation !== undefined) violations.push(violation);
  if (violations.length === 0 && policyText(policy).length > USE_POLICY_LIMITS.text) {
    const message = `A use policy has at most ${USE_POLICY_LIMITS.text} characters in all.`;
    violations.push({ path, rule: 'length', message });
  }
  if (violations.length > 0) throw new BadUserInput(violations);
  return policy;
}

/**
 * Whether the policy allows the placement, if the value may be injected at all; if not, the first part that does not, in the
 * order of {@link UseRefusal}.
 */
export function allowsUse(policy: UsePolicy | null, use: SecretPlacement): true | UseRefusal {
  if (policy === null) return 'policy';
  if (!policy.hosts.some((pattern) => isHostWithin(use.host, use.port, pattern))) return 'host';
  if (!policy.methods.includes(use.method)) return 'method';
  if (!policy.pathPrefixes.some((prefix) => isPathWithin(use.path, prefix))) return 'path';
  return policy.slots.includes(use.slot) ? true : 'slot';
}

/** The policy as JSON, as it is stored. */
export function policyText({ hosts, methods, pathPrefixes, slots, waysOut }: UsePolicy): string {
  return JSON.stringify({ hosts, methods, pathPrefixes, slots, waysOut });
}

/**
 * Reads a policy written by {@link policyText}. One that was written before policies named ways out allows injection only.
 *
 * @throws TypeError for any other text.
 */
export function storedUsePolicy(text: string): UsePolicy {
  try {
    const { waysOut = INJECTED_ONLY, ...places } = JSON.parse(text) as UsePolicy;
    const { hosts, methods, pathPrefixes, slots } = places;
    if ([hosts, methods, pathPrefixes, slots].every(Array.isArray) && isListOfWaysOut(waysOut)) {
      return { hosts, methods, pathPrefixes, slots, waysOut };
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
  'A path prefix begins with / and has no empty, . or .. segment, no query, no encoded slash or dot and no double encoding.';
const SLOT_RULE =
  'A slot is the name of a header that does not steer the connection, query:NAME of a parameter that does not change the method, or body.';

function hostPattern(entry: string): string | undefined {
  const [, wildcard = '', host = '', port] = /^(\*\.)?(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const canonical = canonicalHost(host);
  if (canonical === undefined || Number(port ?? HTTPS_PORT) < 1 || Number(port ?? HTTPS_PORT) > 65_535) {
    return undefined;
  }
  // `*.com` would allow every name below com, and an address has no names below it.
  if (wildcard !== '' && (!canonical.includes('.') || /^\[|^[\d.]+$/.test(canonical))) return undefined;
  const suffix = port === undefined || Number(port) === HTTPS_PORT ? '' : `:${Number(port)}`;
  return `${wildcard}${canonical}${suffix}`;
}

function isHostWithin(host: string, port: number, pattern: string): boolean {
  const suffix = port === HTTPS_PORT ? '' : `:${port}`;
  const exact = `${host}${suffix}`;
  if (!pattern.startsWith('*.')) return exact === pattern;
  // The dot takes part in the comparison, so that evilexample.com is not below example.com.
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
  if (PARAMETER.test(entry)) return overridesMethod(entry.slice('query:'.length)) ? undefined : entry;
  const name = entry.toLowerCase();
  return name === 'body' || (TOKEN.test(name) && !isRoutingHeader(name)) ? name : undefined;
}
