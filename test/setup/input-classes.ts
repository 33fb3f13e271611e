import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from '../../src/common/field-registry.js';

export interface InputClass {
  name: string;
  type: new () => object;
  fields: string[];
}

/** Every class of the sources that says what its fields take: what any input is read by. */
export async function inputClasses(): Promise<InputClass[]> {
  const root = join(import.meta.dirname, '../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) =>
    /(^|\/)(dto|facets|model|common|settings|http)\/[^/]+(?<!\.spec)\.ts$/.test(file),
  );
  const modules: object[] = [];
  for (const file of sources) modules.push(await import(join(root, file)));
  const types = new Set(modules.flatMap((module) => Object.values(module)).filter(isClass));
  return [...types].flatMap((type) => {
    const fields = [...fieldsOf(type.prototype as object).keys()];
    return fields.length > 0 ? [{ name: type.name, type, fields }] : [];
  });
}

function isClass(value: unknown): value is new () => object {
  return typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null;
}
