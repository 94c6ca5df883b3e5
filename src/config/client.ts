import { httpUrl, type Setting, text } from './setting';

/** Which gateway the commands that are its clients work with, for CI and other places without a login. */
export const CLIENT_SETTINGS = {
  clientUrl: httpUrl({
    name: 'SECRETS_GATEWAY_URL',
    unit: 'URL',
    doc: 'For commands that are clients of a gateway, such as `secret set`: where it is. Only SECRETS_GATEWAY_TOKEN is then used, and no token of a login.',
  }),
  clientToken: text<undefined>({
    name: 'SECRETS_GATEWAY_TOKEN',
    unit: 'text',
    default: undefined,
    isCredential: true,
    doc: 'For the same commands: the token, instead of the one that `login` has stored.',
  }),
  clientOrganization: text<undefined>({
    name: 'SECRETS_GATEWAY_ORGANIZATION',
    unit: 'slug',
    default: undefined,
    defaultText: 'that of the context, of the token, or the only one',
    doc: 'For the same commands: the organization.',
  }),
  clientContext: text<undefined>({
    name: 'SECRETS_GATEWAY_CONTEXT',
    unit: 'name',
    default: undefined,
    defaultText: 'the one that `context use` has chosen',
    doc: 'For the same commands: the context, which is a gateway and a login.',
  }),
} satisfies Record<string, Setting<unknown>>;
