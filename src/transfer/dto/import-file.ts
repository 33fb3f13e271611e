import { posix } from 'node:path';
import { Converted, Normalised } from '../../common/conversions.js';
import { defineField, type FieldOptions, TextField, type TextRule } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';

const fileNameRule: TextRule = {
  allowed: 'a path within the folder of the files, such as compose.yaml or db/.env, without ".."',
  test: (value) =>
    /^[^/\\~]/.test(value) && !/[\\\0]|^[A-Za-z]:|\/$/.test(value) && value !== '.' && !value.split('/').includes('..'),
};

/** One spelling per path; one with `..` stays, to be refused. */
function canonicalName(name: string): string {
  return name === '' || name.split('/').includes('..') ? name : posix.normalize(name);
}

/** One of several files that belong together. */
export class ImportFile {
  @TextField({
    description: 'Path of the file: by it the others name it.',
    min: 1,
    max: LIMITS.path,
    rule: fileNameRule,
    example: 'compose.yaml',
  })
  @Normalised(canonicalName)
  name!: string;

  @TextField({ description: 'Text of the file.', max: LIMITS.text, sensitive: true })
  content!: string;
}

/** What says which files there are, for every import of Compose files. */
export const FILES = {
  description:
    'Compose files and what they name: `extends`, `include` and `env_file` are followed from one to the other, and nowhere else. Beside a single text, or in its place.',
  max: LIMITS.files,
  optional: true,
  shape: '{"name":"compose.yaml","content":"services: …"}',
} as const;

export const MERGE = {
  description:
    'Names of the files that override one another, the first one first; when left out, all Compose files that no other one names, in their order.',
  max: LIMITS.files,
  optional: true,
  example: ['compose.yaml', 'compose.prod.yaml'],
} as const;

/** Names of files, each once. */
export function FileNamesField(options: FieldOptions & { max: number }): PropertyDecorator {
  const { max, ...field } = options;
  const isFileName = (name: unknown) =>
    typeof name === 'string' && name.length <= LIMITS.path && fileNameRule.test(name);
  const test = (value: unknown) =>
    Array.isArray(value) && value.length <= max && value.every(isFileName) && new Set(value).size === value.length;
  const schema = { type: 'array', items: { type: 'string', minLength: 1, maxLength: LIMITS.path }, maxItems: max };
  const spelt = (value: unknown) =>
    Array.isArray(value)
      ? value.map((name: unknown) => (typeof name === 'string' ? canonicalName(name) : name))
      : value;
  const parts = [
    defineField(field, () => `a list of at most ${max} different names of files`, schema, test),
    Converted(spelt),
  ];
  return (target, property) => parts.forEach((part) => part(target, property));
}
