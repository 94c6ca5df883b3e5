import { RecentNotes } from '../../src/services/refusal-log';

describe('recent notes', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const counting = () => {
    const written: string[] = [];
    const notes = new RecentNotes(100);
    return { written, note: (key: string) => notes.once(key, async () => void written.push(key)), notes };
  };

  it('that fail are not taken for written', async () => {
    const { written, note, notes } = counting();
    await expect(notes.once('a', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    await note('a');
    await note('a');
    expect(written).toEqual(['a']);
  });

  it('take a bounded place and make bounded work, however many keys somebody makes up', async () => {
    const { written, note } = counting();
    await note('early');
    for (let made = 0; made < 5_000; made++) await note(`key ${made}`);
    // One for each place, and one for all the others together.
    expect(written).toHaveLength(1_001);
    await note('early');
    expect(written).toHaveLength(1_001);
    now += 101;
    for (let made = 0; made < 5_000; made++) await note(`key ${made}`);
    expect(written.length).toBeLessThanOrEqual(2_003);
    expect(written.slice(1_001)).toContain('key 4');
  });

  it('are written once in the interval for each key', async () => {
    const { written, note } = counting();
    for (const key of ['a', 'b', 'a', 'b']) await note(key);
    now += 99;
    await note('a');
    expect(written).toEqual(['a', 'b']);
    now += 1;
    await Promise.all([note('a'), note('a')]);
    expect(written).toEqual(['a', 'b', 'a']);
  });
});
