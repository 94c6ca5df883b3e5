const hexOf = (text: string) => Array.from(Buffer.from(text), (byte) => byte.toString(16).padStart(2, '0'));
const units = (text: string) => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
export const base64 = (text: string) => Buffer.from(text).toString('base64');
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const inLines = (text: string, width: number, end: string) =>
  text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), `$&${end}`);

/** How the world writes a text. */
export const WRITERS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  JSON: json,
  'JSON twice': (text) => json(json(text)),
  'JSON with every character escaped': (text) =>
    units(text)
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join(''),
  'JSON with every character escaped, in capitals': (text) =>
    units(text)
      .map((unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, '0')}`)
      .join(''),
  'JSON with slashes escaped': (text) => json(text).replaceAll('/', '\\/'),
  'JSON with slashes escaped, twice': (text) => json(json(text).replaceAll('/', '\\/')),
  JavaScript: (text) =>
    hexOf(text)
      .map((digits) => `\\x${digits}`)
      .join(''),
  'octal, as git does': (text) =>
    Array.from(Buffer.from(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  'a shell word': (text) => text.replace(/[^\w]/g, '\\$&'),
  HTML: (text) => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`),
  'HTML by name': (text) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('é', '&eacute;'),
  'XML, every character in decimal': (text) => [...text].map((each) => `&#${each.codePointAt(0)};`).join(''),
  'XML, every character in hex': (text) =>
    [...text].map((each) => `&#x${each.codePointAt(0)!.toString(16)};`).join(''),
  'HTML of JSON': (text) =>
    json(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;'),
  'a URL': encodeURIComponent,
  'a URL, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'every byte percent-encoded': (text) =>
    hexOf(text)
      .map((digits) => `%${digits}`)
      .join(''),
  'every byte percent-encoded, in capitals': (text) =>
    hexOf(text)
      .map((digits) => `%${digits.toUpperCase()}`)
      .join(''),
  'a form': (text) => new URLSearchParams({ text }).toString().slice('text='.length),
  'quoted-printable': (text) =>
    Array.from(Buffer.from(text), (byte) =>
      byte === 0x3d || byte > 0x7e ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte),
    ).join(''),
  'quoted-printable, every byte': (text) =>
    hexOf(text)
      .map((digits) => `=${digits.toUpperCase()}`)
      .join(''),
  'quoted-printable in lines': (text) =>
    Array.from(
      Buffer.from(text),
      (byte, index) =>
        (byte === 0x3d || byte > 0x7e ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte)) +
        (index % 12 === 9 ? '=\r\n' : ''),
    ).join(''),
  hex: (text) => hexOf(text).join(''),
  'hex in capitals': (text) => hexOf(text).join('').toUpperCase(),
  'hex with colons': (text) => hexOf(text).join(':'),
  'hex with spaces': (text) => hexOf(text).join(' '),
  'hex with hyphens, in capitals': (text) => hexOf(text).join('-').toUpperCase(),
  'a list of hex numbers': (text) =>
    hexOf(text)
      .map((digits) => `0x${digits}`)
      .join(', '),
  'a list of hex numbers in lines': (text) =>
    hexOf(text)
      .map((digits) => `0x${digits}`)
      .join(',\n  '),
  'a list of decimal numbers': (text) => [...Buffer.from(text)].join(','),
  'a list of decimal numbers in lines': (text) =>
    JSON.stringify([...Buffer.from(text)], null, 2).slice(4, -2),
  base64: base64,
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 in JSON with slashes escaped': (text) => base64(text).replaceAll('/', '\\/'),
  'base64 in a URL': (text) => encodeURIComponent(base64(text)),
  'base64 in lines': (text) => inLines(base64(text), 20, '\n'),
  'base64 in indented lines': (text) => inLines(base64(text), 20, '\r\n    '),
  'base64 in lines, in JSON': (text) => json(inLines(base64(text), 20, '\n')),
  'base64 twice': (text) => base64(base64(text)),
  'base64url twice': (text) => Buffer.from(Buffer.from(text).toString('base64url')).toString('base64url'),
  'base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  base32: base32,
  'UTF-16': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
};

function base32(text: string): string {
  const bits = Array.from(Buffer.from(text), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  const letters = groups.map(
    (group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(group.padEnd(5, '0'), 2)],
  );
  return letters.join('').padEnd(Math.ceil(letters.length / 8) * 8, '=');
}
