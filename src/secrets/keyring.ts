import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Unavailable } from '../common/errors.js';
import { KEY_BYTES } from '../config/secret-key.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = '1';

/** A secret as it is stored. */
export interface SealedValue {
  sealed_value: string;
  fingerprint: string;
  key_id: string;
}

interface Key {
  id: string;
  cipher: Buffer;
  fingerprint: Buffer;
}

/**
 * The keys that secrets are sealed with: the first one seals, all of them open. AES-256-GCM with a fresh nonce; the place
 * of the row is associated data, so that a sealed value opens nowhere else. The text form is `1.{key id}.{base64url}`.
 */
export class Keyring {
  private readonly keys: [Key, ...Key[]];

  /** Throws where there is no key, or one that is not of 32 bytes. */
  constructor(secrets: readonly Buffer[]) {
    const [first, ...others] = secrets.map(deriveKey);
    if (!first) throw new Error('A keyring needs at least one key.');
    this.keys = [first, ...others];
  }

  /** Eight hexadecimal digits per key, the sealing one first. They tell nothing of the key. */
  get key_ids(): string[] {
    return this.keys.map(({ id }) => id);
  }

  seal(plain: string, place: string): SealedValue {
    const [{ id, cipher: key }] = this.keys;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    const sealed_value = [VERSION, id, sealed.toString('base64url')].join('.');
    return { sealed_value, fingerprint: this.fingerprint(plain), key_id: id };
  }

  /** Unavailable, naming the key id, where the key is not there; an error where the value is damaged or from another place. */
  open(sealed: string, place: string): string {
    const [version, id = '', body = ''] = sealed.split('.');
    const key = this.keys.find((candidate) => candidate.id === id);
    if (version !== VERSION || !key)
      throw new Unavailable(`A secret is sealed with key ${id}, which this server does not have.`);
    const bytes = Buffer.from(body, 'base64url');
    const [nonce, tag] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(-TAG_BYTES)];
    try {
      const decipher = createDecipheriv('aes-256-gcm', key.cipher, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      return plain.toString('utf8');
    } catch (cause) {
      throw new Error(`The sealed secret of ${place} is damaged or belongs elsewhere.`, { cause });
    }
  }

  /** 16 hexadecimal digits: equal for equal values under one key, and useless without it. */
  fingerprint(plain: string): string {
    return createHmac('sha256', this.keys[0].fingerprint).update(plain).digest('hex').slice(0, 16);
  }
}

export function generateKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

function deriveKey(secret: Buffer): Key {
  if (secret.length !== KEY_BYTES) throw new Error(`A key has ${KEY_BYTES} bytes, not ${secret.length}.`);
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', secret, '', `devarch ${purpose}`, KEY_BYTES));
  const id = createHash('sha256').update(derive('key id')).digest('hex').slice(0, 8);
  return { id, cipher: derive('seal'), fingerprint: derive('fingerprint') };
}
