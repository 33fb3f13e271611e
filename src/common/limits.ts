/**
 * How much there may be of everything, in characters where it is a text. Columns, inputs, the API document, the schema of a
 * stack's file and `docs/limits.md` have it from here; a column that gets longer needs a migration besides.
 */
export const LIMITS = {
  name: 63,
  display_name: 128,
  description: 4096,
  container_name: 127,
  network_name: 80,
  image_name: 256,
  image_tag: 128,
  command: 8192,
  restart_policy: 32,
  user: 64,
  key: 255,
  recipe: 32,
  value: 65_536,
  path: 600,
  mount_source: 4096,
  mount_option: 4096,
  option: 65_536,
  host_name: 253,
  address: 45,
  text: 1_048_576,
  items: 1000,
  dependencies: 100,
  provides: 50,
  generated: 128,
  id: 2_147_483_647,
  page: 500,
  search: 255,
} as const;
