import type { TestApp } from './app.js';

/** What an import answers, as far as stories look at it. */
export type ImportBody = Record<string, { instance_id: string | null; part: string; key: string }[]> & {
  instances: { instance_id: string; result: string }[];
};

export const NO_CHANGES = { dropped: [], kept: [], changed: [], conflicts: [] };

/** Imports into the stacks of a server, and what stories say of the answers. */
export function importStory(server: () => TestApp) {
  const importFile = async (name: string, content: string, more: object = {}): Promise<ImportBody> => {
    const body = { format: 'compose', name, content, ...more };
    return (await server().http.post('/stacks/import').send(body).expect(200)).body;
  };
  return {
    importFile,
    update: (name: string, content: string, more: object = {}) =>
      importFile(name, content, { mode: 'update', ...more }),
    get: async (path: string) => (await server().http.get(`/stacks/${path}`).expect(200)).body,
    patch: (path: string, body: object) => server().http.patch(`/stacks/${path}`).send(body).expect(200),
  };
}

/** Where the items of a list stand, e.g. `db ports 5432/tcp`. */
export function places(items: ImportBody[string] = []): string[] {
  return items.map(({ instance_id, part, key }) => `${instance_id} ${part} ${key}`);
}

export function results({ instances }: ImportBody): string[] {
  return instances.map(({ instance_id, result }) => `${instance_id} ${result}`);
}

/** A file with a database that is published on a port, and more lines of its service. */
export function databaseFile(port: number, ...more: string[]): string {
  const lines = more.map((line) => `    ${line}\n`).join('');
  return `services:\n  db:\n    image: postgres:17.2\n    ports: ["127.0.0.1:${port}:5432"]\n${lines}`;
}
