import type { ParsedService } from '../../compose-file/service.js';
import type { VolumeSpec } from '../../facets/volumes.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { asItIs, isStill, type MountsNow } from './mounts-now.js';

/** The literal name of each named volume that several services of a file share, by its name in the file. */
export type SharedVolumes = ReadonlyMap<string, string>;

/**
 * What an instance mounts of a template's volume is its own, unless an override names it literally. A volume that several
 * services of the file share is therefore named literally; where it is called like the volume of a template, which would
 * make it the instance's own again, it gets another name. Pure.
 * @param taken the names that stand where a template has a volume of the same name
 * @param split the names that would become two volumes within one service
 */
export function sharedVolumes(
  services: readonly ParsedService[],
  taken: ReadonlySet<string>,
  split: ReadonlySet<string> = new Set(),
): SharedVolumes {
  const users = new Map<string, number>();
  const mounted = services.map(({ template }) => new Set(template.volumes.filter(isNamed).map(({ source }) => source)));
  for (const source of mounted.flatMap((sources) => [...sources])) users.set(source, (users.get(source) ?? 0) + 1);
  const literal = new Set(users.keys());
  const shared = [...users].filter(([source, count]) => count > 1 || split.has(source)).map(([source]) => source);
  return new Map(
    shared.map((source) => {
      const name = taken.has(source) ? freeName(source, new Set([...literal, ...taken])) : source;
      return [source, name];
    }),
  );
}

/** A named volume that belongs to the file. */
function isNamed({ volume_type, source, is_external }: VolumeSpec): boolean {
  return volume_type === 'named' && source !== '' && !is_external;
}

/** The volumes as the instance should have them, and which of them had to be renamed, by their index. */
export function wantedVolumes(
  instance: string,
  volumes: readonly VolumeSpec[],
  template: readonly VolumeSpec[],
  shared: SharedVolumes,
  now: MountsNow = new Map(),
): { volumes: VolumeSpec[]; renamed: Map<number, string> } {
  const renamed = new Map<number, string>();
  const wanted = volumes.map((volume, index) => {
    const there = now.get(volume.target);
    if (there && isStill(volume, there)) return asItIs(volume, there);
    if (!isNamed(volume)) return volume;
    const literal = shared.get(volume.source);
    if (literal !== undefined && literal !== volume.source) renamed.set(index, literal);
    if (literal !== undefined) return { ...volume, source: literal };
    const own = template.find(({ target }) => target === volume.target);
    return own && isOwnVolume(instance, volume.source, own) ? { ...volume, source: own.source } : volume;
  });
  return { volumes: wanted, renamed };
}

/** Whether the file means what the template has there: by its name there, or as a render calls it. */
function isOwnVolume(instance: string, source: string, own: VolumeSpec): boolean {
  return isNamed(own) && [own.source, `${instance}-${own.source}`].includes(source);
}

function freeName(source: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? `shared-${source}` : `shared-${source}-${n}`;
    if (!taken.has(name)) return name;
  }
}

/** A service of a file, its template where that is known, and what is mounted of the instance now, where it is there. */
export interface Mounting {
  service: ParsedService;
  template: Pick<TemplateDefinition, 'volumes'> | undefined;
  now?: MountsNow;
}

/** The names of the file's volumes that stand where a template has a volume of the same name. */
export function contestedVolumes(services: readonly Mounting[]): Set<string> {
  const contested = services.flatMap((mounting) => mounting.service.template.volumes.filter(isContested(mounting)));
  return new Set(contested.filter(isNamed).map(({ source }) => source));
}

/** The names that a service mounts where its template has a volume of that name, and elsewhere too. */
export function splitVolumes(services: readonly Mounting[]): Set<string> {
  const split = services.flatMap((mounting) => {
    const own = contestedVolumes([mounting]);
    const contested = isContested(mounting);
    const { volumes } = mounting.service.template;
    return volumes.filter((volume) => !contested(volume) && isNamed(volume) && own.has(volume.source));
  });
  return new Set(split.map(({ source }) => source));
}

/** Whether a mount would become the instance's own: the template has one of this name there, and it is not mounted already. */
function isContested({ template, now }: Mounting): (volume: VolumeSpec) => boolean {
  return (volume) => {
    const there = now?.get(volume.target);
    if (there && isStill(volume, there)) return false;
    return template?.volumes.some((own) => own.target === volume.target && own.source === volume.source) === true;
  };
}
