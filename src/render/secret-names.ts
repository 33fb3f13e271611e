import { Claims, digestOf } from '../common/distinct-names.js';
import { type Place, placeKey } from '../references/scope.js';

/** Variables that Compose and Docker themselves read from the same place. */
const READ_BY_DOCKER = /^(COMPOSE|DOCKER)_/;
const LOOKS_DIGESTED = /_[0-9A-F]{8}$/;

/**
 * The names under which the secrets of a stack are referred to: a variable of the stack by its own key, an instance's by
 * instance and key in capitals, `_` for everything else. Where that is the name of several, each takes a digest of its own,
 * so that none is ever given another's value. Pure.
 * @param secrets those of the stack and of all its instances, also of the disabled ones, so that a name does not depend on them
 */
export function nameSecrets(secrets: readonly Place[]): (secret: Place) => string {
  const claims = new Claims();
  for (const secret of secrets) claims.claim(plain(secret), placeKey(secret));
  return (secret) => {
    const name = plain(secret);
    if (!claims.isContested(name) && !LOOKS_DIGESTED.test(name)) return name;
    return `${name}_${digestOf(secret.of === 'stack' ? '' : secret.instance_id, secret.key).toUpperCase()}`;
  };
}

function plain(secret: Place): string {
  if (secret.of === 'stack') return READ_BY_DOCKER.test(secret.key) ? `_${secret.key}` : secret.key;
  const name = `${secret.instance_id}_${secret.key}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return /^\d/.test(name) || READ_BY_DOCKER.test(name) ? `_${name}` : name;
}
