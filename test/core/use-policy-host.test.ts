import { canonicalHost } from '../../src/core/use-policy-host';

describe('a host', () => {
  it.each([
    ['nothing', ''],
    ['user information', 'user@example.com'],
    ['an encoded dot', 'api%2eexample.com'],
    ['a path', 'example.com/x'],
    ['a backslash', 'example.com\\x'],
    ['a port', 'example.com:443'],
    ['a final dot', 'example.com.'],
    ['an empty label', 'a..example.com'],
    ['a space', 'example .com'],
    ['a tab, which parsers of URLs drop', 'exam\tple.com'],
    ['a NUL', 'example.com\0.evil.com'],
    ['a hyphen at the end of a label', 'a-.example.com'],
    ['a label of 64 characters', `${'a'.repeat(64)}.com`],
    ['more than 253 characters', `${'a.'.repeat(127)}com`],
    ['a broken international name', 'xn--a.com'],
    ['an address as one decimal number', '2130706433'],
    ['an address in hexadecimal', '0x7f000001'],
    ['an address in octal', '0177.0.0.1'],
    ['a short address', '127.1'],
    ['an address with a final dot', '127.0.0.1.'],
    ['an address that is none', '127.0.0.256'],
    ['a zone', '[fe80::1%25eth0]'],
    ['IPv6 without brackets', '::1'],
    ['full-width digits', '１２７.0.0.1'],
  ])('with or as %s is refused', (_what, host) => {
    expect(canonicalHost(host)).toBeUndefined();
  });

  it.each([
    ['API.Example.COM', 'api.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['api。example。com', 'api.example.com'],
    ['my_service.internal', 'my_service.internal'],
    ['localhost', 'localhost'],
    ['192.0.2.1', '192.0.2.1'],
    ['[2001:DB8:0:0::1]', '[2001:db8::1]'],
    ['[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ])('%s is compared as %s', (host, canonical) => {
    expect(canonicalHost(host)).toBe(canonical);
  });
});
