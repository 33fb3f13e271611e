import { Initial1764000000000 } from './1764000000000-initial.js';

/** Every migration, oldest first. A merged migration is never edited. */
export const MIGRATIONS: (new () => object)[] = [Initial1764000000000];
