import type { ConfigFileSpec } from '../../facets/config-files.js';
import { type Expressed, loss, type PartLoss, together } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { digestOf } from '../../common/distinct-names.js';
import { escapeDollars } from '../dollars.js';

export interface SwarmConfig {
  /** Key and name of the config. */
  source: string;
  target: string;
  mode: number;
}

/** Swarm's own limits: a config is never empty, and smaller than this number of bytes. */
const MAX_BYTES = 1000 * 1024;
const MAX_NAME = 64;

/**
 * The config files as uses of swarm configs that exist before the stack is deployed, because `docker stack deploy`
 * reads no text from the file. A config never changes, so its name changes with the text and the service is updated.
 */
export function swarmConfigs(stack_name: string, instance: ResolvedInstance): Expressed<SwarmConfig[]> {
  const parts = instance.config_files.map((file, index) => {
    const name = configName(stack_name, instance.instance_id, file);
    return swarmConfig(file, name, `/config_files/${index}`);
  });
  const { value, losses } = together(parts);
  return { value: value.filter((config) => config !== undefined), losses };
}

function swarmConfig(file: ConfigFileSpec, name: string, where: string): Expressed<SwarmConfig | undefined> {
  const bytes = Buffer.byteLength(file.content);
  if (bytes === 0 || bytes >= MAX_BYTES) {
    const message = `swarm takes configs of 1 to ${MAX_BYTES - 1} bytes only; left out`;
    return { value: undefined, losses: [loss('config-size', where, message)] };
  }
  const value = { source: name, target: escapeDollars(file.file_path), mode: Number.parseInt(file.file_mode, 8) };
  return { value, losses: [toCreate(name, where), ...(file.is_template ? [notFilledIn(where)] : [])] };
}

function toCreate(name: string, where: string): PartLoss {
  return loss(
    'config-to-create',
    where,
    `must exist before the stack is deployed: docker config create ${name} <file>`,
  );
}

function notFilledIn(where: string): PartLoss {
  return loss('config-not-filled-in', where, 'variables in the text are filled in by whoever creates the config');
}

function configName(stack_name: string, instance_id: string, { file_path, content }: ConfigFileSpec): string {
  const file = file_path.slice(file_path.lastIndexOf('/') + 1).replace(/[^a-zA-Z0-9_.-]+/g, '-');
  const readable = `${stack_name}-${instance_id}-${file}`.slice(0, MAX_NAME - 9);
  return `${readable}-${digestOf(stack_name, instance_id, file_path, content)}`;
}
