import type { Reply, Request, Where } from './dialect.fixture';

/** How the contract tests speak to one dialect, in the vendor's format. */
export interface DialectCase {
  /** Its field in GraphQL. */
  readonly name: string;
  /** What its paths name a secret by. */
  readonly refersBy: 'ID' | 'NAME';
  /** Whether its paths name the organization. Otherwise it is the token's. */
  readonly namesOrganization: boolean;
  /** Who the secrets that it creates belong to. */
  readonly access: 'ORGANIZATION' | 'PERSONAL';
  /** The status of a creation. */
  readonly created: number;
  /** The status of a second creation with the same name; undefined if it is an update. */
  readonly taken: number | undefined;
  readonly updated: number | undefined;
  readonly deleted: number;
  /** The status for a body that is not JSON. */
  readonly malformed: number;
  create(where: Where, name: string, value: string, more?: object): Promise<Request>;
  /** The id or name of the secret, as it stands in paths. */
  refOf(created: Reply, name: string): string;
  list(where: Where, query?: string): Request;
  /** What a list shows of each secret, as fields of GraphQL. */
  readonly listedFields: string;
  read(body: Reply['body']): { readonly names: readonly string[]; readonly total: number };
  get?(where: Where, ref: string): Request;
  update?(where: Where, ref: string, value: string): Promise<Request>;
  remove(where: Where, ref: string): Request;
  /** True for the vendor's shape of an error of this status. */
  isError(body: Reply['body'], status: number): boolean;
  /** The fields that a 422 names. */
  fieldsOf(body: Reply['body']): readonly string[];
  /** Requests with a wrong field, and the field. */
  readonly wrong: (where: Where) => readonly (readonly [title: string, request: Request, field: string])[];
  /** The request for the next page of one secret; undefined after the last page. */
  readonly paging:
    | ((where: Where, previous: Reply | undefined, index: number) => Request | undefined)
    | undefined;
}

/** The field of `SecretDialects` in GraphQL for a dialect. */
export const fieldOf = ({ name }: { readonly name: string }) =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** Whether a value is a text that is not empty. */
export const isText = (value: unknown) => typeof value === 'string' && value.length > 0;
type Detail = { loc: (string | number)[]; msg: string; type: string };
/** Whether a value is the list of errors of a FastAPI server. */
export const isDetail = (detail: unknown): boolean =>
  Array.isArray(detail) &&
  detail.length > 0 &&
  detail.every(({ loc, msg, type }) => loc && isText(msg) && isText(type));
/** The fields of such a list. */
export const locs = (detail: Detail[]) => detail.map(({ loc }) => loc.join('.'));
