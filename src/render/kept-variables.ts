import { isSecret } from '../references/resolution.js';
import { type Resolver, resolverOf } from '../references/resolve.js';
import { type Held, type Place, placeKey, type StackScope } from '../references/scope.js';

/** The variables of a stack that a render names instead of filling them in. */
export interface KeptVariables {
  resolver: Resolver;
  /** Whether a name stands for one of them. */
  isKept(place: Place): boolean;
  /** Whether what a place says is a secret, or is made of one. */
  isSecret(place: Place): boolean;
  /** What a variable says, as far as it may be shown; undefined where it says nothing. */
  valueOf(place: Place, revealed: ReadonlyMap<string, string>): string | undefined;
}

/** None is kept: each stands there as what it says. */
export function fillVariables(scope: StackScope): KeptVariables {
  const resolver = resolverOf(scope);
  return { resolver, isKept: () => false, isSecret: () => true, valueOf: () => undefined };
}

/** All are kept. Pure. */
export function keepVariables(scope: StackScope): KeptVariables {
  const fill = resolverOf(scope);
  const named = [...scope.variables].map(([key, held]): [string, Held] => [key, { ...held, text: null, secret: true }]);
  const heldAt = (place: Place) => (place.of === 'stack' ? scope.variables.get(place.key) : undefined);
  const resolve = (place: Place) => {
    const held = heldAt(place);
    return held && fill.valueAt({ place, held });
  };
  return {
    resolver: resolverOf({ ...scope, variables: new Map(named) }),
    isKept: (place) => heldAt(place) !== undefined,
    isSecret: (place) => {
      const found = resolve(place);
      return found === undefined || (heldAt(place)?.secret ?? false) || isSecret(found);
    },
    valueOf: (place, revealed) => {
      const texts = resolve(place)?.pieces.map((piece) =>
        'text' in piece ? piece.text : 'secret' in piece ? revealed.get(placeKey(piece.secret)) : undefined,
      );
      return texts?.every((text) => text !== undefined) ? texts.join('') : undefined;
    },
  };
}
