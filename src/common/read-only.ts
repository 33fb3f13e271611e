import type { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Exclude } from 'class-transformer';
import { Allow } from 'class-validator';
import { fieldsOf as shownFieldsOf } from './example.js';
import { addReadOnly, fieldsOf, type ReadOnly } from './field-registry.js';

/** What the API document says of a field that only the server makes. */
interface Described {
  description: string;
  type: 'integer' | 'string';
  format?: string;
  nullable?: boolean;
  example?: unknown;
}

/** Made by the server alone. It may be sent back as it came; `demandUnchanged` refuses another value. */
export function ReadOnlyField(described: Described, read_only: ReadOnly = {}): PropertyDecorator {
  return readOnly(described, read_only);
}

/**
 * Everything that the answer shows and the class does not take is made by the server, or changed by another operation: it
 * may be sent back as it came, so that what was read can be edited and written back whole.
 */
export function SentBackAs(answer: Type<object>, others: Record<string, ReadOnly> = {}): ClassDecorator {
  return ({ prototype }) => {
    if (typeof prototype !== 'object' || prototype === null) return;
    for (const [name, described] of Object.entries(shownFieldsOf(answer)))
      if (!fieldsOf(prototype).has(name)) readOnly(described, others[name] ?? {})(prototype, name);
  };
}

/** Left out of what parsing makes, so that it is neither checked there nor counts as something given. */
function readOnly(described: object, read_only: ReadOnly): PropertyDecorator {
  return (target, property) => {
    ApiProperty(Object.assign({}, described, { readOnly: true, required: false }))(target, property);
    addReadOnly(target, String(property), read_only);
    Allow()(target, property);
    Exclude({ toClassOnly: true })(target, property);
  };
}
