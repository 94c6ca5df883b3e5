import { StoredTime } from '../../../src/storage/sql/stored-time';

const TEXT = '2026-11-26T11:07:04.120Z';

describe('a time that was read', () => {
  it('says what was stored, and is the time that it says', () => {
    const time = new StoredTime(TEXT);
    expect(time.toISOString()).toBe(TEXT);
    expect(JSON.stringify({ time })).toBe(JSON.stringify({ time: new Date(TEXT) }));
    expect(time.getTime()).toBe(new Date(TEXT).getTime());
    expect(time).toBeInstanceOf(Date);
  });

  it('agrees with what a Date writes, whatever the milliseconds', () => {
    for (const at of [0, 1, 999, 1_000, Date.UTC(2030, 11, 31, 23, 59, 59, 5)]) {
      const written = new Date(at).toISOString();
      expect(new StoredTime(written).toISOString()).toBe(new Date(written).toISOString());
    }
  });
});
