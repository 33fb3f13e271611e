import type { Launch } from './launch.js';

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster, e.g. `.devarch/postgres`; created when missing. */
  data_dir: string;
  /** Lines for the log; nothing secret in them. */
  log?: (line: string) => void;
  /** Called once where the server ended by itself and could not be started again; what it gets says why. */
  lost?: (reason: string) => void;
  /** PostgreSQL settings for `-c`, e.g. { fsync: 'off' } in tests. */
  settings?: Record<string, string>;
}

/** The folder, how PostgreSQL is launched on it, and whom to tell. */
export interface Cluster extends Required<EmbeddedPostgresOptions> {
  launch: Launch;
}
