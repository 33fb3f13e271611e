import type { ParsedService } from '../../compose-file/service.js';
import { type NamesHere, withNames } from '../merge/names-here.js';

/** The services of a file with the names that their instances have here, wherever one names another. Pure. */
export function followNames(services: readonly ParsedService[], names: NamesHere): ParsedService[] {
  if (names.size === 0) return [...services];
  const here = (name: string) => names.get(name) ?? name;
  return services.map((service) => {
    const template = withNames(service.template, names);
    const dependencies = template.dependencies.map((need) => ({ ...need, service: here(need.service) }));
    return { ...service, template: { ...template, name: here(template.name), dependencies } };
  });
}
