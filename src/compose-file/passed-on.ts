import { isObject } from '../common/fields.js';
import { scalarText } from './scalars.js';

const NAME = /^[A-Za-z_]\w*$/;

/**
 * A file whose variables that Compose passes on by their names alone say so: `[NAME]` is `[NAME=${NAME}]`. Services that this
 * product rendered mean a variable without a value by it, and stay. Pure.
 */
export function withPassedOn(file: Record<string, unknown>): Record<string, unknown> {
  if (!isObject(file.services)) return file;
  const services = Object.entries(file.services).map(([name, service]): [string, unknown] => {
    if (!isObject(service) || service.environment === undefined || isRendered(service)) return [name, service];
    return [name, { ...service, environment: spelledOut(service.environment) }];
  });
  return { ...file, services: Object.fromEntries(services) };
}

function spelledOut(environment: unknown): unknown {
  if (Array.isArray(environment))
    return environment.map((item: unknown) =>
      typeof item === 'string' && NAME.test(item) ? `${item}=\${${item}}` : item,
    );
  if (!isObject(environment)) return environment;
  const entries = Object.entries(environment).map(([key, value]): [string, unknown] => {
    return [key, value === null && NAME.test(key) ? `\${${key}}` : value];
  });
  return Object.fromEntries(entries);
}

/** Whether this product rendered a service. */
export function isRendered({ labels }: Record<string, unknown>): boolean {
  if (Array.isArray(labels)) return labels.some((label) => scalarText(label) === 'devarch.managed_by=devarch');
  return isObject(labels) && labels['devarch.managed_by'] === 'devarch';
}
