import { Impossible } from '../common/errors.js';
import { parseEnvText } from '../compose-file/env-text.js';
import { below } from '../compose-file/parsed.js';
import type { ParsedService } from '../compose-file/service.js';
import type { ReadYaml } from '../compose-file/yaml-text.js';
import type { ImportStack } from './dto/import-options.js';
import { inFile, readFile } from './in-file.js';
import type { Choice } from './matching/choose-template.js';
import { identityOf } from './matching/identity.js';
import type { Described } from './matching/plan-services.js';
import { demandImages, type ReadCompose, readCompose } from './matching/read-compose.js';
import { type KnownVariables, variableSource } from './matching/variable-source.js';
import { readSecrets } from './secrets/detect.js';

/** A service of the file with the template that was chosen for it. */
export type Chosen = Omit<Described, 'template'> & { choice: Choice };

/** The file as it is read in view of what is known of its variables. */
export function readFor({ name, detect_secrets }: ImportStack, yaml: ReadYaml, known: KnownVariables): ReadCompose {
  return readFile('/content', () => readCompose(yaml, name, variableSource(known, detect_secrets)));
}

export function demandAllImages({ services }: ReadCompose): void {
  readFile('/content', () => demandImages(services));
}

export function describedIn(services: ParsedService[], detect: boolean): Omit<Chosen, 'choice'>[] {
  return readSecrets(services, detect).map((service) => ({ service, identity: identityOf(service) }));
}

/** What the request says of variables: what it names itself wins over the text of its `.env` file. */
export function requestedVariables({ env, variables }: ImportStack): Map<string, string> {
  const texts = env === undefined ? new Map<string, string>() : readFile('/env', () => parseEnvText(env));
  return new Map([...texts, ...Object.entries(variables ?? {})]);
}

/** Impossible, naming every service that no template of the catalogue fits. */
export function demandMatched(chosen: Chosen[]): void {
  const errors = chosen
    .filter(({ choice }) => choice.is_new)
    .map(({ service: { key, template, keys } }) => {
      const reason = keys.build === undefined ? `no template has the image ${template.image_name}` : 'it is built';
      return { pointer: inFile('/content', below('/services', key)), reason: `matches nothing: ${reason}` };
    });
  if (errors.length === 0) return;
  const names = errors.map(({ pointer }) => pointer.replace('/content#/services/', '')).join(', ');
  throw new Impossible(`No template fits these services: ${names}. Nothing was imported.`, errors);
}
