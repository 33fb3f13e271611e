import { type FieldError, InvalidInput } from '../../src/common/errors.js';
import { FreeObjectField, IntegerField, ListField, ObjectField, TextField } from '../../src/common/fields.js';

export class Port {
  @IntegerField({ description: 'Port.', min: 1, max: 65535 })
  host_port!: number;

  @TextField({ description: 'Protocol.', max: 4 })
  protocol: string = 'tcp';
}

export class Thing {
  @TextField({ description: 'Name.', min: 1, max: 8 })
  name!: string;

  @TextField({ description: 'Token.', max: 4, sensitive: true })
  token: string | null = null;

  @ListField(() => Port, { description: 'Ports.', max: 200 })
  ports: Port[] = [];

  @ObjectField(() => Port, { description: 'Main port.', optional: true })
  main?: Port;

  @FreeObjectField({ description: 'Anything.' })
  extra: Record<string, unknown> = {};
}

export function refusal(work: () => unknown): FieldError[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors;
    throw error;
  }
  throw new Error('Nothing was refused.');
}
