import type { ParseWarning } from '../compose-file/parsed.js';

/** A category as `categories.yaml` has it; its other values are checked when they are stored. */
export interface CategoryDefinition {
  name: string;
  [value: string]: unknown;
}

/** What a file said that a template cannot hold. */
export interface CatalogWarning extends ParseWarning {
  file: string;
}

/** A template that was left as it is although its file differs. */
export interface KeptTemplate {
  name: string;
  reason: string;
}

/** What a load did, by names of templates. */
export interface CatalogReport {
  created: string[];
  updated: string[];
  unchanged: string[];
  kept: KeptTemplate[];
  warnings: CatalogWarning[];
}

/** The report for a person at a terminal. */
export function describeReport({ created, updated, unchanged, kept, warnings }: CatalogReport): string {
  return [
    ...[`Created: ${created.length}`, ...created.map((name) => `  ${name}`)],
    ...[`Updated: ${updated.length}`, ...updated.map((name) => `  ${name}`)],
    `Unchanged: ${unchanged.length}`,
    ...[`Kept: ${kept.length}`, ...kept.map(({ name, reason }) => `  ${name}: ${reason}`)],
    `Warnings: ${warnings.length}`,
    ...warnings.map(({ file, code, where, message }) => `  ${file}#${where} ${code}: ${message}`),
  ].join('\n');
}
