import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { listFiles, ROOT } from '../support/repository';

/** What proves that policy was asked. */
const PERMITS = ['Permit', 'InstancePermit'];
/** Rows that services give out to holders of permits only. Whoever has one has been authorized to read it. */
const ROWS = ['Consumer', 'Membership', 'PrincipalProfile', 'Secret', 'Team'];

/** The public methods that take neither, each for the reason given. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'AuditQueries.verify': 'the operator at the machine checks all chains; it gives out no event',
  'AuditTrail.commit': 'runs a change that its caller has authorized, also for consumers, who hold no permit',
  'AuditTrail.refuse': 'writes down that there was no permit',
  'AuditTrail.refuseAll': 'writes down that there were no permits',
  'AuthenticationService.ofToken': 'authentication comes before policy',
  'AuthenticationService.ofUser': 'authentication comes before policy',
  'AuthenticationService.recognizes': 'says only whether a token is valid',
  'AuthenticationService.refuse': 'writes down that a credential was refused',
  'AuthenticationService.renew': 'reads the grants of a principal that is authenticated already',
  'AuthenticationService.settle': 'waits for writes; reads and gives out nothing',
  'BootstrapService.run': 'acts on an empty database only, where nobody could hold a permit',
  'ChainAdoption.run': 'the gateway enters chains of an earlier version at its start; it gives out nothing',
  'ChainVerifier.verify': 'the operator at the machine checks all chains; it gives out no event',
  'DirectoryQueries.organizationIdOfSlug':
    'a guard asks which organization to decide about; gives an id only',
  'DirectoryQueries.organizationOf': 'a guard asks which organization to decide about; gives ids only',
  'RateLimits.consume': 'counts requests before anybody is authenticated',
  'RateLimits.state': 'tells a caller its own points',
  'RefusalShare.admit': 'counts refusals in memory; touches no row',
  'RepositoryQueries.organizationIdOfNumber':
    'a guard asks which organization to decide about; gives an id only',
  'RetentionService.purge': 'the gateway shreds what the organizations no longer keep; it gives out a count',
  'SecretContent.optional': 'checks a value that the caller gave; touches no row',
  'SecretContent.required': 'checks a value that the caller gave; touches no row',
  'SecretContent.sealingKey': 'a public key; touches no row',
  'SecretQueries.stored': 'a count for the price of an operation, which shows nothing of it',
  'SecretRecoveryService.purge': 'the gateway shreds what can no longer be restored; it gives out a count',
  'Throttle.once': 'keeps times in memory; touches no row',
};

type Node = { readonly type?: string; readonly [key: string]: unknown };

/** The names of all types in the annotation of a parameter, however deep. */
function typeNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(typeNames);
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Node;
  // A function that is given a row proves nothing about who gives it.
  if (node.type === 'TsFunctionType') return [];
  if (node.type !== 'TsTypeReference') return Object.values(node).flatMap(typeNames);
  const name = (node.typeName as Node).value as string;
  // A part of a row is easily made up, so `Pick<Secret, …>` counts as no row.
  return [name, ...(name === 'Pick' || name === 'Partial' ? [] : typeNames(node.typeParams))];
}

/** Every public method, getter and function-valued property of the classes in a source: `Class.method` → types it takes. */
function publicMethods(source: string): [string, readonly string[]][] {
  const body = parseSync(source, { syntax: 'typescript' }).body as unknown as Node[];
  return body.flatMap((item) => {
    const declared = (item.type === 'ExportDeclaration' ? item.declaration : item) as Node;
    if (declared.type !== 'ClassDeclaration') return [];
    const name = (declared.identifier as Node).value as string;
    return (declared.body as Node[]).flatMap((member): [string, readonly string[]][] => {
      const isHidden = ['private', 'protected'].includes(member.accessibility as string);
      if (!['ClassMethod', 'ClassProperty'].includes(member.type!) || isHidden) return [];
      const key = (member.key as Node).value as string;
      return [[`${name}.${key}`, typeNames((member.function as Node | undefined)?.params)]];
    });
  });
}

/** The public methods that take neither a permit nor a row. */
function unproven(sources: readonly string[]): string[] {
  return sources
    .flatMap(publicMethods)
    .filter(([, types]) => !types.some((each) => PERMITS.includes(each) || ROWS.includes(each)))
    .map(([name]) => name);
}

describe('every public method of a service', () => {
  const paths = listFiles('src/services').filter((path) => path.endsWith('.ts'));
  const sources = paths.map((path) => readFileSync(join(ROOT, 'src/services', path), 'utf8'));

  it('takes a permit or a row that only a permit fetches, but for the exceptions', () => {
    expect(sources.flatMap(publicMethods).length).toBeGreaterThan(80);
    expect(unproven(sources).sort()).toEqual(Object.keys(EXCEPTIONS).sort());
  });

  it('and one that takes less is found, however it is written', () => {
    const source = `
      export class Reads {
        readonly #stores: Stores;
        constructor(stores: Stores) {}
        async users(ids: readonly string[]) {}
        open = (id: string) => id;
        get all() { return []; }
        static make(id: string) {}
        filtered(shows: (secret: Secret) => boolean) {}
        partly(secret: Pick<Secret, 'id'>) {}
        async page(permit: Permit, id: string) {}
        pages(permits: readonly Permit[]) {}
        pairs(asked: readonly { readonly permit: InstancePermit }[]) {}
        versions({ id }: Secret) {}
        async #hidden(id: string) {}
        private alsoHidden(id: string) {}
      }`;
    expect(unproven([source])).toEqual([
      'Reads.users',
      'Reads.open',
      'Reads.all',
      'Reads.make',
      'Reads.filtered',
      'Reads.partly',
    ]);
  });
});
