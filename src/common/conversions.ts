import { Transform } from 'class-transformer';
import { addConversion } from './field-registry.js';

/** In a query string everything is text: numbers and booleans come as what they mean, the rest as it is. */
export function FromQuery(): PropertyDecorator {
  return Converted((value) => {
    if (value === 'true' || value === 'false') return value === 'true';
    return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  });
}

/** Brings a value to its stored form before it is checked; what is not a text passes unchanged to the check. */
export function Normalised(normalise: (value: string) => string): PropertyDecorator {
  return Converted((value) => (typeof value === 'string' ? normalise(value) : value));
}

/** A conversion before the check, here and where another application's own pipe reads the class first. */
export function Converted(convert: (value: unknown) => unknown): PropertyDecorator {
  return (target, property) => {
    addConversion(target, String(property), convert);
    Transform(({ value }: { value: unknown }) => convert(value))(target, property);
  };
}
