// The x509 library asks for a Reflect with metadata, and for nothing that it holds.
import 'reflect-metadata';
import { createSecureContext, type SecureContext } from 'node:tls';
import * as x509 from '@peculiar/x509';

/** A certificate for one host, and the key that goes with it. */
export interface Leaf {
  readonly certPem: string;
  readonly keyPem: string;
  /** Both of them, ready for a TLS server. */
  readonly context: SecureContext;
}

/** A certificate authority that lives in memory for the length of a run. */
export interface Authority {
  /** What a client has to trust. */
  readonly caPem: string;
  /** The leaf for a host: minted when first asked for, and the same one from then on. */
  leaf(host: string, term?: Term): Promise<Leaf>;
}

/**
 * When a certificate is good. (RFC 5280, section 4.1.2.5)
 *
 * What is valid outlives every run at any speed and any skew of the clock: a client that finds it
 * expired would have met a fault that nobody scheduled. What is not is decades away from it, for
 * the same reason.
 */
const TERMS = {
  valid: {
    notBefore: new Date('2000-01-01T00:00:00Z'),
    notAfter: new Date('2099-12-31T00:00:00Z'),
  },
  expired: {
    notBefore: new Date('2000-01-01T00:00:00Z'),
    notAfter: new Date('2001-01-01T00:00:00Z'),
  },
  'not-yet-valid': {
    notBefore: new Date('2098-01-01T00:00:00Z'),
    notAfter: new Date('2099-12-31T00:00:00Z'),
  },
};
export type Term = keyof typeof TERMS;

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/**
 * Mint an authority. Two of them make an untrusted certificate: the client is given the one's
 * `caPem`, and is shown a leaf of the other.
 *
 * @param name the common name, which a client may quote in its complaints
 */
export async function mintAuthority(name: string): Promise<Authority> {
  const keys = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...TERMS.valid,
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

  const mint = async (host: string, term: Term): Promise<Leaf> => {
    const leafKeys = await newKeys();
    const leaf = await x509.X509CertificateGenerator.create({
      ...TERMS[term],
      // The name stands in the extension below. A common name may not be longer than 64
      // characters, and a host may.
      subject: 'CN=groundstop',
      issuer: ca.subject,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ECDSA,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }]),
        await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const certPem = leaf.toString('pem');
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
    const keyPem = x509.PemConverter.encode(pkcs8, 'PRIVATE KEY');
    return { certPem, keyPem, context: createSecureContext({ cert: certPem, key: keyPem }) };
  };

  const leaves = new Map<string, Promise<Leaf>>();
  return {
    caPem: ca.toString('pem'),
    leaf(host, term = 'valid') {
      const key = `${term} ${host}`;
      const leaf = leaves.get(key) ?? mint(host, term);
      leaves.set(key, leaf);
      return leaf;
    },
  };
}

const newKeys = () => crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
