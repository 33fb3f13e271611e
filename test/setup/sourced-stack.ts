import { startTestApp, type TestApp } from './app.js';
import { GitServer } from './git-server.js';
import { newStack } from './story.js';

/** A server with the stack `shop`, and a repository that it may read. */
export interface SourcedStack {
  served: GitServer;
  server: TestApp;
  source: (query?: string) => Promise<Record<string, unknown>>;
  /** Gives the stack the repository as its source. */
  put: (rest: object, status?: number) => Promise<Record<string, unknown>>;
  sync: (status?: number, query?: string) => Promise<Record<string, unknown>>;
  /** What the file has said of `db`, as it is in effect. */
  nameOfDb: () => Promise<unknown>;
  close: () => Promise<void>;
}

export const SOURCE = '/stacks/shop/source';

/** A file in which the variable NAME of `db` has this value. */
export const composeWith = (name: string) => `services:
  db: { image: "acme/db:1", environment: { NAME: "${name}" } }
  web: { image: "acme/web:\${TAG:-1}" }
`;

export async function startSourcedStack(): Promise<SourcedStack> {
  const served = await GitServer.start();
  const origin = new URL('/', served.url).href;
  const server = await startTestApp({ DEVARCH_SOURCE_URLS: `${origin},file://${served.dir}/` });
  await newStack(server, 'shop');
  return {
    served,
    server,
    source: async (query = '') => (await server.http.get(`${SOURCE}${query}`).expect(200)).body,
    put: async (rest, status = 200) =>
      (
        await server.http
          .put(SOURCE)
          .send({ url: served.url, ...rest })
          .expect(status)
      ).body,
    sync: async (status = 200, query = '') => (await server.http.post(`${SOURCE}/sync${query}`).expect(status)).body,
    nameOfDb: async () =>
      (await server.http.get('/stacks/shop/instances/db/effective-config').expect(200)).body.env_vars[0]?.value,
    close: async () => {
      await server.close();
      await served.close();
    },
  };
}
