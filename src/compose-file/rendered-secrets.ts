import { isObject } from '../common/fields.js';
import { isRendered } from './passed-on.js';

/**
 * The secrets of a file that this product rendered, by the names under which it has them, each as what refers to it: they
 * belong to instances, and are no variables of a stack. Pure.
 */
export function renderedSecrets({ services }: Record<string, unknown>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, service] of Object.entries(isObject(services) ? services : {})) {
    if (!isObject(service) || !isObject(service.environment) || !isRendered(service)) continue;
    for (const [key, text] of Object.entries(service.environment)) {
      const [, variable] = /^\$\{(\w+)\}$/.exec(typeof text === 'string' ? text : '') ?? [];
      if (variable !== undefined && isNameOf(variable, name, key)) found.set(variable, `${name}.env.${key}`);
    }
  }
  return found;
}

/** Instance and key in capitals; a digest may follow where that is the name of several. */
function isNameOf(variable: string, instance: string, key: string): boolean {
  const name = `${instance}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return variable.replace(/^_/, '').replace(/_[0-9A-F]{8}$/, '') === name.replace(/^_/, '') || variable === name;
}
