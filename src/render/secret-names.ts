import { Claims, digestOf } from '../common/distinct-names.js';

/** A secret variable of an instance. */
export interface SecretKey {
  instance_id: string;
  key: string;
}

/** Variables that Compose and Docker themselves read from the same place. */
const READ_BY_DOCKER = /^(COMPOSE|DOCKER)_/;
const LOOKS_DIGESTED = /_[0-9A-F]{8}$/;

/**
 * The names under which the secrets of a stack are referred to: instance and key in capitals, `_` for everything else.
 * Where that is the name of several, each takes a digest of its own, so that none is ever given another's value. Pure.
 * @param secrets those of all instances of the stack, also of the disabled ones, so that a name does not depend on them
 */
export function nameSecrets(secrets: readonly SecretKey[]): (secret: SecretKey) => string {
  const claims = new Claims();
  for (const secret of secrets) claims.claim(plain(secret), `${secret.instance_id}/${secret.key}`);
  return (secret) => {
    const name = plain(secret);
    if (!claims.isContested(name) && !LOOKS_DIGESTED.test(name)) return name;
    return `${name}_${digestOf(secret.instance_id, secret.key).toUpperCase()}`;
  };
}

function plain({ instance_id, key }: SecretKey): string {
  const name = `${instance_id}_${key}`.toUpperCase().replace(/[^A-Z0-9]/g, '_');
  return /^\d/.test(name) || READ_BY_DOCKER.test(name) ? `_${name}` : name;
}
