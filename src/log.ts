import { randomUUID } from 'node:crypto';
import { basename, dirname, sep } from 'node:path';

/** The severity of a line. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * The only fields that a log line can have. There is none for a foreign message, an error object, a body or a header, so these
 * cannot be logged.
 */
export interface LogFields {
  readonly requestId?: string;
  readonly incidentId?: string;
  readonly address?: string;
  readonly method?: string;
  /** The route's pattern, never the URL. */
  readonly route?: string;
  readonly operation?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly principalId?: string;
  readonly organizationId?: string;
  readonly subjectId?: string;
  readonly action?: string;
  readonly outcome?: string;
  /** Code or class name of an error. */
  readonly errorCode?: string;
  /** The cause and what to check next: one of our fixed texts for a code. */
  readonly reason?: string;
  /** Where an unexpected error was thrown: our own files and lines, without the message. */
  readonly errorAt?: string;
  readonly signal?: string;
  readonly count?: number;
  readonly port?: number;
}

const FIELDS: ReadonlySet<string> = new Set<keyof LogFields>([
  'requestId',
  'incidentId',
  'address',
  'method',
  'route',
  'operation',
  'status',
  'durationMs',
  'principalId',
  'organizationId',
  'subjectId',
  'action',
  'outcome',
  'errorCode',
  'reason',
  'errorAt',
  'signal',
  'count',
  'port',
]);
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** What happened, as a literal text in the source. */
export type LogEvent = string & { readonly __literal?: never };

/** Writes structured log lines: one JSON object each, with fields from an allow-list only. */
export class Log {
  readonly #threshold: number;
  readonly #write: (line: string) => void;

  /** @param level the lowest level that is written; `silent` writes nothing. */
  constructor(level: string, write: (line: string) => void) {
    this.#threshold = level === 'silent' ? LEVELS.length : LEVELS.indexOf(level as LogLevel);
    this.#write = write;
  }

  /** Whether lines of this level are written. If not, the caller need not collect fields. */
  writes(level: LogLevel): boolean {
    return LEVELS.indexOf(level) >= this.#threshold;
  }

  debug(event: LogEvent, fields: LogFields = {}): void {
    this.#line('debug', event, fields);
  }

  info(event: LogEvent, fields: LogFields = {}): void {
    this.#line('info', event, fields);
  }

  warn(event: LogEvent, fields: LogFields = {}): void {
    this.#line('warn', event, fields);
  }

  error(event: LogEvent, fields: LogFields = {}): void {
    this.#line('error', event, fields);
  }

  #line(level: LogLevel, event: LogEvent, fields: LogFields): void {
    if (!this.writes(level)) return;
    const line: Record<string, unknown> = { at: new Date().toISOString(), level, event };
    for (const [name, value] of Object.entries(fields)) {
      if (FIELDS.has(name) && (typeof value === 'string' || typeof value === 'number')) line[name] = value;
    }
    this.#write(`${oneLine(JSON.stringify(line))}\n`);
  }
}

/** JSON escapes CR, LF and ESC. Some readers also end a line at U+2028, U+2029 and NEL. */
function oneLine(json: string): string {
  return json.replace(
    /[\u2028\u2029\u0085\u007f\u009b]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The folder of the package, which contains `src` or `dist`. */
const PACKAGE = `${dirname(__dirname)}${sep}`;
const FRAME = /\n\s+at (?:[^\n(]*\()?([^\n()]+?):(\d+):\d+\)?(?=\n|$)/g;
/** Names of error classes. Anything can have a property `constructor`, so its name is checked. */
const ERROR_CLASS = /^[A-Z][A-Za-z]{0,40}(?:Error|Exception|Fault|Refused|Fields|Bypass|Permission|Body)$/;

/**
 * Where an unexpected error came from: its class and up to three frames in files of this package as `file:line`. Messages,
 * causes and properties are left out, because those of foreign errors can contain submitted text.
 *
 * Never throws, whatever a getter of the error does.
 */
export function errorOrigin(error: unknown): LogFields {
  try {
    return error instanceof Error ? originOf(error) : { errorCode: 'not an error' };
  } catch {
    return { errorCode: 'not readable' };
  }
}

/**
 * Logs an unexpected error, by where it was thrown and not by what it says.
 *
 * @returns the incident id, which the client gets in place of the error.
 */
export function reportIncident(log: Log, error: unknown, fields: LogFields = {}): string {
  const incidentId = randomUUID();
  log.error('unexpected error', { ...fields, incidentId, ...errorOrigin(error) });
  return incidentId;
}

function originOf(error: Error): LogFields {
  // The header repeats name and message. Frames are read only after it, because a message could imitate a frame.
  const header = `${error.name}: ${error.message}`;
  const stack = error.stack ?? '';
  const frames = stack.startsWith(header) ? [...stack.slice(header.length).matchAll(FRAME)] : [];
  const name = (Object.getPrototypeOf(error) as Error).constructor.name;
  return {
    errorCode: ERROR_CLASS.test(name) ? name : 'Error',
    errorAt: frames
      .filter(([, file]) => file?.startsWith(PACKAGE))
      .slice(0, 3)
      .map(([, file = '', line]) => `${basename(file)}:${line}`)
      .join(' '),
  };
}
