import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';

/** Code of the error that a refused connection or look-up gets. */
export const REFUSED_CODE = 'ERR_TEST_NETWORK';

// biome-ignore lint/suspicious/noExplicitAny: the patched functions have many overloads
type AnyFunction = (this: any, ...args: any[]) => any;
type Target = Record<string, AnyFunction>;

const ORIGINALS = Symbol.for('gateway.test.network.originals');
const LOOKUPS = ['resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveCname', 'resolveMx', 'resolveNs'];
LOOKUPS.push('resolveNaptr', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTxt', 'resolveCaa', 'reverse');

let refused: string[] = [];

/** The addresses and names that were refused since the last call, which forgets them. A test that provokes a refusal calls it. */
export function takeRefusals(): string[] {
  const taken = refused;
  refused = [];
  return taken;
}

/**
 * From now on this process reaches only itself and its neighbours on the loopback interface (and local sockets).
 * Everything that speaks TCP goes through `net.Socket`, TLS, HTTP, HTTP/2 and fetch included. Names other than
 * `localhost` are not looked up; a caller's own `lookup` is called, and what it answers must be loopback. Child
 * processes are not covered. Safe to call again: core modules outlive a test file, its functions do not.
 */
export function refuseOutgoingConnections(): void {
  patch(net.Socket.prototype, 'connect', guardConnect);
  patch(dgram.Socket.prototype, 'send', guardDatagram);
  patch(dgram.Socket.prototype, 'connect', guardDatagram);
  patch(dns, 'lookup', (original) => guardLookup(original, rejectByCallback));
  patch(dns.promises, 'lookup', (original) => guardLookup(original, (_, error) => Promise.reject(error)));
  for (const target of [dns, dns.Resolver.prototype]) {
    for (const name of LOOKUPS) patch(target, name, () => refuseAlways(rejectByCallback));
  }
  for (const target of [dns.promises, dns.promises.Resolver.prototype]) {
    for (const name of LOOKUPS) patch(target, name, () => refuseAlways((_, error) => Promise.reject(error)));
  }
}

function patch(target: object, name: string, wrap: (original: AnyFunction) => AnyFunction): void {
  const holder = target as Target & { [ORIGINALS]?: Target };
  if (!Object.hasOwn(holder, ORIGINALS)) Object.defineProperty(holder, ORIGINALS, { value: {} });
  const originals = holder[ORIGINALS] as Target;
  const original = originals[name] ?? holder[name];
  if (!original) return;
  originals[name] = original;
  holder[name] = wrap(original);
}

function guardConnect(original: AnyFunction): AnyFunction {
  return function connect(this: net.Socket, ...args: unknown[]) {
    const [options, listener] = readConnectArguments(args);
    if (typeof options.path === 'string') return original.call(this, options, listener);
    const host = options.host ?? 'localhost';
    if (isLoopback(host) || (host === 'localhost' && !options.lookup)) {
      return original.call(this, options, listener);
    }
    if (net.isIP(host) === 0 && options.lookup) {
      return original.call(this, { ...options, lookup: checkedLookup(options.lookup) }, listener);
    }
    const error = refuse(`${host}:${options.port}`);
    process.nextTick(() => this.destroy(error));
    return this;
  };
}

type ConnectOptions = { path?: string; host?: string; port?: number | string; lookup?: AnyFunction };

/** The ways to call `socket.connect`: (options), (path), (port, host), and the pair `net.connect` makes of them. */
function readConnectArguments(args: unknown[]): [ConnectOptions, unknown] {
  const [first, ...rest] = args;
  if (Array.isArray(first)) return [first[0] as ConnectOptions, first[1]];
  const listener = rest.find((value) => typeof value === 'function');
  if (typeof first === 'object' && first !== null) return [first as ConnectOptions, listener];
  if (typeof first === 'string' && !/^\d+$/.test(first)) return [{ path: first }, listener];
  const port = first as number;
  return [typeof rest[0] === 'string' ? { port, host: rest[0] } : { port }, listener];
}

/** Passes the answer of a caller's own name resolution on only if every address in it is loopback. */
function checkedLookup(lookup: AnyFunction): AnyFunction {
  return (hostname: string, options: unknown, callback: AnyFunction) =>
    lookup(hostname, options, (error: unknown, answer: string | { address: string }[], family: unknown) => {
      const addresses = Array.isArray(answer) ? answer.map(({ address }) => address) : [answer];
      if (error || addresses.every(isLoopback)) callback(error, answer, family);
      else callback(refuse(`${hostname} (${addresses.join(', ')})`));
    });
}

function guardDatagram(original: AnyFunction): AnyFunction {
  return function datagram(...args: unknown[]) {
    const address = args.slice(1).find((value) => typeof value === 'string');
    if (address !== undefined && address !== 'localhost' && !isLoopback(address)) throw refuse(address);
    return original.apply(this, args);
  };
}

function guardLookup(original: AnyFunction, reject: (args: unknown[], error: Error) => unknown): AnyFunction {
  return function lookup(...args: unknown[]) {
    const [name] = args;
    if (typeof name !== 'string' || name === '' || name === 'localhost' || net.isIP(name) !== 0) {
      return original.apply(this, args);
    }
    return reject(args, refuse(name));
  };
}

function refuseAlways(reject: (args: unknown[], error: Error) => unknown): AnyFunction {
  return (...args: unknown[]) => reject(args, refuse(String(args[0])));
}

function rejectByCallback(args: unknown[], error: Error): void {
  const callback = args.at(-1);
  if (typeof callback === 'function') process.nextTick(callback as AnyFunction, error);
}

function isLoopback(host: string): boolean {
  const plain = host.toLowerCase().replace(/^::ffff:/, '');
  return net.isIP(host) !== 0 && (plain === '::1' || /^127(?:\.\d+){3}$/.test(plain));
}

function refuse(address: string): Error {
  refused.push(address);
  const message = `tests may reach only the loopback interface, not ${address}`;
  return Object.assign(new Error(message), { code: REFUSED_CODE });
}
