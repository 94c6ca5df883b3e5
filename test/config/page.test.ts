import { readFileSync } from 'node:fs';
import { configurationPage } from '../../src/config/page';

describe('docs/configuration.md', () => {
  const committed = () => readFileSync('docs/configuration.md', 'utf8');

  it('is the table that the gateway reads', () => {
    expect(committed()).toBe(configurationPage());
  });

  it('would be found stale if one default had changed', () => {
    expect(committed().replace('127.0.0.1', '0.0.0.0')).not.toBe(configurationPage());
  });
});
