import { posix } from 'node:path';
import { isObject } from '../../common/fields.js';
import { splitOutsideVariables } from '../interpolation.js';
import { cameFrom } from '../origins.js';

type Change = (value: unknown) => unknown;

/**
 * Paths that a service, a config or a secret names from the folder of its file, as they are named from another folder. What
 * begins with a variable stays, as nobody knows here where it leads. Pure.
 */
export function rebase(file: Record<string, unknown>, from: string, to: string): Record<string, unknown> {
  if (posix.relative(from, to) === '') return file;
  const move: Change = (path) => (typeof path === 'string' && isRelative(path) ? moved(path, from, to) : path);
  const held = each(at({ file: move }));
  const change = at({ services: each(serviceChange(move)), configs: held, secrets: held });
  const changed = change(file);
  return isObject(changed) ? changed : file;
}

function serviceChange(move: Change): Change {
  const files: Change = (value) => (isObject(value) ? at({ path: move })(value) : move(value));
  const context = at({ context: move, additional_contexts: each(move) });
  return at({
    build: (value) => (isObject(value) ? context(value) : move(value)),
    env_file: oneOrEach(files),
    label_file: oneOrEach(move),
    volumes: each((mount) => (isObject(mount) ? moveLongMount(mount, move) : moveShortMount(mount, move))),
    develop: at({ watch: each(at({ path: move })) }),
  });
}

/** A name without a dot in front is that of a volume. */
function moveShortMount(mount: unknown, move: Change): unknown {
  if (typeof mount !== 'string' || !mount.startsWith('.')) return mount;
  const [source = '', ...rest] = splitOutsideVariables(mount, ':');
  return [move(source), ...rest].join(':');
}

function moveLongMount(mount: Record<string, unknown>, move: Change): unknown {
  return mount.type === 'bind' ? at({ source: move })(mount) : mount;
}

/** Names of hosts, addresses, absolute paths and what only a shell understands lead where they led. */
function isRelative(path: string): boolean {
  return path !== '' && !/^([/~\\$]|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:|git@)/.test(path);
}

function moved(path: string, from: string, to: string): string {
  const text = posix.relative(to, posix.join(from, path));
  return text === '' ? '.' : text.startsWith('..') ? text : `./${text}`;
}

/** Changes the values of a map under these keys. */
function at(changes: Record<string, Change>): Change {
  return (value) => {
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
      const change = Object.hasOwn(changes, key) ? changes[key] : undefined;
      return [key, change ? change(item) : item];
    });
    return cameFrom(Object.fromEntries(entries), value);
  };
}

/** Changes every value of a map or list. */
function each(change: Change): Change {
  return (value) => {
    if (Array.isArray(value)) return cameFrom(value.map(change), value);
    if (!isObject(value)) return value;
    return cameFrom(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(item)])), value);
  };
}

function oneOrEach(change: Change): Change {
  return (value) => (Array.isArray(value) ? each(change)(value) : change(value));
}
