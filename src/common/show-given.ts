import type { Type } from '@nestjs/common';
import { DECORATORS } from '@nestjs/swagger';
import { fieldsOf } from './example.js';
import { givenTo } from './given.js';

interface Shown {
  in: string;
  name: string;
}

/** Tells the API document what the methods of a controller take, as it would find out by itself of Nest's own decorators. */
export function ShowGiven(): ClassDecorator {
  return ({ prototype }) => {
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method: unknown = Reflect.get(prototype, name);
      if (typeof method !== 'function' || name === 'constructor') continue;
      const { params, query, body } = givenTo(prototype, name);
      const said: Shown[] = Reflect.getMetadata(DECORATORS.API_PARAMETERS, method) ?? [];
      const shown = [...each('path', params), ...each('query', query), ...said];
      if (!said.some(({ in: place }) => place === 'body')) shown.push(...whole(body));
      if (shown.length > 0) Reflect.defineMetadata(DECORATORS.API_PARAMETERS, shown, method);
    }
  };
}

function each(place: string, type: Type<object> | undefined): Shown[] {
  if (!type || type === Object) return [];
  return Object.entries(fieldsOf(type)).map(([name, field]) => ({ name, required: true, in: place, ...field }));
}

function whole(type: Type<object> | undefined) {
  return type && type !== Object ? [{ in: 'body', name: type.name, type, required: true }] : [];
}
