import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { InvalidInput, MAX_ERRORS, type ParameterError } from './errors.js';
import { isObject } from './fields.js';
import { type Given, givenTo } from './given.js';
import { nearest } from './nearest.js';
import { knownFields } from './read-input.js';

interface Sent {
  query?: Record<string, unknown>;
  body?: unknown;
}

/**
 * Refuses what a route does not declare, before any pipe could strip it: parameters, and a body where none is taken. What
 * is misspelt is never ignored, so that no dry run becomes a change.
 */
@Injectable()
export class DeclaredOnly implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query = {}, body } = context.switchToHttp().getRequest<Sent>();
    const names = Object.keys(query);
    if (names.length === 0 && (body === undefined || body === null)) return true;
    const given = givenTo(context.getClass().prototype as object, context.getHandler().name);
    const known = given.query ? knownFields(given.query) : [];
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw unknownParameters(unknown, known);
    demandNoBody(given, body, known);
    return true;
  }
}

function unknownParameters(unknown: string[], known: string[]): InvalidInput {
  const errors = unknown.slice(0, MAX_ERRORS).map((parameter): ParameterError => {
    const [closest] = nearest(parameter, known);
    const others = known.length > 0 ? `known are ${known.join(', ')}` : 'this operation takes no parameters';
    return { parameter, reason: `is not known here; ${closest ? `did you mean ${closest}?` : others}` };
  });
  return InvalidInput.parameters(errors, unknown.length);
}

function demandNoBody(given: Given, body: unknown, known: string[]): void {
  if (given.body !== undefined || body === undefined || body === null) return;
  const names = isObject(body) ? Object.keys(body) : [];
  if (isObject(body) && names.length === 0) return;
  const misplaced = names.find((name) => known.includes(name));
  const hint = misplaced === undefined ? '' : `; give ${misplaced} in the address: ?${misplaced}=…`;
  throw InvalidInput.field('', `must be left out: this operation takes none${hint}`);
}
