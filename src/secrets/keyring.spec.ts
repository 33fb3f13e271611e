import fc from 'fast-check';
import { Unavailable } from '../common/errors.js';
import { generateKey, Keyring } from './keyring.js';

const KEY = Buffer.alloc(32, 1);
const OTHER = Buffer.alloc(32, 2);
const keyring = new Keyring([KEY]);
const sealing = (plain: string, place: string, by = keyring) => by.seal(plain, place).sealed_value;

describe('sealing', () => {
  it('opens to what was sealed, at the same place only, whatever the text is', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 200 });
    fc.assert(
      fc.property(texts, texts, texts, (plain, place, other) => {
        const sealed = sealing(plain, place);
        expect(keyring.open(sealed, place)).toBe(plain);
        fc.pre(other !== place);
        expect(() => keyring.open(sealed, other)).toThrow('damaged or belongs elsewhere');
      }),
    );
  });

  it('is never the same twice, and tells nothing of the text but its length', () => {
    const many = Array.from({ length: 100 }, () => sealing('s3cret', 'here'));
    expect(new Set(many).size).toBe(100);
    expect(new Set(many.map((sealed) => sealed.split('.')[2]?.slice(0, 16))).size).toBe(100);
    for (const sealed of many) expect(sealed).toMatch(/^1\.[0-9a-f]{8}\.[\w-]{46}$/);
  });

  it.each(['', '1', '1.', '1.00000000.AAAA', 'nonsense', sealing('x', 'here').replace(/^1/, '2')])(
    'what is no sealed value (%j) names the key that it lacks',
    (text) => {
      expect(() => keyring.open(text, 'here')).toThrow(Unavailable);
    },
  );

  it('a changed bit anywhere is noticed, and the message has nothing of the text', () => {
    const sealed = sealing('s3cret', 'here');
    const [version, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => keyring.open([version, id, changed.toString('base64url')].join('.'), 'here')).toThrow(/^The sealed/);
    }
    expect(() => keyring.open([version, id, ''].join('.'), 'here')).toThrow('damaged');
  });
});

describe('several keys', () => {
  const both = new Keyring([OTHER, KEY]);

  it('the first one seals, all of them open', () => {
    const [old, now] = [sealing('s3cret', 'here'), sealing('s3cret', 'here', both)];
    expect([both.open(old, 'here'), both.open(now, 'here')]).toEqual(['s3cret', 's3cret']);
    expect(both.seal('s3cret', 'here')).toMatchObject({
      key_id: both.key_ids[0],
      fingerprint: both.fingerprint('s3cret'),
    });
    expect(both.key_ids).toEqual([...new Keyring([OTHER]).key_ids, ...keyring.key_ids]);
  });

  it('a key that is not there is named by its id', () => {
    const [id = ''] = new Keyring([OTHER]).key_ids;
    expect(() => keyring.open(sealing('s3cret', 'here', both), 'here')).toThrow(`sealed with key ${id}, which`);
  });

  it.each([0, 16, 31, 33])('a key of %i bytes is refused', (length) => {
    expect(() => new Keyring([Buffer.alloc(length)])).toThrow(`has 32 bytes, not ${length}`);
    expect(() => new Keyring([])).toThrow('at least one key');
  });
});

describe('fingerprints', () => {
  it('are equal for equal values under one key, and differ otherwise', () => {
    expect(keyring.fingerprint('a')).toMatch(/^[0-9a-f]{16}$/);
    expect(keyring.fingerprint('a')).toBe(new Keyring([KEY, OTHER]).fingerprint('a'));
    expect(keyring.fingerprint('a')).not.toBe(keyring.fingerprint('b'));
    expect(keyring.fingerprint('a')).not.toBe(new Keyring([OTHER]).fingerprint('a'));
  });

  it('and key ids tell keys apart', () => {
    const ids = Array.from({ length: 50 }, () => new Keyring([generateKey()]).key_ids.join());
    expect(new Set(ids).size).toBe(50);
  });
});
