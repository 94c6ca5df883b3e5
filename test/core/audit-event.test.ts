import { type AuditEvent, AuditOutcome, canonicalAuditEvent } from '../../src/core/audit-event';

const EVENT: AuditEvent = {
  id: 'event-1',
  organizationId: 'org-1',
  sequence: 7,
  at: new Date('2026-01-02T03:04:05.678Z'),
  principalId: 'svc-1',
  principalKind: 'SERVICE_USER',
  action: 'secret.create',
  subjectId: 'secret-1',
  outcome: AuditOutcome.ALLOWED,
  requestId: 'request-1',
  address: '192.0.2.1',
  detail: { name: 'API_KEY', version: 1 },
};

const bytesOf = (event: AuditEvent) => Buffer.from(canonicalAuditEvent(event)).toString('utf8');

describe('the canonical bytes of an audit event', () => {
  const CHANGED: { [Field in keyof AuditEvent]: AuditEvent[Field] } = {
    id: 'event-2',
    organizationId: 'org-2',
    sequence: 8,
    at: new Date('2026-01-02T03:04:05.679Z'),
    principalId: 'svc-2',
    principalKind: 'USER',
    action: 'secret.update',
    subjectId: null,
    outcome: AuditOutcome.REFUSED,
    requestId: 'request-2',
    address: '192.0.2.2',
    detail: { name: 'API_KEY', version: 2 },
  };

  it.each(Object.keys(CHANGED) as (keyof AuditEvent)[])('change when %s changes', (field) => {
    expect(bytesOf({ ...EVENT, [field]: CHANGED[field] })).not.toBe(bytesOf(EVENT));
    expect(Object.keys(CHANGED).sort()).toEqual(Object.keys(EVENT).sort());
  });

  it.each([
    ['a text for a number', { version: '1' }, { version: 1 }],
    ['null for its text', { note: null }, { note: 'null' }],
    ['a key more', { version: 1, more: null }, { version: 1 }],
    ['a key that runs into its value', { ab: 'c' }, { a: 'bc' }],
    ['a quote that would end the text', { a: '","b":"c' }, { a: '', b: 'c' }],
  ])('change when the detail has %s', (_what, one, other) => {
    expect(bytesOf({ ...EVENT, detail: one })).not.toBe(bytesOf({ ...EVENT, detail: other }));
  });

  it('change when text moves from one field to the next', () => {
    const moved = { ...EVENT, requestId: 'request-', address: '1192.0.2.1' };

    expect(bytesOf(moved)).not.toBe(bytesOf(EVENT));
  });

  it('do not depend on the order of the detail or of the fields', () => {
    const reordered = Object.fromEntries(Object.entries(EVENT).reverse()) as unknown as AuditEvent;

    expect(bytesOf({ ...reordered, detail: { version: 1, name: 'API_KEY' } })).toBe(bytesOf(EVENT));
  });

  it('are the same after the detail was stored as JSON', () => {
    const detail = { b: 'é😀\u2028', a: 1.5, c: true, d: null, ['__proto__']: 'x', '1': 0 };
    const stored = JSON.parse(JSON.stringify(detail)) as AuditEvent['detail'];

    expect(bytesOf({ ...EVENT, detail: stored })).toBe(bytesOf({ ...EVENT, detail }));
    expect(bytesOf({ ...EVENT, detail })).toContain('__proto__');
  });

  it('are these, for ever', () => {
    expect(bytesOf(EVENT)).toBe(
      '["event-1","org-1",7,"2026-01-02T03:04:05.678Z","svc-1","SERVICE_USER","secret.create","secret-1","ALLOWED","request-1","192.0.2.1",[["name","API_KEY"],["version",1]]]',
    );
  });
});
