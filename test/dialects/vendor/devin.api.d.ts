// Made from devin.openapi.json by openapi-typescript 7 (defaultNonNullable: false); that file is the vendor's document without its prose.
export interface paths {
  '/v3/organizations/{org_id}/secrets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['handle_list_secrets_v3_organizations__org_id__secrets_get'];
    put?: never;
    post: operations['handle_create_secret_v3_organizations__org_id__secrets_post'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    SecretCreateRequest: {
      /** @default true */
      is_sensitive?: boolean;
      key: string;
      note?: string | null;
      /** @enum {string} */
      type: 'cookie' | 'key-value' | 'totp';
      value: string;
    };
    SecretResponse: {
      /** @enum {string} */
      access_type: 'org' | 'personal';
      created_at: number;
      created_by: string;
      is_sensitive: boolean;
      key: string | null;
      note: string | null;
      secret_id: string;
      /** @enum {string} */
      secret_type: 'cookie' | 'key-value' | 'totp';
      updated_at?: number | null;
      updated_by?: string | null;
    };
    HTTPValidationError: {
      detail?: components['schemas']['ValidationError'][];
    };
    ValidationError: {
      loc: (string | number)[];
      msg: string;
      type: string;
    };
    PaginatedResponse_SecretResponse_: {
      end_cursor?: string | null;
      /** @default false */
      has_next_page?: boolean;
      items: components['schemas']['SecretResponse'][];
      total?: number | null;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  handle_list_secrets_v3_organizations__org_id__secrets_get: {
    parameters: {
      query?: {
        after?: string | null;
        first?: number;
      };
      header?: never;
      path: {
        org_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PaginatedResponse_SecretResponse_'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
  handle_create_secret_v3_organizations__org_id__secrets_post: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SecretCreateRequest'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SecretResponse'];
        };
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HTTPValidationError'];
        };
      };
    };
  };
}
