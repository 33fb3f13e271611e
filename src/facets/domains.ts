import { Column } from 'typeorm';
import { Normalised } from '../common/conversions.js';
import { IntegerField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { besideReferences, Referring } from '../references/referring.js';
import { changeTexts } from '../references/text.js';
import { canonicalDomain, hostNameRule } from './values.js';

/** One host name under which a proxy reaches the service; no proxy_port lets the proxy choose. */
export class DomainSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.host_name },
    TextField({
      description: 'Host name, stored in lower case, and in its ASCII form (punycode) where it has other letters.',
      min: 1,
      max: LIMITS.host_name,
      rule: besideReferences(hostNameRule),
      example: 'shop.localhost',
    }),
  )
  @Normalised((value) => changeTexts(value, canonicalDomain))
  @Referring({ attribute: 'domain', is_seen: true })
  domain!: string;

  @Stored(
    { type: 'int' },
    IntegerField({ description: 'Port in the container that the proxy talks to.', min: 1, max: 65535, example: 8080 }),
  )
  proxy_port: number | null = null;
}

const RULES = {
  unique: ['domain'],
  checks: {
    domain: "domain <> '' AND (domain = lower(domain) OR domain LIKE '%${{%')",
    proxy_port: 'proxy_port BETWEEN 1 AND 65535',
  },
} as const;

@TemplateTable('service_domains', RULES)
export class ServiceDomain extends TemplateRow {
  @Column(() => DomainSpec, { prefix: false })
  spec!: DomainSpec;
}

@InstanceTable('instance_domains', RULES)
export class InstanceDomain extends InstanceRow {
  @Column(() => DomainSpec, { prefix: false })
  spec!: DomainSpec;
}

export const domains = defineFacet({
  name: 'domains',
  path: 'domains',
  noun: 'domain',
  shape: '{"domain":"shop.localhost"}',
  compose_keys: {},
  spec: DomainSpec,
  template_row: ServiceDomain,
  instance_row: InstanceDomain,
  key: (spec: DomainSpec) => spec.domain,
  canonicalKey: (text) => changeTexts(text, (plain) => plain.toLowerCase()),
  key_columns: ['domain'],
});
