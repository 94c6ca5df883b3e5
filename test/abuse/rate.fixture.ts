import type { InjectOptions } from 'fastify';
import type { Environment } from '../../src/config/setting';
import type { TestDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';

/** What a caller notices of an answer. */
interface Noticed {
  readonly status: number;
  /** Of the first error; undefined without one. */
  readonly code: string | undefined;
  /** Seconds of `Retry-After`; undefined without one. */
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests select what they asked for.
  readonly body: any;
}

/** A request from somewhere. */
export interface From {
  /** 203.0.113.1 when left out. */
  readonly address?: string;
  /** None when left out. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A gateway whose callers are told apart by their address. */
export interface RatedGateway {
  readonly gateway: TestGateway;
  ask(query: string, from?: From): Promise<Noticed>;
  send(request: InjectOptions, from?: From): Promise<Noticed>;
  /** Asks until it is refused. @returns how many operations were answered before. */
  untilRefused(query: string, from?: From): Promise<number>;
}

/** An address of its own for each test, so that no test uses up what another one counts with. */
export function unusedAddress(): string {
  made += 1;
  return `198.51.${Math.floor(made / 250)}.${(made % 250) + 1}`;
}
let made = 0;

const MOST_ASKED = 100;

/** @param points how many each caller may use in an hour. */
export async function startRatedGateway(
  points: number,
  environment: Environment = {},
  database?: TestDatabase,
): Promise<RatedGateway> {
  const gateway = await startTestGateway({
    environment: {
      SECRETS_GATEWAY_RATE_LIMIT_POINTS: String(points),
      SECRETS_GATEWAY_RATE_LIMIT_SECONDS: '3600',
      SECRETS_GATEWAY_RATE_LIMIT_FAILURE_POINTS: '5',
      // What tests prepare comes from there.
      SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: '127.0.0.1',
      ...environment,
    },
    ...(database !== undefined && { database }),
  });
  const send: RatedGateway['send'] = async (request, { address = '203.0.113.1', token, headers } = {}) => {
    const reply = await gateway.gateway.app.inject({
      ...request,
      remoteAddress: address,
      headers: {
        ...request.headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    const body = /json/.test(String(reply.headers['content-type'])) ? reply.json() : undefined;
    const retryAfter = reply.headers['retry-after'];
    return {
      status: reply.statusCode,
      code: body?.errors?.[0].extensions.code,
      retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
      headers: reply.headers,
      body,
    };
  };
  const ask: RatedGateway['ask'] = (query, from) =>
    send({ method: 'POST', url: '/graphql', payload: { query } }, from);
  return {
    gateway,
    send,
    ask,
    untilRefused: async (query, from) => {
      for (let answered = 0; answered < MOST_ASKED; answered++) {
        if ((await ask(query, from)).status === 429) return answered;
      }
      throw new Error(`all ${MOST_ASKED} operations were answered`);
    },
  };
}
