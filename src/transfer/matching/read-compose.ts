import { InvalidInput } from '../../common/errors.js';
import type { FileVariable, VariableSource } from '../../compose-file/file-variables.js';
import { hasVariable } from '../../compose-file/interpolation.js';
import { parseComposeYaml } from '../../compose-file/compose-file.js';
import type { ReadYaml } from '../../compose-file/yaml-text.js';
import { below, warning } from '../../compose-file/parsed.js';
import { composeParts } from '../../compose-file/variable-text.js';
import type { ParsedService } from '../../compose-file/service.js';
import { networkName, slug } from '../../model/names.js';
import { imageNameRule } from '../../settings/setting-rules.js';
import type { Loss } from '../report.js';
import type { WantedStack } from '../stack-target.js';
import { readNetwork } from './network.js';

export interface ReadCompose {
  stack: WantedStack;
  services: ParsedService[];
  /** Those that the stack needs. */
  variables: FileVariable[];
  losses: Loss[];
}

/** Keys at the top of a file that mean something to a stack. */
const UNDERSTOOD = ['/name', '/networks'];

/**
 * A Compose file as a stack and its services; `name` wins over the file's own. Pure. InvalidInput where it cannot be read,
 * or where nothing names the stack.
 */
export function readCompose(yaml: ReadYaml, name: string | undefined, source: VariableSource): ReadCompose {
  const { file, services, variables, warnings } = parseComposeYaml(yaml, source, true);
  const said = typeof file.name === 'string' && !file.name.includes('$') ? file.name : undefined;
  const stack = name ?? (said === undefined ? undefined : slug(said));
  if (stack === undefined)
    throw InvalidInput.field('/name', 'is required, in the file or beside it: it names the stack');
  const network = readNetwork(file, services);
  const derived = said !== undefined && network.name === networkName(said);
  return {
    stack: { where: '/networks', name: stack, network_name: derived ? networkName(stack) : network.name },
    services: services.map((service) => {
      return { ...service, warnings: [...service.warnings, ...(network.service_losses.get(service.key) ?? [])] };
    }),
    variables,
    losses: [
      ...(name === undefined && said !== stack ? [renamed(stack)] : []),
      ...warnings.filter(({ code, where }) => !(code === 'top-level-dropped' && UNDERSTOOD.includes(where))),
      ...network.losses,
    ],
  };
}

/** InvalidInput where an image is none that Docker could pull; a variable in its name that is not known is none. */
export function demandImages(services: readonly ParsedService[]): void {
  const errors = services
    .filter(({ template }) => !imageNameRule.test(template.image_name))
    .map(({ key, template }) => ({
      pointer: below('/services', key, 'image'),
      reason: reasonAgainst(template.image_name),
    }));
  if (errors.length > 0) throw new InvalidInput(errors);
}

function reasonAgainst(image_name: string): string {
  if (!hasVariable(image_name)) return `must be ${imageNameRule.allowed}`;
  const names = composeParts(image_name).flatMap((part) => ('name' in part ? [part.name] : []));
  return `has in its name ${names.join(', ')}, which is not known here: an import as a stack takes it in variables or env`;
}

function renamed(stack: string): Loss {
  return warning('name-changed', '/name', `is no name of a stack; ${stack} is taken`);
}
