// Made from prime-intellect.openapi.json by openapi-typescript 7 (defaultNonNullable: false); that file is the vendor's document without its prose.
export interface paths {
  '/api/v1/secrets/': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['create_secret_api_v1_secrets__post'];
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
      name: string;
      description?: string | null;
      value: string;
      teamId?: string | null;
      /** @default false */
      isFile?: boolean;
    };
    GenericResponse_SecretResponse_: {
      data?: components['schemas']['SecretResponse'] | null;
      status?: string | null;
    };
    ErrorResponse: {
      errors: components['schemas']['ErrorDetail'][];
    };
    SecretResponse: {
      id: string;
      name: string;
      description?: string | null;
      /** @default false */
      isFile?: boolean;
      userId?: string | null;
      teamId?: string | null;
      /** Format: date-time */
      createdAt: string;
      /** Format: date-time */
      updatedAt: string;
    };
    ErrorDetail: {
      param: string;
      details: string;
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
  create_secret_api_v1_secrets__post: {
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
          'application/json': components['schemas']['GenericResponse_SecretResponse_'];
        };
      };
      401: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      422: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ErrorResponse'];
        };
      };
    };
  };
}
