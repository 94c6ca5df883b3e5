import { httpUrl, onOff, text, wholeNumber, words } from './setting';

/** The settings of people's logins and of the tokens that clients make. */
export const IDENTITY_SETTINGS = {
  oidcIssuer: httpUrl({
    name: 'SECRETS_GATEWAY_OIDC_ISSUER',
    unit: 'URL',
    doc: 'Lets users log in with JSON Web Tokens of this issuer.',
  }),
  oidcAudience: text({
    name: 'SECRETS_GATEWAY_OIDC_AUDIENCE',
    unit: 'text',
    default: undefined,
    doc: 'The audience that these tokens must name. Required with SECRETS_GATEWAY_OIDC_ISSUER.',
  }),
  oidcAuthorizedParties: words({
    name: 'SECRETS_GATEWAY_OIDC_AUTHORIZED_PARTIES',
    unit: 'client ids',
    default: [],
    doc: 'Clients whose tokens are accepted even if they name other audiences too, separated by commas. They are compared with the claim `azp`; `SECRETS_GATEWAY_OIDC_AUDIENCE` is always one of them.',
  }),
  clockToleranceSeconds: wholeNumber({
    name: 'SECRETS_GATEWAY_CLOCK_TOLERANCE_SECONDS',
    unit: 'seconds',
    min: 0,
    max: 300,
    default: 60,
    doc: 'By how much the clock of an issuer of JSON Web Tokens may differ from ours, for people and for workloads.',
  }),
  tokenMaxDays: wholeNumber({
    name: 'SECRETS_GATEWAY_TOKEN_MAX_DAYS',
    unit: 'days',
    min: 0,
    max: 36_500,
    default: 0,
    doc: 'The longest life of a token that a client makes. 0 sets no limit. A token also ends with the token that it was made with. Tokens that the operator issues on the machine end as `--expires` says.',
  }),
  tokensFromLogin: onOff({
    name: 'SECRETS_GATEWAY_TOKENS_FROM_LOGIN',
    default: false,
    doc: 'Let people who have logged in with a JSON Web Token make tokens, also for service users. Such a token ends with the JSON Web Token.',
  }),
};
