import type { Client } from './client.js';
import { line, table, title } from './show.js';

interface Place {
  instance_id: string | null;
  part: string;
  key: string;
}

interface Report {
  dropped: Place[];
  kept: Place[];
  changed: Place[];
  conflicts: Place[];
}

/** The file as somebody else keeps it, in two versions. */
const file = (version: string, level: string, rest = '') => `services:
  store:
    image: postgres:17.2
    environment: { POSTGRES_DB: orders, POSTGRES_PASSWORD: "\${STORE_PASSWORD:-correct horse}" }
  web:
    image: ghcr.io/acme/web:${version}
    environment:
      DATABASE: postgres://store:5432/orders
      LEVEL: ${level}
${rest}`;

/** A file comes in, is worked on by hand, and comes in again in a newer version: nothing that was done by hand is lost. */
export async function showImported(client: Client, stack: string): Promise<void> {
  const bring = (content: string, mode: string, dry_run = false) =>
    client.post<Report>('/stacks/import', { format: 'compose', name: stack, content, mode, dry_run });

  title(`Import a Compose file as "${stack}"`);
  await bring(file('1.4', 'info', '      OLD_SWITCH: "1"\n'), 'create');
  const instances = await client.get<{ instance_id: string; template_name: string }[]>(`/stacks/${stack}/instances`);
  table(instances.map(({ instance_id, template_name }) => ({ instance_id, template_name })));

  title('Work on it by hand: a setting of one’s own, another level, another password');
  const set = [
    { key: 'LEVEL', value: 'debug' },
    { key: 'FEATURE', value: 'on' },
  ];
  await client.patch(`/stacks/${stack}/instances/web/env-vars`, { set });
  const password = { key: 'STORE_PASSWORD', value: 'battery staple', is_secret: true };
  await client.patch(`/stacks/${stack}/variables`, { set: [password] });

  title('Import a newer version of the file, first only to see');
  const newer = file('1.5', 'warn');
  const seen = await bring(newer, 'update', true);
  show(seen);

  title('Import it: what it changed is taken, what was done by hand stays, both at once is a conflict');
  const done = await bring(newer, 'update');
  if (namesOf(done) !== namesOf(seen)) throw new Error('The dry run said something else than what was done.');
  expectIn(done, 'changed', 'web settings image_tag');
  expectIn(done, 'dropped', 'web env_vars OLD_SWITCH');
  expectIn(done, 'kept', 'web env_vars FEATURE');
  expectIn(done, 'conflicts', 'web env_vars LEVEL');

  title('Import it once more: nothing changes');
  const again = await bring(newer, 'update');
  if (again.changed.length + again.dropped.length > 0) throw new Error(`It changed again: ${namesOf(again)}`);
  line(`kept: ${again.kept.length}, conflicts: ${again.conflicts.length}, changed: 0, dropped: 0`);
}

const KINDS = ['changed', 'dropped', 'kept', 'conflicts'] as const;

const nameOf = ({ instance_id, part, key }: Place) => `${instance_id ?? 'stack'} ${part} ${key}`;

function namesOf(report: Report): string {
  return KINDS.map((kind) => `${kind}: ${report[kind].map(nameOf).join(', ')}`).join('\n');
}

function show(report: Report): void {
  table(KINDS.flatMap((kind) => report[kind].map((place) => ({ what: kind, which: nameOf(place) }))));
}

/** The demo fails where the product does. */
function expectIn(report: Report, kind: (typeof KINDS)[number], name: string): void {
  const names = report[kind].map(nameOf);
  if (!names.includes(name)) throw new Error(`${name} is not among what is ${kind}: ${names.join(', ')}.`);
  line(`${kind}: ${name}`);
}
