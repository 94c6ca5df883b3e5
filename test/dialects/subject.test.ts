import type { Grant, Principal } from '../../src/core/principal';
import {
  homeOrganization,
  organizationById,
  organizationBySlug,
  organizationOfRepository,
  type Subject,
} from '../../src/dialects/subject';
import type { Services } from '../../src/services/services';

const ID = 'org-0123456789abcdefghjkmnpqrs';
const OTHER = 'org-0123456789abcdefghjkmnpqrt';

/** Services that know one organization, and what they were asked. */
function servicesOf(asked: unknown[]): Services {
  const answer =
    <Given, Answer>(knows: (given: Given) => Answer) =>
    async (given: Given) => {
      asked.push(given);
      return knows(given);
    };
  return {
    directory: {
      organizationOf: answer(([id]: string[]) => new Map(id === ID ? [[ID, ID]] : [])),
      organizationIdOfSlug: answer((slug: string) => (slug.toLowerCase() === 'acme' ? ID : undefined)),
    },
    repositoryQueries: {
      organizationIdOfNumber: answer((number: number) => (number === 7 ? ID : undefined)),
    },
  } as unknown as Services;
}

function principalOf(homeOrganizationId: string | undefined, ...organizationIds: string[]): Principal {
  const grants = organizationIds.map((id): [string, Grant] => [
    id,
    { organizationId: id, permissions: new Set(), teamIds: [] },
  ]);
  return { homeOrganizationId, grants: new Map(grants) } as unknown as Principal;
}

describe('the organization a request is about', () => {
  const find = async (subject: Subject, path: Record<string, unknown>) => {
    const asked: unknown[] = [];
    return { found: await subject(path, principalOf(ID, ID), servicesOf(asked)), asked };
  };

  it.each([
    [
      'id',
      organizationById('at'),
      ['', 'org', 'acme', `${ID}x`, ID.replace('org', 'team'), `${ID}\u0000`, undefined],
    ],
    [
      'slug',
      organizationBySlug('at'),
      ['', 'a b', 'acme\u0000', 'ac\u212ame', 'a'.repeat(40), '../acme', undefined],
    ],
    [
      'number',
      organizationOfRepository('at'),
      ['', '-7', '7.0', '0x7', '7 ', '9'.repeat(11), 'seven', undefined],
    ],
  ])('is none, and no database is asked, for what can be no %s', async (_, subject, texts) => {
    for (const at of texts) expect(await find(subject, { at })).toEqual({ found: undefined, asked: [] });
  });

  it.each([
    ['id', organizationById('at'), ID, OTHER],
    ['slug', organizationBySlug('at'), 'AcMe', 'acme-2'],
    ['number', organizationOfRepository('at'), '7', '8'],
  ])('is found by its %s, if there is one', async (_, subject, known, unknown) => {
    expect((await find(subject, { at: known })).found).toBe(ID);
    expect(await find(subject, { at: unknown })).toMatchObject({
      found: undefined,
      asked: [expect.anything()],
    });
  });

  it.each([
    ['the one its token was made for', principalOf(ID, OTHER, ID), ID],
    ['the one its token was made for, also when it has left it', principalOf(ID, OTHER), ID],
    ['the only one of a person', principalOf(undefined, OTHER), OTHER],
    ['none of a person who belongs to several', principalOf(undefined, ID, OTHER), undefined],
    ['none of a person who belongs to none', principalOf(undefined), undefined],
  ])('is, where the path names none, %s', async (_, principal, expected) => {
    expect(await homeOrganization({}, principal, servicesOf([]))).toBe(expected);
  });
});
