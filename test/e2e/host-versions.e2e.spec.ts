import { VERSION_NEUTRAL, VersioningType, type VersioningOptions } from '@nestjs/common';
import type { Operation } from '../setup/api-document.js';
import { ADAPTERS, type Adapter, type Host, startHost } from '../setup/host-app.js';
import { fromTopToBottom, prefilled, REFUSED } from '../setup/prefilled.js';

/** Every route inside another application that has versions, of any kind: as unversioned controllers of its own. */

interface Kind {
  options: VersioningOptions;
  /** What a request of that version says, besides what its address says. */
  says: (version: string, accept: string) => Record<string, string>;
}

const KINDS: Record<string, Kind> = {
  uri: { options: { type: VersioningType.URI }, says: (_, accept) => ({ accept }) },
  header: {
    options: { type: VersioningType.HEADER, header: 'X-Api-Version' },
    says: (version, accept) => ({ accept, 'x-api-version': version }),
  },
  media: {
    options: { type: VersioningType.MEDIA_TYPE, key: 'v=' },
    says: (version, accept) => ({ accept: `${accept};v=${version}` }),
  },
  custom: {
    options: { type: VersioningType.CUSTOM, extractor: (request) => headerOf(request, 'x-wanted') ?? '' },
    says: (version, accept) => ({ accept, 'x-wanted': version }),
  },
};

function headerOf(request: unknown, name: string): string | undefined {
  const value: unknown = Reflect.get(Object(Reflect.get(Object(request), 'headers')), name);
  return typeof value === 'string' ? value : undefined;
}

/** What has been restored right before it is pressed. */
async function press(host: Host, operation: Operation, { says }: Kind, version: string): Promise<Response> {
  const { address, init } = prefilled(host.api, operation);
  const { accept = '*/*', ...headers } = Object.fromEntries(new Headers(init.headers));
  return fetch(`${host.url}${address}`, { ...init, headers: { ...headers, ...says(version, accept) } });
}

/** The names of the operations that are refused, from top to bottom of the document. */
async function refusedOf(host: Host, kind: Kind, version: string): Promise<string[]> {
  const refused: string[] = [];
  for (const operation of fromTopToBottom(host.api)) {
    const answer = await press(host, operation, kind, version);
    await answer.text();
    if (!answer.ok) refused.push(operation.operationId ?? '');
  }
  return refused.toSorted();
}

const settings = ADAPTERS.flatMap((adapter) => Object.keys(KINDS).map((kind): [Adapter, string] => [adapter, kind]));

describe.each(settings)('on %s with versions of the kind "%s"', (adapter, name) => {
  const kind = KINDS[name] as Kind;
  const isUri = kind.options.type === VersioningType.URI;

  async function inHost(more: Partial<VersioningOptions>, work: (host: Host) => Promise<void>): Promise<void> {
    const host = await startHost(adapter, (app) =>
      app.enableVersioning({ ...kind.options, ...more } as VersioningOptions),
    );
    try {
      await work(host);
    } finally {
      await host.close();
    }
  }

  it('without a default all answer at their own addresses, whatever version is asked for', () =>
    inHost({}, async (host) => {
      const paths = host.api.operations.map(({ path }) => path);
      expect(paths.filter((path) => /\/v\d/.test(path))).toEqual([]);
      expect(await refusedOf(host, kind, '7')).toEqual(Object.keys(REFUSED).toSorted());
      expect((await fetch(`${host.url}/stacks`)).status).toBe(200);
    }));

  it('with a default all are of that version, and tell addresses of it', () =>
    inHost({ defaultVersion: '1' }, async (host) => {
      expect(await refusedOf(host, kind, '1')).toEqual(Object.keys(REFUSED).toSorted());
      const prefix = isUri ? '/v1' : '';
      const headers = { ...kind.says('1', 'application/json'), 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: '{"name":"versioned"}' };
      const made = await fetch(`${host.url}${prefix}/stacks`, init);
      expect([made.status, made.headers.get('location')]).toEqual([201, `${prefix}/stacks/versioned`]);
      const page = await fetch(`${host.url}${prefix}/stacks?limit=1`, { headers });
      expect(page.headers.get('link')).toMatch(new RegExp(`^<${prefix}/stacks\\?limit=1&cursor=`));
      const file = `${prefix}/stacks/shop/instances/db/files/etc/v.conf`;
      const written = await fetch(`${host.url}${file}`, { method: 'PUT', headers, body: '{"content":"a"}' });
      expect([written.status, await written.json()]).toEqual([
        200,
        expect.objectContaining({ file_path: '/etc/v.conf' }),
      ]);
      const other = isUri ? '/v2' : '';
      const elsewhere = await fetch(`${host.url}${other}/stacks`, { headers: kind.says('2', 'application/json') });
      expect(elsewhere.status).toBe(404);
    }));

  it('with a default and neutral besides they answer to both', () =>
    inHost({ defaultVersion: [VERSION_NEUTRAL, '1'] }, async (host) => {
      // An extractor of the application's own has to name a version, then.
      const status = kind.options.type === VersioningType.CUSTOM ? 404 : 200;
      const accept = 'application/json';
      const versioned = await fetch(`${host.url}${isUri ? '/v1' : ''}/stacks`, { headers: kind.says('1', accept) });
      expect([(await fetch(`${host.url}/stacks`)).status, versioned.status]).toEqual([status, 200]);
    }));
});
