import { inspect } from 'node:util';
import type { Consumer } from '../../src/core/consumer';
import { WAYS_OUT } from '../../src/core/way-out';
import { isSameRecipient, recipientBytes, recipientDigest } from '../../src/crypto/approval.format';
import { KeyRing } from '../../src/crypto/key-ring';
import { ApprovalKeys } from '../../src/crypto/open/approval';
import { parseOpeningKeys } from '../../src/crypto/open/opening-key';
import { toHex } from './keys.fixture';
import frozen from './vectors/approval-1.json';
import frozenFewerWays from './vectors/approval-2.json';

const ring = parseOpeningKeys(frozen.openingKeys);
const keys = new ApprovalKeys(ring);
type Vector = (typeof frozen.vectors)[number] | (typeof frozenFewerWays.vectors)[number];
const consumerOf = ({ consumer }: Vector): Consumer => {
  const { identity, expiresAt, ...same } = consumer;
  return {
    waysOut: WAYS_OUT,
    ...(same as Pick<Consumer, 'id' | 'organizationId' | 'ownerId' | 'publicKey' | 'addressRanges'>),
    identity: identity === null ? null : { ...identity, claims: { ...identity.claims } },
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    name: 'workload',
    uses: { secretIds: [], namePrefix: '', teamId: null, repositoryId: null },
    createdAt: new Date(0),
    createdBy: 'operator',
    updatedAt: new Date(0),
  };
};
const full = consumerOf(frozen.vectors[0]!);
const identity = full.identity!;
const { claims } = identity;
const approval = keys.approve(full)!;
const isApproved = (more: object) => keys.isApproved({ ...full, ...more } as Consumer, approval);

describe('the frozen approvals', () => {
  it.each<Vector>([...frozen.vectors, ...frozenFewerWays.vectors])(
    'hold, with the same encoding and digest: $name',
    (vector) => {
      const consumer = consumerOf(vector);
      expect(toHex(recipientBytes(consumer)!)).toBe(vector.encoding);
      expect(recipientDigest(consumer)).toBe(vector.digest);
      const stored = { keyId: vector.keyId, mac: new Uint8Array(Buffer.from(vector.mac, 'hex')) };
      expect(keys.isApproved(consumer, stored)).toBe(true);
    },
  );

  it('are all different', () => {
    const all = [...frozen.vectors, ...frozenFewerWays.vectors];
    expect(new Set(all.map(({ mac }) => mac)).size).toBe(all.length);
  });

  it('hold no longer with any bit flipped, nor cut or extended', () => {
    const { mac, keyId } = approval;
    for (let bit = 0; bit < mac.length * 8; bit += 1) {
      const flipped = Uint8Array.from(mac);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(keys.isApproved(full, { keyId, mac: flipped })).toBe(false);
    }
    for (const other of [
      mac.subarray(1),
      mac.subarray(0, 31),
      Uint8Array.from([...mac, 0]),
      new Uint8Array(),
    ]) {
      expect(keys.isApproved(full, { keyId, mac: other })).toBe(false);
    }
    expect(keys.isApproved(full, { keyId, mac })).toBe(true);
  });
});

describe('an approval', () => {
  it.each<[string, object]>([
    ['another id', { id: `${full.id.slice(0, -1)}9` }],
    ['another organization', { organizationId: `${full.organizationId.slice(0, -1)}9` }],
    ['another owner', { ownerId: 'user-01kg9hq1000000000000000005' }],
    ['no owner', { ownerId: null }],
    ['an owner that is empty', { ownerId: '' }],
    ['another key', { publicKey: `X${full.publicKey!.slice(1)}` }],
    ['no key', { publicKey: null }],
    ['no identity', { identity: null }],
    ['another issuer', { identity: { ...identity, issuer: 'https://issuer.example.' } }],
    ['another audience', { identity: { ...identity, audience: 'Secrets-gateway' } }],
    [
      'issuer and audience exchanged',
      { identity: { ...identity, issuer: identity.audience, audience: identity.issuer } },
    ],
    ['another claim', { identity: { ...identity, claims: { ...claims, sub: 'repo:acme/website2' } } }],
    [
      'a claim as a pattern',
      { identity: { ...identity, claims: { ...claims, sub: { pattern: claims.sub } } } },
    ],
    [
      'a claim as an element',
      { identity: { ...identity, claims: { ...claims, sub: { contains: claims.sub } } } },
    ],
    [
      'a claim that is more than one of these',
      { identity: { ...identity, claims: { ...claims, sub: { contains: claims.sub, pattern: 'x' } } } },
    ],
    ['a claim that is none of these', { identity: { ...identity, claims: { ...claims, sub: {} } } }],
    ['a claim fewer', { identity: { ...identity, claims: { sub: claims.sub } } }],
    ['a claim more', { identity: { ...identity, claims: { ...claims, aud: 'x' } } }],
    ['claims exchanged', { identity: { ...identity, claims: { sub: claims.ref, ref: claims.sub } } }],
    ['wider ranges', { addressRanges: ['10.0.0.0/7', '2001:db8::/32'] }],
    ['a range fewer', { addressRanges: ['10.0.0.0/8'] }],
    ['no ranges', { addressRanges: [] }],
    ['ranges run together', { addressRanges: ['10.0.0.0/82001:db8::/32'] }],
    ['a later expiry', { expiresAt: new Date(full.expiresAt!.getTime() + 1) }],
    ['no expiry', { expiresAt: null }],
    ['injection only', { waysOut: ['INJECT'] }],
    ['no way out', { waysOut: [] }],
  ])('is not for %s', (_, change) => {
    expect(isApproved(change)).toBe(false);
    expect(isSameRecipient(full, { ...full, ...change } as Consumer)).toBe(false);
    expect(recipientDigest({ ...full, ...change } as Consumer)).not.toBe(recipientDigest(full));
  });

  it('with fewer ways out is for exactly those, in any order, and for no others', () => {
    const narrow = { ...full, waysOut: ['INJECT', 'CODE'] } as Consumer;
    const ofNarrow = keys.approve(narrow)!;
    const holds = (waysOut: readonly string[]) => keys.isApproved({ ...full, waysOut } as Consumer, ofNarrow);
    expect(
      [
        ['INJECT', 'CODE'],
        ['CODE', 'INJECT'],
        ['CODE', 'INJECT', 'CODE'],
      ].map(holds),
    ).toEqual([true, true, true]);
    expect([[], ['INJECT'], ['CODE'], ['DELIVER'], [...WAYS_OUT]].map(holds)).toEqual(Array(5).fill(false));
    expect(keys.isApproved(narrow, approval)).toBe(false);
  });

  it('is for any order of claims, and says nothing of the name, of uses, or of times of writing', () => {
    const reversed = Object.fromEntries(Object.entries(claims).reverse());
    expect(Object.keys(reversed)).not.toEqual(Object.keys(claims));
    for (const change of [
      { identity: { ...identity, claims: reversed } },
      { name: 'another name' },
      { uses: { ...full.uses, teamId: 'team-1', secretIds: ['secret-1'] } },
      { updatedAt: new Date(), createdBy: 'somebody' },
    ]) {
      expect(isApproved(change)).toBe(true);
    }
  });

  it.each<[string, object]>([
    ['ill-formed text, which UTF-8 would make equal', { publicKey: '\ud800' }],
    ['a time that is none', { expiresAt: new Date(Number.NaN) }],
    ['ranges that are no list', { addressRanges: '10.0.0.0/8' }],
    ['a range that is no text', { addressRanges: [['10.0.0.0/8']] }],
    ['a claim that is no text', { identity: { ...identity, claims: { sub: ['a'] } } }],
    ['ways out that there are not', { waysOut: ['INJECT', 'SEND'] }],
    ['ways out that are no list', { waysOut: 'INJECT' }],
    ['claims that are nothing', { identity: { ...identity, claims: null } }],
  ])('is never made for a row with %s', (_, change) => {
    const damaged = { ...full, ...change } as Consumer;
    expect(keys.approve(damaged)).toBeUndefined();
    expect(recipientDigest(damaged)).toBeUndefined();
    expect(isApproved(change)).toBe(false);
    expect(isSameRecipient(damaged, damaged)).toBe(false);
  });

  it('is of one key generation, and recognized by every ring that has it', () => {
    const [first, second] = ring.all;
    const [alone, other] = [
      new ApprovalKeys(new KeyRing([first!])),
      new ApprovalKeys(new KeyRing([second!])),
    ];
    const promoted = new ApprovalKeys(new KeyRing([second!, first!]));
    expect(approval.keyId).toBe(first!.keyId);
    expect([alone, promoted].map((each) => each.isApproved(full, approval))).toEqual([true, true]);
    expect(other.isApproved(full, approval)).toBe(false);
    expect(promoted.isApproved(full, { ...approval, keyId: second!.keyId })).toBe(false);
    expect(promoted.approve(full)?.keyId).toBe(second!.keyId);
  });

  it('is made by keys that print as the mask', () => {
    const printed = [String(keys), JSON.stringify({ keys }), inspect(keys, { showHidden: true, depth: 9 })];
    expect(printed).toEqual(['[REDACTED]', '{"keys":"[REDACTED]"}', '[REDACTED]']);
  });
});
