import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate in PEM with its key. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A self-signed certificate for DNS names and IPv4 addresses, valid from 2020 to 2049 (RFC 5280 §4.1). */
export function selfSigned(names: readonly string[]): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(oid('06082a8648ce3d040302'));
  const issuer = sequence(tlv(0x31, sequence(oid('0603550403'), tlv(0x0c, Buffer.from('test')))));
  const validity = sequence(time('200101000000Z'), time('491231235959Z'));
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' });
  const alternative = sequence(...names.map(generalName));
  const extensions = sequence(
    extension('0603551d13', sequence(tlv(0x01, Buffer.of(0xff)))),
    extension('0603551d11', alternative),
  );
  const certificate = sequence(
    tlv(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    issuer,
    validity,
    issuer,
    subjectKey,
    tlv(0xa3, extensions),
  );
  const signature = sign('sha256', certificate, privateKey);
  const der = sequence(certificate, ecdsaWithSha256, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
  return { cert: pem('CERTIFICATE', der), key: pkcs8(privateKey) };
}

function generalName(name: string): Buffer {
  const isAddress = /^[\d.]+$/.test(name);
  return isAddress ? tlv(0x87, Buffer.from(name.split('.').map(Number))) : tlv(0x82, Buffer.from(name));
}

function extension(id: string, content: Buffer): Buffer {
  return sequence(oid(id), tlv(0x04, content));
}

/** Tag, length, value: DER (X.690 §8.1). */
function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  if (length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, length), content]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 0xff), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function integer(content: Buffer): Buffer {
  return tlv(0x02, content);
}

function oid(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function time(text: string): Buffer {
  return tlv(0x17, Buffer.from(text));
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
}
