import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import type { Loss, Rendered, ResolvedStack } from '../../src/render/resolved.js';
import { aResolvedStack, type InstanceParts } from './resolved-stack.js';

/** What a golden file says: the instances, and what they are rendered to. */
interface GoldenCase {
  title: string;
  stack?: Partial<ResolvedStack>;
  instances: InstanceParts[];
  documents: object[];
  losses: Loss[];
}

export interface Case extends GoldenCase {
  name: string;
  given: ResolvedStack;
}

/** The cases of a folder, by name. */
export function casesOf(folder: string): Case[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.golden.yaml'));
  return files.toSorted().map((file) => {
    const content = parseDocument(readFileSync(join(folder, file), 'utf8')).toJS() as GoldenCase;
    return { ...content, name: file, given: aResolvedStack(content.instances, content.stack) };
  });
}

/** Compares with the golden file, or writes it anew where `UPDATE_GOLDEN=true` says so. */
export function expectGolden(
  folder: string,
  { name, title, stack, instances, documents, losses }: Case,
  got: Rendered,
) {
  if (process.env.UPDATE_GOLDEN === 'true') {
    const written = { title, ...(stack && { stack }), instances, documents: got.documents, losses: got.losses };
    writeFileSync(join(folder, name), stringify(written, { lineWidth: 0, aliasDuplicateObjects: false }));
    return;
  }
  expect(got.documents).toStrictEqual(documents);
  expect(got.losses).toEqual(losses);
}
