import type { Reply, Request, Where } from './dialect.fixture';

/** How the contract speaks to one dialect. Everything in it is the vendor's, nothing ours. */
export interface DialectCase {
  /** Its field in GraphQL. */
  readonly name: string;
  /** Whose secrets it makes. */
  readonly access: 'ORGANIZATION' | 'PERSONAL';
  /** The status of a creation, and of a second one; undefined where that is an update. */
  readonly created: number;
  readonly taken: number | undefined;
  readonly updated: number | undefined;
  readonly deleted: number;
  readonly malformed: number;
  create(where: Where, name: string, value: string, more?: object): Promise<Request>;
  /** What the paths of a secret name it by. */
  refOf(created: Reply, name: string): string;
  list(where: Where, query?: string): Request;
  read(body: Reply['body']): { readonly names: readonly string[]; readonly total: number };
  get?(where: Where, ref: string): Request;
  update?(where: Where, ref: string, value: string): Promise<Request>;
  remove(where: Where, ref: string): Request;
  /** True for the vendor's shape of an error of this status. */
  isError(body: Reply['body'], status: number): boolean;
  /** Where a 422 says what was wrong. */
  fieldsOf(body: Reply['body']): readonly string[];
  /** A request with a wrong field, and the field. */
  readonly wrong: (where: Where) => readonly (readonly [title: string, request: Request, field: string])[];
  /** Asks for one secret at each call, until there is none. */
  readonly paging:
    | ((where: Where, previous: Reply | undefined, index: number) => Request | undefined)
    | undefined;
}

/** The field of GraphQL's `SecretDialects` that tells of a dialect. */
export const fieldOf = ({ name }: { readonly name: string }) =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Text that says something. */
export const isText = (value: unknown) => typeof value === 'string' && value.length > 0;
type Detail = { loc: (string | number)[]; msg: string; type: string };
/** The list that FastAPI servers answer with. */
export const isDetail = (detail: unknown): boolean =>
  Array.isArray(detail) &&
  detail.length > 0 &&
  detail.every(({ loc, msg, type }) => loc && isText(msg) && isText(type));
/** Where the rules of such a list were broken. */
export const locs = (detail: Detail[]) => detail.map(({ loc }) => loc.join('.'));
