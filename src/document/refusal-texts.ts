/** What a conflict says, by the name of the operation; an operation that is not here has none. */
export const CONFLICTS: Record<string, string> = {
  createTemplate: 'A template "my-postgres" exists already.',
  updateTemplate: 'A template "redis" exists already.',
  removeTemplate: 'Template "my-postgres" is used by 1 instance: shop/db.',
  createCategory: 'A category "tools" exists already.',
  updateCategory: 'A category "database" exists already.',
  removeCategory: 'Category "tools" has 1 template: my-postgres.',
  createStack: 'A stack "shop" exists already.',
  updateStack: 'The network "devarch-shop-net" belongs to another stack.',
  cloneStack: 'A stack "shop-staging" exists already.',
  renameStack: 'A stack "shop-test" exists already.',
  restoreStack: 'A stack "shop-test" exists already.',
  purgeStack: 'Stack "shop-test" is not in the trash: it is live.',
  createInstance: 'An instance "db" exists already in this stack.',
  duplicateInstance: 'An instance "db-copy" exists already in this stack.',
  renameInstance: 'An instance "reports" exists already in this stack.',
  renameInstanceByPut: 'An instance "reports" exists already in this stack.',
  restoreInstance: 'An instance "reports" exists already in this stack.',
  purgeInstance: 'Instance "reports" of stack "shop" is not in the trash: it is live.',
  importStack:
    'A stack "imported" exists already; mode "update" brings it to what the file says, or give another name.',
  importTemplates: 'A template "cache" exists already.',
  syncSource: 'The source of stack "shop" is being synced at the moment.',
};

const NO_VALUE =
  '/env_vars/0/value is *** or left out, which keeps a value, but there is nothing of the env var "POSTGRES_PASSWORD" to keep; give its value.';
const UNMATCHED = 'No template fits these services: web. Nothing was imported.';
const NOTHING = (noun: string, key: string) => `The template has no ${noun} "${key}" to remove; it has none.`;

/** What cannot be done although it is well-formed, by the beginning of the name. */
const IMPOSSIBLE: [RegExp, string][] = [
  [/^replaceVariables$/, NO_VALUE.replace('env_vars', 'variables').replace('env var "POSTGRES', 'variable "DB')],
  [/^patchVariables$/, 'Stack "shop" has no variable "DB_NAMES" to remove; nearest are DB_NAME.'],
  [/^(create|update)Template$|^replaceTemplateEnvVars$/, NO_VALUE],
  [
    /^replaceTemplatePorts$/,
    '/ports/0/host_ip publishes a port of administration on every address of the host (database); DEVARCH_HOST_ACCESS=refuse does not let it in. Publish it on 127.0.0.1.',
  ],
  [
    /^replaceTemplateVolumes$/,
    '/volumes/0/source mounts a folder of the host outside the project; DEVARCH_HOST_ACCESS=refuse does not let it in. Use a named volume, or a folder below the project (./data).',
  ],
  [/^((replace|patch)Ports|createInstance)$/, 'The template has no port "9999/tcp" to remove; it has 5432/tcp.'],
  [/^(replace|patch)Volumes$/, NOTHING('volume', '/srv')],
  [/^(replace|patch)EnvVars$/, NOTHING('env var', 'LANG')],
  [/^(replace|patch)Labels$/, NOTHING('label', 'com.example.team')],
  [/^(replace|patch)Domains$/, NOTHING('domain', 'shop.localhost')],
  [/^(replace|patch)Healthcheck$/, NOTHING('healthcheck', 'healthcheck')],
  [/^(replace|patch)Files?$/, NOTHING('config file', '/etc/other.conf')],
  [/^(replace|patch)Options$/, NOTHING('option', 'shm_size')],
  [
    /^replaceTemplateOptions$/,
    '/options/0/value gives the container every right that the host has; DEVARCH_HOST_ACCESS=refuse does not let it in. Leave it out, and name single capabilities in cap_add.',
  ],
  [/^import(Stack|Templates)$/, UNMATCHED],
  [/^replaceSource$/, '/url is not let in: it takes an https address, or one that begins as DEVARCH_SOURCE_URLS says.'],
  [
    /^(get|sync)Source$/,
    'The repository https://git.example.com/shop.git cannot be read: it has no branch or tag "main".',
  ],
];

export function conflictOf(operation_id: string): string | undefined {
  return CONFLICTS[operation_id];
}

export function impossibleOf(operation_id: string): string | undefined {
  return IMPOSSIBLE.find(([name]) => name.test(operation_id))?.[1];
}
