import { parseEntries } from '../../compose-file/entries.js';
import { below } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import { containerName } from '../../model/names.js';
import type { Loss } from '../report.js';

const IDENTITY = ['stack', 'stack_id', 'instance', 'instance_id', 'template', 'managed_by'].map(
  (key) => `devarch.${key}`,
);

/** What a service of a rendered file says of itself; a file from elsewhere says nothing of the kind. */
export interface Identity {
  /** Whether this product rendered it, so that what is left out is really not there. */
  rendered: boolean;
  template: string | undefined;
  stack: string | undefined;
}

export function identityOf({ keys }: ParsedService): Identity {
  const labels = new Map(parseEntries(keys.labels, '').value.map(({ key, value }) => [key, value ?? undefined]));
  return {
    rendered: labels.get('devarch.managed_by') === 'devarch',
    template: labels.get('devarch.template'),
    stack: labels.get('devarch.stack'),
  };
}

/** The warnings without those of the names by which this product itself knows a container again: it gives them anew. */
export function withoutOwnNames(service: ParsedService, identity: Identity): Loss[] {
  const { key, keys, template, warnings } = service;
  const where = below('/services', key);
  const own = identity.stack !== undefined && keys.container_name === containerName(identity.stack, template.name);
  const labels = parseEntries(keys.labels, below(where, 'labels')).value;
  const silent = new Set(labels.filter((label) => IDENTITY.includes(label.key)).map((label) => label.where));
  return warnings.filter(({ code, where: place }) => {
    if (code === 'label-reserved') return !silent.has(place);
    return !(code === 'container-name-dropped' && own);
  });
}
