import type { OpenAPIObject } from '@nestjs/swagger';
import { GROUPS } from './introduction.js';

export type Paths = OpenAPIObject['paths'];
export type Operation = NonNullable<Paths[string]['get']>;

/** Where a method of a controller leaves the names that the address of its operation shows: see `Names`. */
const NAMES = 'x-names';

/** The verbs that an operation may have in a path, in the order of the page. */
const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every operation of the document. */
export function operationsOf(paths: Paths): Operation[] {
  return Object.values(paths).flatMap((item) => VERBS.flatMap((verb) => item[verb] ?? []));
}

/** The paths in the order of their groups; within a group as the controllers have them. */
export function inOrder(paths: Paths): Paths {
  const groups = Object.keys(GROUPS);
  const place = (path: string) => Math.min(...operationsOf({ [path]: paths[path] ?? {} }).map(groupOf));
  const groupOf = ({ tags = [] }: Operation) => groups.indexOf(tags[0] ?? '');
  return Object.fromEntries(Object.entries(paths).toSorted(([one], [other]) => place(one) - place(other)));
}

/** A group that is said of the operation itself counts more than that of its controller. */
export function keepOwnGroup(operation: Operation): void {
  operation.tags = operation.tags?.slice(-1);
}

/** Puts the operation's own names in the place of those that the classes of the parameters show. */
export function showOwnNames(operation: Operation): void {
  const names: unknown = Reflect.get(operation, NAMES);
  Reflect.deleteProperty(operation, NAMES);
  for (const [name, example] of Object.entries(Object(names)))
    for (const parameter of operation.parameters ?? [])
      if ('name' in parameter && parameter.name === name && parameter.schema)
        parameter.schema = Object.assign({}, parameter.schema, { example });
}
