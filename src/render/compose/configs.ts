import { escapeDollars, keepDollars } from '../dollars.js';
import { Claims, digestOf } from '../../common/distinct-names.js';
import type { Loss, ResolvedInstance } from '../resolved.js';

export interface RenderedConfigs {
  /** The top-level `configs`: the text of every file, so that nothing needs to lie on a disk. */
  definitions: Record<string, { content: string }>;
  /** What each instance uses of them, by its name. */
  uses: Map<string, object[]>;
  losses: Loss[];
}

/**
 * The config files of all instances. In the text of a template Compose fills in the variables; elsewhere a `$` is escaped.
 * Compose takes no empty text, so an empty file gets a line break, and a loss says so.
 */
export function renderConfigs(instances: readonly ResolvedInstance[]): RenderedConfigs {
  const keys = configKeys(instances);
  const rendered: RenderedConfigs = { definitions: {}, uses: new Map(), losses: [] };
  for (const { instance_id, config_files } of instances) {
    const uses = config_files.map(({ file_path, content, file_mode, is_template }, index) => {
      const source = keys(instance_id, file_path);
      rendered.definitions[source] = {
        content: content === '' ? '\n' : is_template ? keepDollars(content) : escapeDollars(content),
      };
      if (content === '') rendered.losses.push(emptyFile(instance_id, index));
      return { source, target: escapeDollars(file_path), mode: Number.parseInt(file_mode, 8) };
    });
    rendered.uses.set(instance_id, uses);
  }
  return rendered;
}

/** `{instance}-{path}` with hyphens for what a key cannot have; where several come to one, each takes a digest. */
function configKeys(instances: readonly ResolvedInstance[]): (instance_id: string, file_path: string) => string {
  const plain = (instance_id: string, file_path: string) =>
    `${instance_id}-${file_path}`.replace(/[^a-zA-Z0-9._]+/g, '-').slice(0, 128);
  const claims = new Claims();
  for (const { instance_id, config_files } of instances)
    for (const { file_path } of config_files)
      claims.claim(plain(instance_id, file_path), `${instance_id}:${file_path}`);
  return (instance_id, file_path) => {
    const key = plain(instance_id, file_path);
    return claims.isContested(key) ? `${key}-${digestOf(instance_id, file_path)}` : key;
  };
}

function emptyFile(instance_id: string, index: number): Loss {
  const message = 'is empty, which Compose does not take; the file gets a single line break';
  return { instance_id, where: `/config_files/${index}/content`, code: 'empty-file-filled', message };
}
