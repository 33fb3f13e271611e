import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseComposeFile } from '../../src/compose-file/compose-file.js';
import type { TemplateDefinition } from '../../src/model/template-definition.js';
import type { DependencyDefinition } from '../../src/model/template-definition.js';
import { readText, referencesIn } from '../../src/references/text.js';

/** The shipped catalogue as its files say it, without a server. */
export interface CatalogFile extends TemplateDefinition {
  /** Ports that it listens on without publishing them. */
  exposed: number[];
}

/** The templates of the catalogue by name. */
export function catalogFiles(): Map<string, CatalogFile> {
  const root = join(process.cwd(), 'catalog');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((it) => /[/\\].+\.yaml$/.test(it));
  const templates = files.flatMap((file) => parseComposeFile(readFileSync(join(root, file), 'utf8')).services);
  return new Map(
    templates.map(({ template, keys }) => [
      template.name,
      { ...template, exposed: Array.isArray(keys.expose) ? keys.expose.map(Number) : [] },
    ]),
  );
}

/** A text of a template that may refer, and where it stands. */
export interface PlacedText {
  place: string;
  text: string;
}

/** Every text of a template in which another one could be named. */
export function textsOf({ env_vars, labels, config_files, command, healthcheck }: CatalogFile): PlacedText[] {
  return [
    ...env_vars.map(({ key, value }) => ({ place: key, text: value ?? '' })),
    ...labels.map(({ key, value }) => ({ place: `label ${key}`, text: value })),
    ...config_files.map(({ file_path, content }) => ({ place: file_path, text: content })),
    { place: 'command', text: command ?? '' },
    { place: 'healthcheck', text: healthcheck?.test ?? '' },
  ];
}

/** What stands beside the references of a text, each of them a blank. */
export function besides(text: string): string {
  return readText(text)
    .map((part) => ('text' in part ? part.text : ' '))
    .join('');
}

/** What a template refers to by a name, each attribute once. */
export function referredTo(template: CatalogFile, name: string): string[] {
  const all = textsOf(template).flatMap(({ text }) => referencesIn(text));
  const own = all.filter((it) => it.name === name);
  return [...new Set(own.map((it) => [it.attribute, it.argument].filter(Boolean).join('.')))].toSorted();
}

/** All that may take the place of what a link needs, the needed template itself first. */
export function providersOf(catalog: ReadonlyMap<string, CatalogFile>, { service }: DependencyDefinition): string[] {
  const others = [...catalog.values()].filter((it) => it.name !== service && it.provides.includes(service));
  return [service, ...others.map(({ name }) => name).toSorted()];
}
