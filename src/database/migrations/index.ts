import { Initial1764000000000 } from './1764000000000-initial.js';
import { SealedSecrets1764600000000 } from './1764600000000-sealed-secrets.js';
import { MountOptions1765200000000 } from './1765200000000-mount-options.js';
import { InstancesByAge1765800000000 } from './1765800000000-instances-by-age.js';
import { StackVariables1766400000000 } from './1766400000000-stack-variables.js';
import { References1767000000000 } from './1767000000000-references.js';
import { Links1767600000020 } from './1767600000020-links.js';
import { LiveOfTemplate1768200000000 } from './1768200000000-live-of-template.js';
import { GeneratedSecrets1768800000000 } from './1768800000000-generated-secrets.js';
import { Options1769400000000 } from './1769400000000-options.js';
import { RemovedSettings1769500000000 } from './1769500000000-removed-settings.js';
import { OpenPorts1770000000000 } from './1770000000000-open-ports.js';
import { Sources1770600000000 } from './1770600000000-sources.js';
import { GitSources1771200000000 } from './1771200000000-git-sources.js';

/** Every migration, oldest first. A merged migration is never edited. */
export const MIGRATIONS: (new () => object)[] = [
  Initial1764000000000,
  SealedSecrets1764600000000,
  MountOptions1765200000000,
  InstancesByAge1765800000000,
  StackVariables1766400000000,
  References1767000000000,
  Links1767600000020,
  LiveOfTemplate1768200000000,
  GeneratedSecrets1768800000000,
  Options1769400000000,
  RemovedSettings1769500000000,
  OpenPorts1770000000000,
  Sources1770600000000,
  GitSources1771200000000,
];
