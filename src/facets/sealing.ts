import { ONLY_REFERENCE } from '../references/text.js';
import { Column, JoinColumn, ManyToOne } from 'typeorm';

/** What every answer shows instead of a secret; in a write it means: keep what is there. */
export const MASK = '***';

/** How a facet's items hold a secret: the column that says so, and the one whose value is then stored sealed only. */
export interface Sealing {
  flag: string;
  value: string;
  /** The column by which a template says how each of its instances gets a value of its own; undefined where none does. */
  generate?: string;
}

/** How items hold secrets of which a template may say how they are made; undefined where it may not. */
export function generating({ sealing }: { readonly sealing: Sealing | undefined }): Required<Sealing> | undefined {
  return sealing?.generate === undefined ? undefined : { ...sealing, generate: sealing.generate };
}

/** The keys of what a template generates for each instance. */
export function generatedKeys(
  kind: { readonly sealing: Sealing | undefined; key(item: object): string },
  template: readonly object[],
): Set<string> {
  const { generate } = generating(kind) ?? {};
  const made = template.filter((item) => generate !== undefined && typeof Reflect.get(item, generate) === 'string');
  return new Set(made.map((item) => kind.key(item)));
}

/** What a row has instead of a secret value. */
export class SealedForm {
  /** Ciphertext with its key id and nonce; bound to the row's owner and key. */
  @Column({ type: 'text', nullable: true })
  sealed_value: string | null = null;

  /** A keyed digest of the plain value: equal where the values are. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  fingerprint: string | null = null;

  /** Which key it is sealed with; the database refuses a key that it does not know, and keeps one that is in use. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  key_id: string | null = null;

  @ManyToOne('secret_keys', { nullable: true })
  @JoinColumn({ name: 'key_id', referencedColumnName: 'key_id' })
  key_used?: object;
}

export const SEALED_COLUMNS = ['sealed_value', 'fingerprint', 'key_id'] as const;

/** What is stored where there is nothing to seal. */
export const NOTHING_SEALED = { sealed_value: null, fingerprint: null, key_id: null };

/**
 * The plain column is empty where the row is secret, unless it refers to a value that is kept elsewhere, and nothing is
 * sealed where it is not.
 */
export function sealedCheck({ flag, value }: Sealing): string {
  return `CASE WHEN ${flag} AND ${value} ~ '${ONLY_REFERENCE}' THEN sealed_value IS NULL
      WHEN ${flag} THEN ${value} IS NULL ELSE sealed_value IS NULL END
    AND num_nulls(${SEALED_COLUMNS.join(', ')}) IN (0, ${SEALED_COLUMNS.length})
    AND key_id IS NOT DISTINCT FROM split_part(sealed_value, '.', 2)`;
}
