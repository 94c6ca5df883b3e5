import { url } from 'node:inspector';
import { GATEWAY_SETTINGS } from '../config/gateway';
import { ConfigError, type Environment } from '../config/setting';

/** Options of Node with which others read the memory or the environment of the process: debugger, snapshots, reports. */
const OPENING_OPTION =
  /^--(?:inspect|debug|heapsnapshot-|heap-prof|report-(?:on-|uncaught-)|experimental-report|abort-on-uncaught-exception)/;

/** How the process was started, as far as Node opens it to others. */
export interface Runtime {
  /** The options of Node on the command line. */
  readonly execArgv: readonly string[];
  /** The text of `NODE_OPTIONS`. */
  readonly nodeOptions: string | undefined;
  /** Whether the debugger listens now. */
  readonly isDebuggerOpen: boolean;
}

/** The runtime of this process. */
function thisRuntime(): Runtime {
  return {
    execArgv: process.execArgv,
    nodeOptions: process.env.NODE_OPTIONS,
    isDebuggerOpen: url() !== undefined,
  };
}

/**
 * Refuses to work where the debugger is open, or where Node writes its memory or its environment to a file: whoever
 * reaches it gets every value and key of the process. SECRETS_GATEWAY_ALLOW_DEBUGGER=on permits it.
 *
 * @throws ConfigError that names the option without its value.
 */
export function refuseDebugger(environment: Environment, runtime = thisRuntime()): void {
  if (GATEWAY_SETTINGS.allowDebugger.read(environment)) return;
  const rule =
    'a debugger, a heap snapshot or a report shows every value and key; set SECRETS_GATEWAY_ALLOW_DEBUGGER=on to permit it';
  for (const [place, options] of [
    ['command line', runtime.execArgv],
    ['NODE_OPTIONS', runtime.nodeOptions?.split(/[\s"']+/) ?? []],
  ] as const) {
    // Node reads `_` in the name of an option as `-`.
    const opening = options.some((option) => OPENING_OPTION.test(option.replaceAll('_', '-')));
    if (opening) throw new ConfigError(place, rule);
  }
  if (runtime.isDebuggerOpen) throw new ConfigError('debugger', rule);
}
